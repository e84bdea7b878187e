package dev.kith.discovery;

import dev.kith.message.Limits;
import java.util.List;

/// What a node says of itself: where others reach it now.
///
/// @param addresses IPv4 or IPv6 literals, best first, at most [#ADDRESSES_MAX]
/// @param http port of its door
/// @param cluster its cluster port, 0 if it is no member
public record Presence(List<String> addresses, int http, int cluster) {
  public static final int ADDRESSES_MAX = 16;

  public Presence {
    Limits.range("addresses (their number)", addresses.size(), 0, ADDRESSES_MAX);
    Limits.range("http", http, 0, 65_535);
    Limits.range("cluster", cluster, 0, 65_535);
    addresses = List.copyOf(addresses);
  }
}
