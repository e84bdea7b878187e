package dev.kith.codec;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.kith.message.ErrorCode;
import dev.kith.message.KithException;
import dev.kith.message.Texts;
import dev.kith.model.Json;
import java.io.IOException;
import java.io.StringWriter;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/// A JSON object from a stranger, read field by field. Every refusal names the field's path, its value (shortened) and the limit.
/// Fields that nobody asked for are refused by [#end]. Not thread-safe.
public final class JsonFields {
  /// @param text of a string or number as it is, of anything else its JSON
  private record Member(JsonToken kind, String text) {
    String shown() {
      String clipped = text.length() <= 40
          ? text
          : text.substring(0, Character.isHighSurrogate(text.charAt(39)) ? 39 : 40) + "...";
      return switch (kind) {
        case VALUE_STRING -> '"' + clipped + '"';
        case START_OBJECT -> "an object";
        case START_ARRAY -> "a list";
        default -> clipped;
      };
    }
  }

  private final String path;
  private final Map<String, Member> members;
  private final Set<String> asked = new HashSet<>();

  private JsonFields(String path, Map<String, Member> members) {
    this.path = path;
    this.members = members;
  }

  public static JsonFields none() { return new JsonFields("", Map.of()); }

  /// @param what to call the whole in errors
  public static JsonFields parse(String what, byte[] utf8, int maxBytes) {
    if (utf8.length > maxBytes)
      throw KithException.refused(ErrorCode.TOO_LARGE, what, "must have at most " + maxBytes + " bytes, not " + utf8.length);
    try {
      return parse(what, "", StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(utf8)).toString());
    } catch (CharacterCodingException e) {
      throw KithException.refused(ErrorCode.INVALID, what, "is not UTF-8");
    }
  }

  public boolean has(String name) { return members.containsKey(name); }

  /// @return a required string of `min` to `max` characters
  public String text(String name, int min, int max) {
    return optionalText(name, min, max).orElseThrow(() -> refused(name, "is missing"));
  }

  public Optional<String> optionalText(String name, int min, int max) {
    return member(name).map(found -> {
      if (found.kind() != JsonToken.VALUE_STRING)
        throw refused(name, "must be a string, not " + found.shown());
      return bounded(pathOf(name), found.text(), min, max);
    });
  }

  /// @return which of `allowed` it is
  public Optional<String> optionalOneOf(String name, List<String> allowed) {
    return optionalOneOf(name, allowed, UnaryOperator.identity());
  }

  /// @return which of `allowed` it is, however written in upper and lower case
  public Optional<String> optionalWord(String name, List<String> allowed) {
    return optionalOneOf(name, allowed, text -> text.toLowerCase(Locale.ROOT));
  }

  private Optional<String> optionalOneOf(String name, List<String> allowed, UnaryOperator<String> form) {
    return member(name).map(found -> {
      String text = form.apply(found.text());
      if (found.kind() != JsonToken.VALUE_STRING || !allowed.contains(text))
        throw refused(name, "must be one of " + String.join(", ", allowed) + ", not " + found.shown());
      return text;
    });
  }

  /// @return a required whole number
  public long whole(String name, long min, long max) {
    return optionalWhole(name, min, max).orElseThrow(() -> refused(name, "is missing"));
  }

  public Optional<Long> optionalWhole(String name, long min, long max) {
    return member(name).map(found -> {
      if (found.kind() != JsonToken.VALUE_NUMBER_INT)
        throw refused(name, "must be a whole number from " + min + " to " + max + ", not " + found.shown());
      BigInteger value = new BigInteger(found.text());
      if (value.compareTo(BigInteger.valueOf(min)) < 0 || value.compareTo(BigInteger.valueOf(max)) > 0)
        throw refused(name, "must be from " + min + " to " + max + ", not " + found.shown());
      return value.longValue();
    });
  }

  public Optional<Boolean> optionalFlag(String name) {
    return member(name).map(found -> switch (found.kind()) {
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      default -> throw refused(name, "must be true or false, not " + found.shown());
    });
  }

  public Optional<JsonFields> optionalObject(String name) {
    return member(name).map(found -> {
      if (found.kind() != JsonToken.START_OBJECT)
        throw refused(name, "must be an object, not " + found.shown());
      return parse(pathOf(name), pathOf(name), found.text());
    });
  }

  /// @return strings, at most `maxItems` of 1 to `maxChars` characters each
  public Optional<List<String>> optionalTexts(String name, int minItems, int maxItems, int maxChars) {
    return member(name).map(found -> {
      if (found.kind() != JsonToken.START_ARRAY)
        throw refused(name, "must be a list of strings, not " + found.shown());
      List<String> texts = strings(pathOf(name), found.text());
      if (texts.size() < minItems || texts.size() > maxItems)
        throw refused(name, "must have from " + minItems + " to " + maxItems + " items, not " + texts.size());
      texts.forEach(text -> bounded(pathOf(name), text, 1, maxChars));
      return texts;
    });
  }

  /// @return any JSON value of at most `maxBytes` bytes of UTF-8, null included
  public Optional<Json> optionalJson(String name, int maxBytes) {
    return member(name).map(found -> {
      Json json = new Json(found.kind() == JsonToken.VALUE_STRING ? quoted(found.text()) : found.text());
      int bytes = json.bytes();
      if (bytes > maxBytes)
        throw KithException.refused(ErrorCode.TOO_LARGE, pathOf(name), "must have at most " + maxBytes + " bytes, not " + bytes);
      return json;
    });
  }

  /// @throws KithException INVALID if there is a field that no method above was asked for
  public void end() {
    for (String name : members.keySet()) {
      if (!asked.contains(name))
        throw refused(name, asked.isEmpty() ? "is unknown; no field is expected here" : "is unknown");
    }
  }

  private Optional<Member> member(String name) {
    asked.add(name);
    return Optional.ofNullable(members.get(name));
  }

  private String pathOf(String name) {
    String clipped = name.length() <= 64 ? name : name.substring(0, 64) + "...";
    return path.isEmpty() ? clipped : path + "." + clipped;
  }

  private KithException refused(String name, String text) { return KithException.refused(ErrorCode.INVALID, pathOf(name), text); }

  private static String bounded(String path, String text, int min, int max) {
    if (text.length() < min || text.length() > max)
      throw KithException.refused(ErrorCode.INVALID, path,
          "must have from " + min + " to " + max + " characters, not " + text.length());
    return text;
  }

  private static JsonFields parse(String what, String path, String text) {
    return read(what, text, in -> {
      if (in.nextToken() != JsonToken.START_OBJECT)
        throw KithException.refused(ErrorCode.INVALID, what, "must be a JSON object");
      Map<String, Member> members = new LinkedHashMap<>();
      while (in.nextToken() == JsonToken.FIELD_NAME) {
        String name = paired(what, in.currentName());
        members.put(name, new Member(in.nextToken(), paired(what, textOf(in))));
      }
      return new JsonFields(path, members);
    });
  }

  private static List<String> strings(String path, String text) {
    return read(path, text, in -> {
      in.nextToken();
      List<String> texts = new ArrayList<>();
      while (in.nextToken() != JsonToken.END_ARRAY) {
        if (in.currentToken() != JsonToken.VALUE_STRING)
          throw KithException.refused(ErrorCode.INVALID, path + "[" + texts.size() + "]", "must be a string");
        texts.add(in.getText());
      }
      return List.copyOf(texts);
    });
  }

  private static String textOf(JsonParser in) throws IOException {
    return in.currentToken().isStructStart() ? structure(in) : in.getText();
  }

  private static String structure(JsonParser in) throws IOException {
    StringWriter text = new StringWriter();
    try (JsonGenerator out = StrictMapper.INSTANCE.createGenerator(text)) {
      out.copyCurrentStructureExact(in);
    }
    return text.toString();
  }

  private static String paired(String what, String text) {
    if (!Texts.isWellFormed(text))
      throw KithException.refused(ErrorCode.INVALID, what, "holds half a surrogate pair, which is no character");
    return text;
  }

  private static String quoted(String text) {
    try {
      return StrictMapper.INSTANCE.writeValueAsString(text);
    } catch (JacksonException e) {
      throw new KithException(ErrorCode.INTERNAL, "cannot quote a text", e);
    }
  }

  private interface Reading<T> {
    T from(JsonParser in) throws IOException;
  }

  private static <T> T read(String what, String text, Reading<T> reading) {
    try (JsonParser in = StrictMapper.INSTANCE.createParser(text)) {
      T result = reading.from(in);
      if (in.nextToken() != null)
        throw KithException.refused(ErrorCode.INVALID, what, "must be one JSON value; more follows it");
      return result;
    } catch (JacksonException e) {
      throw KithException.refused(ErrorCode.INVALID, what, "is not JSON: " + StrictMapper.reason(e));
    } catch (IOException e) {
      throw new AssertionError("reading from a string does no I/O", e);
    }
  }
}
