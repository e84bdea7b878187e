package dev.kith.job;

/// How fast shards of a job are, as measured: an average that follows. Confined.
final class Pace {
  private static final double WEIGHT = 0.4;

  private double micros;
  private long lastBlock;

  /// @param shards done in `spent` microseconds of computing
  void learn(long shards, long spent) {
    double each = Math.max(0.05, (double) spent / shards);
    micros = micros == 0 ? each : micros + WEIGHT * (each - micros);
    lastBlock = shards;
  }

  /// Microseconds a shard, 0 if not known.
  double micros() { return micros; }

  /// Shards of the last block, 0 if there was none.
  long lastBlock() { return lastBlock; }
}
