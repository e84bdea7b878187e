package dev.kith.discovery;

import dev.kith.message.Limits;
import java.time.Duration;

/// @param port UDP, 0: neither announce nor listen
/// @param every time between two announcements, give or take a fifth; 1 s to 1 h
/// @param loopback whether this node is on this machine only, and so are those that it looks for
public record DiscoveryConfig(int port, Duration every, boolean loopback) {
  public static final int PORT = 50_000;
  public static final Duration EVERY = Duration.ofSeconds(5);

  public DiscoveryConfig {
    Limits.range("discovery.port", port, 0, 65_535);
    Limits.range("discovery.every (ms)", every.toMillis(), 1_000, 3_600_000);
  }
}
