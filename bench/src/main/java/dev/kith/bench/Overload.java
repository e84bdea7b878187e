package dev.kith.bench;

import java.util.concurrent.ThreadLocalRandom;

/// Threads that do nothing, as busily as they can, until it is closed.
final class Overload implements AutoCloseable {
  private volatile boolean over;
  private volatile long sink;

  Overload(int threads) {
    for (int i = 0; i < threads; i++)
      Thread.ofPlatform().daemon().name("overload").start(this::spin);
  }

  private void spin() {
    while (!over)
      sink = ThreadLocalRandom.current().nextLong();
  }

  /// For nobody, so that nothing is optimized away.
  long sink() { return sink; }

  @Override
  public void close() { over = true; }
}
