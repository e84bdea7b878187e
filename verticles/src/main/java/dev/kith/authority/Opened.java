package dev.kith.authority;

import java.util.List;

/// 202 of the enrolment door: serve the challenge at each of these addresses, then post to the order.
record Opened(String order, String challenge, List<String> addresses) {}
