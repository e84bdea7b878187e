package dev.kith.access;

import com.github.benmanes.caffeine.cache.Ticker;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/// Wall clock and monotonic clock that go only when told.
final class FakeClock implements InstantSource, Ticker {
  private volatile Duration passed = Duration.ZERO;

  void advance(Duration by) { passed = passed.plus(by); }

  @Override
  public Instant instant() { return Instant.parse("2026-11-21T00:00:00Z").plus(passed); }

  @Override
  public long read() { return passed.toNanos(); }
}
