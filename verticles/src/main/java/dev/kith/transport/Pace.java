package dev.kith.transport;

import java.util.function.LongSupplier;

/// A token bucket. Confined to one thread, or to who locks it.
final class Pace {
  private static final double NANOS = 1e9;

  private final double burst;
  private final double perSecond;
  private final LongSupplier nanos;
  private double tokens;
  private long filledAt;

  Pace(int burst, int perSecond, LongSupplier nanos) {
    this.burst = burst;
    this.perSecond = perSecond;
    this.nanos = nanos;
    this.tokens = burst;
    this.filledAt = nanos.getAsLong();
  }

  /// Takes one if there is one.
  boolean admit() {
    fill();
    if (tokens < 1)
      return false;
    tokens--;
    return true;
  }

  /// Takes one in any case.
  ///
  /// @return ms to wait before the next; 0 if none
  long take() {
    fill();
    tokens--;
    return tokens >= 0 ? 0 : (long) Math.ceil(-tokens / perSecond * 1_000);
  }

  private void fill() {
    long now = nanos.getAsLong();
    tokens = Math.min(burst, tokens + (now - filledAt) / NANOS * perSecond);
    filledAt = now;
  }
}
