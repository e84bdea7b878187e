package dev.kith.authority;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicReference;

/// A clock that a test sets. Thread-safe.
final class HandClock implements InstantSource {
  private final AtomicReference<Instant> now;

  HandClock(Instant start) { now = new AtomicReference<>(start); }

  @Override
  public Instant instant() { return now.get(); }

  void pass(Duration time) { now.updateAndGet(then -> then.plus(time)); }
}
