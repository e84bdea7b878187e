package dev.kith.model;

import java.nio.charset.StandardCharsets;
import java.util.Objects;

/// One JSON value as text. Whoever builds one from outside input has parsed it strictly first (`codec.JsonText`);
/// the rest of the program passes it on unread.
public record Json(String text) {
  public static final Json NULL = new Json("null");

  public Json {
    Objects.requireNonNull(text, "json");
    if (text.isEmpty())
      throw new IllegalArgumentException("json: empty text is not a JSON value");
  }

  /// Length in UTF-8 bytes, which is what limits count.
  public int bytes() { return text.getBytes(StandardCharsets.UTF_8).length; }

  @Override
  public String toString() { return text; }
}
