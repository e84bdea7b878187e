package dev.kith.codec;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.exc.InvalidTypeIdException;
import com.fasterxml.jackson.databind.jsontype.NamedType;
import dev.kith.message.ErrorCode;
import dev.kith.message.KithException;
import java.io.IOException;
import java.util.Optional;

/// Messages to JSON and back. Any input that is not exactly such a message is refused as INVALID; nothing else escapes.
/// A member of a sealed family carries its wire name in `type`.
public final class MessageCodec {
  private static final ObjectMapper MAPPER = withFamilies(StrictMapper.INSTANCE.copy());
  /// Found once for each class: every message between nodes asks for them.
  private static final ClassValue<Class<?>> ROOTS = new ClassValue<>() {
    @Override
    protected Class<?> computeValue(Class<?> member) { return rootOf(member); }
  };
  private static final ClassValue<ObjectWriter> WRITERS = new ClassValue<>() {
    @Override
    protected ObjectWriter computeValue(Class<?> root) { return MAPPER.writerFor(root); }
  };
  private static final ClassValue<ObjectReader> READERS = new ClassValue<>() {
    @Override
    protected ObjectReader computeValue(Class<?> type) { return MAPPER.readerFor(type); }
  };
  private static final ClassValue<ObjectReader> READERS_OF_NODES = new ClassValue<>() {
    @Override
    protected ObjectReader computeValue(Class<?> type) {
      return READERS.get(type).without(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);
    }
  };

  private MessageCodec() {}

  /// @param message a record of `message`
  public static byte[] encode(Object message) {
    try {
      return WRITERS.get(ROOTS.get(message.getClass())).writeValueAsBytes(message);
    } catch (JacksonException e) {
      throw new KithException(ErrorCode.INTERNAL, "cannot encode a " + message.getClass().getSimpleName(), e);
    }
  }

  /// @param type a sealed family of `message`, or one of its records
  /// @throws KithException INVALID if `bytes` are not one such message, TOO_LARGE beyond `maxBytes`
  public static <T> T decode(byte[] bytes, Class<T> type, int maxBytes) { return read(READERS.get(type), bytes, type, maxBytes); }

  /// As [#decode], for what a node of the mesh sent that proved who it is: it may be of a later version, so that members which are not
  /// known here are passed over.
  ///
  /// @throws KithException also UNSUPPORTED if its `type`, or that of something in it, is not known here
  public static <T> T decodeOfNode(byte[] bytes, Class<T> type, int maxBytes) {
    return read(READERS_OF_NODES.get(type), bytes, type, maxBytes);
  }

  private static <T> T read(ObjectReader reader, byte[] bytes, Class<T> type, int maxBytes) {
    if (bytes.length > maxBytes) {
      throw new KithException(ErrorCode.TOO_LARGE,
          MessageTypes.spoken(type) + " must have at most " + maxBytes + " bytes, not " + bytes.length);
    }
    try {
      T message = reader.withAttribute(RawJson.SOURCE, bytes).readValue(bytes);
      if (message == null)
        throw KithException.invalid(MessageTypes.spoken(type) + " must not be null");
      return message;
    } catch (InvalidTypeIdException e) {
      boolean later = e.getTypeId() != null && !reader.isEnabled(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);
      throw new KithException(later ? ErrorCode.UNSUPPORTED : ErrorCode.INVALID,
          "not a valid " + MessageTypes.spoken(type) + ": " + StrictMapper.reason(e), e);
    } catch (JacksonException e) {
      throw new KithException(ErrorCode.INVALID, "not a valid " + MessageTypes.spoken(type) + ": " + StrictMapper.reason(e), e);
    } catch (IOException e) { // bytes that look like UTF-16 or UTF-32, and are not
      throw new KithException(ErrorCode.INVALID, "not a valid " + MessageTypes.spoken(type) + ": not JSON in UTF-8", e);
    }
  }

  /// What to give to [#decode] together with what [#encode] wrote, as text: the family of a member, or the record itself.
  ///
  /// @throws IllegalArgumentException if such records do not travel
  public static String wireName(Object message) { return MessageTypes.wireName(ROOTS.get(message.getClass())); }

  /// The type of that [#wireName]; empty for any other text.
  public static Optional<Class<?>> knownType(String wireName) { return MessageTypes.wireType(wireName); }

  /// The type of that [#wireName].
  ///
  /// @throws KithException INVALID for any other text
  public static Class<?> wireType(String wireName) {
    return knownType(wireName).orElseThrow(() -> KithException.invalid("no kind of message has this name"));
  }

  private static Class<?> rootOf(Class<?> member) {
    return MessageTypes.FAMILIES.stream().<Class<?>>map(family -> family).filter(family -> family.isAssignableFrom(member))
        .findFirst()
        .orElse(member);
  }

  private static ObjectMapper withFamilies(ObjectMapper mapper) {
    for (Class<?> family : MessageTypes.FAMILIES) {
      mapper.addMixIn(family, NamedByType.class);
      for (Class<?> member : MessageTypes.members(family))
        mapper.registerSubtypes(new NamedType(member, MessageTypes.name(member)));
    }
    return mapper;
  }

  @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
  private interface NamedByType {}
}
