package dev.kith.bench;

import java.util.Arrays;

/// Repeated readings of one figure.
@SuppressWarnings("ArrayRecordComponent") // never compared
record Sample(double[] sorted) {

  static Sample of(double... readings) {
    double[] sorted = readings.clone();
    Arrays.sort(sorted);
    return new Sample(sorted);
  }

  double median() { return percentile(50); }

  /// Nearest rank.
  double percentile(double p) { return sorted[(int) Math.max(0, Math.ceil(p / 100 * sorted.length) - 1)]; }

  double min() { return sorted[0]; }

  double max() { return sorted[sorted.length - 1]; }
}
