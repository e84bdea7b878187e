package dev.kith.job;

import dev.kith.model.Json;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;
import java.util.stream.Collectors;

/// Writes one JSON object. Numbers come out as JavaScript writes them, so that a page and a report show the same text.
final class JsonObject {
  private final StringBuilder text = new StringBuilder("{");

  JsonObject put(String name, long value) { return raw(name, Long.toString(value)); }

  JsonObject put(String name, boolean value) { return raw(name, Boolean.toString(value)); }

  JsonObject put(String name, String value) { return raw(name, quoted(value)); }

  JsonObject put(String name, Json value) { return raw(name, value.text()); }

  JsonObject put(String name, double value) { return raw(name, number(value)); }

  JsonObject put(String name, List<String> values) { return raw(name, array(values)); }

  Json json() { return new Json(text + "}"); }

  private JsonObject raw(String name, String value) {
    if (text.length() > 1)
      text.append(',');
    text.append(quoted(name)).append(':').append(value);
    return this;
  }

  private static String array(List<String> values) {
    return values.stream().map(JsonObject::quoted).collect(Collectors.joining(",", "[", "]"));
  }

  static String quoted(String value) {
    StringBuilder out = new StringBuilder(value.length() + 2).append('"');
    for (int i = 0; i < value.length(); i++)
      escape(value, i, out);
    return out.append('"').toString();
  }

  private static void escape(String value, int at, StringBuilder out) {
    char c = value.charAt(at);
    switch (c) {
      case '"' -> out.append("\\\"");
      case '\\' -> out.append("\\\\");
      case '\n' -> out.append("\\n");
      case '\r' -> out.append("\\r");
      case '\t' -> out.append("\\t");
      default -> {
        if (c < ' ' || lonely(value, at))
          out.append(String.format("\\u%04x", (int) c));
        else
          out.append(c);
      }
    }
  }

  /// Half a surrogate pair has no UTF-8 form, so it is escaped.
  private static boolean lonely(String value, int at) {
    char c = value.charAt(at);
    if (Character.isHighSurrogate(c))
      return at + 1 == value.length() || !Character.isLowSurrogate(value.charAt(at + 1));
    return Character.isLowSurrogate(c) && (at == 0 || !Character.isHighSurrogate(value.charAt(at - 1)));
  }

  /// ECMA-262 6.1.6.1.20, Number::toString in base 10.
  static String number(double value) {
    if (!Double.isFinite(value))
      return "null";
    if (value == Math.rint(value) && Math.abs(value) < 1e15)
      return Long.toString((long) value);
    BigDecimal shortest = shortest(Math.abs(value));
    String digits = shortest.unscaledValue().toString();
    int point = digits.length() - shortest.scale();
    return (value < 0 ? "-" : "") + placed(digits, point);
  }

  /// Java gives the best two digits where one would do.
  private static BigDecimal shortest(double value) {
    BigDecimal java = new BigDecimal(Double.toString(value)).stripTrailingZeros();
    BigDecimal oneDigit = java.round(new MathContext(1));
    return java.precision() == 2 && oneDigit.doubleValue() == value ? oneDigit.stripTrailingZeros() : java;
  }

  private static String placed(String digits, int point) {
    int length = digits.length();
    if (point > 21 || point <= -6) {
      String fraction = length == 1 ? "" : "." + digits.substring(1);
      return digits.charAt(0) + fraction + "e" + (point > 0 ? "+" : "-") + Math.abs(point - 1);
    }
    if (point >= length)
      return digits + "0".repeat(point - length);
    return point > 0 ? digits.substring(0, point) + "." + digits.substring(point) : "0." + "0".repeat(-point) + digits;
  }
}
