package dev.kith.transport;

import dev.kith.transport.TransportConfig.Dial;
import java.time.Duration;
import java.util.function.DoubleSupplier;

/// The waits between rounds of dialling: 1.8 times longer each, give or take a quarter so that many nodes do not come back as one.
/// Confined to one thread.
final class Backoff {
  private static final double FACTOR = 1.8;
  private static final double SPREAD = 0.25;

  private final Dial config;
  private final DoubleSupplier random;
  private double millis;

  /// @param random 0 to 1
  Backoff(Dial config, DoubleSupplier random) {
    this.config = config;
    this.random = random;
    reset();
  }

  void reset() { millis = config.retryFirst().toMillis(); }

  Duration next() {
    double spread = 1 - SPREAD + 2 * SPREAD * random.getAsDouble();
    Duration wait = Duration.ofMillis(Math.max(1, Math.round(Math.min(millis * spread, (double) config.retryMax().toMillis()))));
    millis = Math.min(millis * FACTOR, (double) config.retryMax().toMillis());
    return wait;
  }
}
