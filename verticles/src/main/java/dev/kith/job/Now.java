package dev.kith.job;

import java.time.Instant;

/// One moment, on both clocks. Leases live by the monotonic one, which no one sets; the wall clock only stamps what people read.
///
/// @param monotonicMillis never goes back; only differences mean something
public record Now(long monotonicMillis, Instant wall) {}
