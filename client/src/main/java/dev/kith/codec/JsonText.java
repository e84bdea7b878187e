package dev.kith.codec;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.kith.message.ErrorCode;
import dev.kith.message.KithException;
import dev.kith.model.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/// Checks that text from outside is exactly one JSON value: no second key of a name, nothing after it, at most 64 deep.
public final class JsonText {
  private JsonText() {}

  /// @param field what to call it in the error
  /// @param maxBytes of UTF-8
  /// @throws KithException INVALID or TOO_LARGE, naming field and limit
  public static Json check(String field, String text, int maxBytes) {
    if (text.length() > maxBytes || text.getBytes(StandardCharsets.UTF_8).length > maxBytes) {
      throw new KithException(ErrorCode.TOO_LARGE, field + " must have at most " + maxBytes + " bytes");
    }
    try (JsonParser parser = StrictMapper.INSTANCE.createParser(text)) {
      if (parser.nextToken() == null)
        throw KithException.invalid(field + " must be a JSON value, not empty");
      parser.skipChildren();
      JsonToken trailing = parser.nextToken();
      if (trailing != null)
        throw KithException.invalid(field + " must be one JSON value; more follows it");
      return new Json(text);
    } catch (JacksonException e) {
      throw new KithException(ErrorCode.INVALID, field + " is not JSON: " + StrictMapper.reason(e), e);
    } catch (IOException e) {
      throw new AssertionError("reading from a string does no I/O", e);
    }
  }

  /// The object with one more member; one that has it already, and anything but an object, as it is.
  public static Json withMissing(Json json, String name, long value) {
    try {
      JsonNode tree = StrictMapper.INSTANCE.readTree(json.text());
      return tree instanceof ObjectNode object && !object.has(name) ? new Json(object.put(name, value).toString()) : json;
    } catch (JacksonException e) {
      throw new KithException(ErrorCode.INVALID, "not JSON: " + StrictMapper.reason(e), e);
    }
  }
}
