package dev.kith.cli;

import java.util.Locale;

/// Large numbers, short.
final class Amount {
  private static final String[] STEPS = {"", " k", " M", " G", " T", " P", " E"};

  private Amount() {}

  /// `950`, `12.3 k`, `4.56 M`.
  static String of(double value) {
    int step = 0;
    double scaled = value;
    while (scaled >= 999.5 && step < STEPS.length - 1) {
      scaled /= 1000;
      step++;
    }
    String digits = step == 0 && scaled == Math.rint(scaled) ? "%.0f" : scaled < 10 ? "%.2f" : scaled < 100 ? "%.1f" : "%.0f";
    return String.format(Locale.ROOT, digits, scaled) + STEPS[step];
  }

  /// `1 slot`, `2 slots`.
  static String counted(long number, String thing) { return number + " " + thing + (number == 1 ? "" : "s"); }

  /// `12 s`, `3 min 20 s`, `2 h 5 min`.
  static String seconds(long seconds) {
    if (seconds < 60)
      return seconds + " s";
    return seconds < 3600 ? seconds / 60 + " min " + seconds % 60 + " s" : seconds / 3600 + " h " + seconds % 3600 / 60 + " min";
  }
}
