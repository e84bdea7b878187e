package dev.kith.node;

import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
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
    /// `1`, `true`, `yes` or `on`, or their opposites.
    BIT,
    /// A number; the words of [#BIT] stand for 1 and 0.
    HOPS,
    /// A path with or without slashes at its ends; `/` is the root.
    PATH,
    /// A number of bytes, bare or with `b`, `kb`, `mb` or `gb` behind it (of 1,024 each).
    BODY;

    private final String suffix;

    Form() { this(""); }

    Form(String suffix) { this.suffix = suffix; }
  }

  private static final Map<String, String> WORDS = Map.of("1", "true", "true", "true", "yes", "true", "on", "true", "0", "false",
      "false",
      "false", "no", "false", "off", "false");
  private static final Pattern BODY = Pattern.compile("(\\d{1,15})\\s*(|b|kb|mb|gb)", Pattern.CASE_INSENSITIVE);
  private static final Pattern NUMBER = Pattern.compile("\\d{1,19}");

  private static String body(String text) {
    Matcher body = BODY.matcher(text.strip());
    if (!body.matches())
      throw new IllegalArgumentException("must be a number of bytes here, such as 131072 or 128kb, not \"" + text + "\"");
    return body.group(1) + switch (body.group(2).toLowerCase(Locale.ROOT)) {
      case "kb" -> " KiB";
      case "mb" -> " MiB";
      case "gb" -> " GiB";
      default -> " B";
    };
  }

  /// Its text as the file would have it.
  String translate(String text) {
    return switch (form) {
      case SAME -> text;
      case BIT -> WORDS.getOrDefault(text.strip().toLowerCase(Locale.ROOT), text);
      case HOPS -> switch (WORDS.getOrDefault(text.strip().toLowerCase(Locale.ROOT), text)) {
        case "true" -> "1";
        case "false" -> "0";
        default -> text;
      };
      case PATH -> {
        String bare = text.strip().replaceAll("^/+|/+$", "");
        yield bare.isEmpty() ? "" : "/" + bare;
      }
      case BODY -> body(text);
      case COUNT, MILLIS, SECONDS, BYTES -> {
        if (!NUMBER.matcher(text).matches())
          throw new IllegalArgumentException("must be a bare whole number here, not \"" + text + "\"");
        yield text + form.suffix;
      }
    };
  }
}
