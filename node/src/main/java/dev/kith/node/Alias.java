package dev.kith.node;

import java.util.regex.Pattern;

/// Another environment variable that sets a setting, with a unit of its own: a bare number of what its name says.
///
/// @param form how its text is to be read
record Alias(String name, Form form) {
  enum Form {
    /// As in the file.
    SAME,
    /// A bare number of milliseconds.
    MILLIS(" ms"),
    /// A bare number of seconds.
    SECONDS(" s"),
    /// A bare number of bytes.
    BYTES(" B"),
    /// A bare number.
    COUNT,
    /// `1`, `0`, `true` or `false`.
    BIT,
    /// A number; `true` and `false` stand for 1 and 0.
    HOPS;

    private final String suffix;

    Form() { this(""); }

    Form(String suffix) { this.suffix = suffix; }
  }

  private static final Pattern NUMBER = Pattern.compile("\\d{1,19}");

  /// Its text as the file would have it.
  String translate(String text) {
    return switch (form) {
      case SAME -> text;
      case BIT -> text.equals("1") ? "true" : text.equals("0") ? "false" : text;
      case HOPS -> text.equals("true") ? "1" : text.equals("false") ? "0" : text;
      case COUNT, MILLIS, SECONDS, BYTES -> {
        if (!NUMBER.matcher(text).matches())
          throw new IllegalArgumentException("must be a bare whole number here, not \"" + text + "\"");
        yield text + form.suffix;
      }
    };
  }
}
