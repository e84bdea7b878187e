package dev.kith.codec;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.json.UTF8StreamJsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonDeserializer;
import dev.kith.model.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/// A value inside a message, kept as the very text that it was, cut out of the source: digests and signatures are over that text.
///
/// Jackson buffers, and so loses, the text of what stands before a `type` that is not the first member; such a message is refused.
final class RawJson extends JsonDeserializer<Json> {
  /// Attribute of the reader: the bytes being read.
  static final Object SOURCE = "kith.source";

  @Override
  public Json deserialize(JsonParser in, DeserializationContext context) throws IOException {
    if (!(in instanceof UTF8StreamJsonParser) || !(context.getAttribute(SOURCE) instanceof byte[] source))
      return context.reportInputMismatch(Json.class, "type must be the first member of a message, and the message UTF-8");
    int from = (int) in.currentTokenLocation().getByteOffset();
    in.skipChildren();
    in.finishToken();
    int to = (int) in.currentLocation().getByteOffset();
    return new Json(new String(source, from, to - from, StandardCharsets.UTF_8));
  }

  /// A JSON null is a value; a missing one is not ([#getAbsentValue]).
  @Override
  public Json getNullValue(DeserializationContext context) { return Json.NULL; }

  @Override
  public Object getAbsentValue(DeserializationContext context) { return null; }
}
