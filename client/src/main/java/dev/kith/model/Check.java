package dev.kith.model;

/// Argument checks whose text names the field, the value and the limit. For constructors of values; package-private on purpose.
final class Check {
  private Check() {}

  static String matches(String field, String value, java.util.regex.Pattern pattern) {
    if (value == null || !pattern.matcher(value).matches()) {
      throw new IllegalArgumentException(field + ": " + shortened(value) + " does not match " + pattern);
    }
    return value;
  }

  static long range(String field, long value, long min, long max) {
    if (value < min || value > max) {
      throw new IllegalArgumentException(field + ": " + value + " is not within " + min + ".." + max);
    }
    return value;
  }

  private static String shortened(String value) {
    if (value == null)
      return "null";
    return '"' + (value.length() <= 64 ? value : value.substring(0, 64) + "...") + '"';
  }
}
