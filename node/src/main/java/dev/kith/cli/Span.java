package dev.kith.cli;

import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Times as people write and read them.
final class Span {
  private static final Pattern FORM = Pattern.compile("([0-9]{1,9}) ?(s|min|m|h|d|)");
  private static final Map<String, Long> SECONDS = Map.of("", 1L, "s", 1L, "m", 60L, "min", 60L, "h", 3_600L, "d", 86_400L);

  private Span() {}

  /// `90`, `90s`, `15 min`, `1h`, `1d`.
  ///
  /// @return seconds
  static long seconds(String option, String text) {
    Matcher form = FORM.matcher(text.strip());
    if (!form.matches())
      throw new CommandFailed(Exit.USAGE, option + " must be a number with s, min, h or d, like 15min, not \"" + text + "\"");
    return Long.parseLong(form.group(1)) * SECONDS.getOrDefault(form.group(2), 1L);
  }

  /// `in 89 days`, `in 5 h 12 min`, `3 days ago`.
  static String until(Instant then, Instant now) {
    Duration left = Duration.between(now, then);
    return left.isNegative() ? words(left.negated()) + " ago" : "in " + words(left);
  }

  /// Whole days from two on, else hours, minutes or seconds.
  static String words(Duration length) {
    long days = length.toDays();
    return days >= 2 ? days + " days" : Amount.seconds(length.toSeconds());
  }

  /// `0.42 ms`, `12.3 ms`, `1.20 s`; a dash if it is not known.
  static String ping(Object millis) {
    if (!(millis instanceof Number number) || number.doubleValue() < 0)
      return "-";
    double value = number.doubleValue();
    return value >= 1_000
        ? String.format(Locale.ROOT, "%.2f s", value / 1_000)
        : String.format(Locale.ROOT, value < 10 ? "%.2f ms" : value < 100 ? "%.1f ms" : "%.0f ms", value);
  }
}
