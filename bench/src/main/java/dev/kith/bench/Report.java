package dev.kith.bench;

import java.util.Locale;

/// Prints figures as they come, one a line: case, figure, value, bar, verdict.
final class Report {
  private boolean missed;

  void section(String title) { System.out.printf("%n## %s%n", title); }

  void note(String text) { System.out.println("   " + text); }

  /// @param bar what it has to reach
  void atLeast(String figure, double value, double bar, String unit) {
    verdict(figure, value, unit, "at least", bar, value >= bar);
  }

  void atMost(String figure, double value, double bar, String unit) {
    verdict(figure, value, unit, "at most", bar, value <= bar);
  }

  void plain(String figure, double value, String unit) {
    System.out.printf(Locale.ROOT, "   %-58s %12s %-10s%n", figure, number(value), unit);
  }

  boolean missedAny() { return missed; }

  private void verdict(String figure, double value, String unit, String relation, double bar, boolean met) {
    missed |= !met;
    System.out.printf(Locale.ROOT, "   %-58s %12s %-10s %s %s: %s%n", figure, number(value), unit, relation, number(bar),
        met ? "met" : "MISSED");
  }

  private static String number(double value) {
    if (Math.abs(value) >= 1_000) return String.format(Locale.ROOT, "%,.0f", value);
    return String.format(Locale.ROOT, Math.abs(value) < 10 ? "%.3f" : "%.1f", value);
  }
}
