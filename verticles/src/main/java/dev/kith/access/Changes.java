package dev.kith.access;

import java.util.concurrent.atomic.AtomicLong;

/// Counts the changes of what belongs on disk. Thread-safe.
final class Changes {
  private final AtomicLong count = new AtomicLong();

  void add() { count.incrementAndGet(); }

  long count() { return count.get(); }
}
