package dev.kith.cli;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.regex.Pattern;

/// Reads answers without trusting their shape.
final class Views {
  private static final Pattern TIME = Pattern.compile("[0-9T:.-]{19,30}Z");

  private Views() {}

  /// The objects in an array of that name; empty if there is none.
  static JsonArray list(JsonObject answer, String name) {
    JsonArray objects = new JsonArray();
    if (answer.getValue(name) instanceof JsonArray array)
      array.stream().filter(JsonObject.class::isInstance).forEach(objects::add);
    return objects;
  }

  /// A field as text: times (in fields that end in `At`) in ISO 8601 to the second, a missing one empty.
  static String text(JsonObject view, String name) {
    return switch (view.getValue(name)) {
      case null -> "";
      case Number millis when name.endsWith("At") ->
        Instant.ofEpochMilli(millis.longValue()).truncatedTo(ChronoUnit.SECONDS).toString();
      case String time when name.endsWith("At") && TIME.matcher(time).matches() -> time.replaceFirst("\\.\\d+Z$", "Z");
      case JsonArray array -> String.join(",", array.stream().map(String::valueOf).toList());
      case Object other -> other.toString();
    };
  }

  /// An object in there; an empty one if there is none.
  static JsonObject object(JsonObject view, String name) {
    return view.getValue(name) instanceof JsonObject object ? object : new JsonObject();
  }

  /// A number in there; 0 if there is none.
  static double number(JsonObject view, String name) {
    return view.getValue(name) instanceof Number number ? number.doubleValue() : 0;
  }

  /// A whole number in there; 0 if there is none.
  static long whole(JsonObject view, String name) {
    return view.getValue(name) instanceof Number number ? number.longValue() : 0;
  }

  /// A moment in there; absent if there is none, or it is none.
  static Optional<Instant> instant(JsonObject view, String name) {
    try {
      return view.getValue(name) instanceof String text ? Optional.of(Instant.parse(text)) : Optional.empty();
    } catch (DateTimeParseException noTime) {
      return Optional.empty();
    }
  }
}
