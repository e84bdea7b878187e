package dev.kith.cli;

import java.time.Duration;

/// Waits without anything to wait for: only where a node asked us to come back later.
final class Pause {
  private Pause() {}

  static void of(Duration length) {
    try {
      Thread.sleep(length);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CommandFailed(130, "interrupted", e);
    }
  }
}
