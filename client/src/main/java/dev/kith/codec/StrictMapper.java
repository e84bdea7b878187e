package dev.kith.codec;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerationException;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.cfg.ConstructorDetector;
import com.fasterxml.jackson.databind.cfg.MutableCoercionConfig;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.type.LogicalType;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import dev.kith.model.Blob;
import dev.kith.model.Digest;
import dev.kith.model.JobId;
import dev.kith.model.Json;
import dev.kith.model.LeaseId;
import dev.kith.model.NodeId;
import dev.kith.model.WorkerId;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.function.Function;

/// Jackson with its leniency taken away: missing, unknown and repeated keys, null where no `Optional` is, trailing text, "5" or 5.9
/// for a long, 5 for a text, NaN are all refused. Ids travel as text, bytes as base64, durations and instants as whole milliseconds,
/// [Json] as itself.
final class StrictMapper {
  /// Every caller limits the whole text's bytes; this is only there because Jackson's own default is less than a ledger's blobs.
  private static final int STRING_CHARS = 1 << 26;

  static final ObjectMapper INSTANCE = build();

  private StrictMapper() {}

  /// What was wrong and where, without the input itself (it may hold a secret).
  static String reason(JacksonException e) {
    Throwable cause = e.getCause();
    String what = cause instanceof IllegalArgumentException || cause instanceof dev.kith.message.KithException
        ? cause.getMessage()
        : e.getOriginalMessage();
    JsonLocation at = e.getLocation();
    String where = at == null ? "" : " (line " + at.getLineNr() + ", column " + at.getColumnNr() + ")";
    String text = what == null ? "malformed" : what.lines().findFirst().orElse("malformed");
    return (text.length() > 300 ? text.substring(0, 300) + "..." : text) + where;
  }

  private static ObjectMapper build() {
    JsonFactory factory = JsonFactory.builder()
        .streamReadConstraints(
            StreamReadConstraints.builder().maxNestingDepth(64).maxStringLength(STRING_CHARS).maxNumberLength(400)
                .maxNameLength(4096).build())
        .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION).build();
    return JsonMapper.builder(factory).addModule(new Jdk8Module()).addModule(values())
        .constructorDetector(ConstructorDetector.DEFAULT.withSingleArgMode(ConstructorDetector.SingleArgConstructor.PROPERTIES))
        .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES, DeserializationFeature.FAIL_ON_TRAILING_TOKENS,
            DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES, DeserializationFeature.FAIL_ON_NUMBERS_FOR_ENUMS,
            DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
        .withCoercionConfig(LogicalType.Textual, StrictMapper::refuseScalars)
        .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
        .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS, MapperFeature.AUTO_DETECT_IS_GETTERS)
        .disable(SerializationFeature.FAIL_ON_EMPTY_BEANS).disable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
        .defaultPropertyInclusion(JsonInclude.Value.construct(JsonInclude.Include.NON_ABSENT, JsonInclude.Include.ALWAYS))
        .build();
  }

  private static SimpleModule values() {
    SimpleModule module = new SimpleModule("kith");
    module.setDeserializers(OptionalReader.provider());
    text(module, NodeId.class, NodeId::value, NodeId::new);
    text(module, JobId.class, JobId::value, JobId::new);
    text(module, WorkerId.class, WorkerId::value, WorkerId::new);
    text(module, LeaseId.class, LeaseId::toString, LeaseId::parse);
    text(module, Digest.class, Digest::hex, Digest::new);
    millis(module, Duration.class, Duration::toMillis, Duration::ofMillis);
    millis(module, Instant.class, Instant::toEpochMilli, Instant::ofEpochMilli);
    text(module, Blob.class, blob -> Base64.getEncoder().encodeToString(blob.bytes()),
        t -> new Blob(Base64.getDecoder().decode(t)));
    finite(module, double.class);
    finite(module, Double.class);
    module.addSerializer(Json.class, serializer((json, out) -> out.writeRawValue(Surrogates.escaped(json.text()))));
    module.addDeserializer(Json.class, new RawJson());
    return module;
  }

  private interface Writer<T> {
    void write(T value, JsonGenerator out) throws IOException;
  }

  private static <T> JsonSerializer<T> serializer(Writer<T> writer) {
    return new JsonSerializer<>() {
      @Override
      public void serialize(T value, JsonGenerator out, SerializerProvider provider) throws IOException {
        writer.write(value, out);
      }
    };
  }

  private static <T> void text(SimpleModule module, Class<T> type, Function<T, String> write, Function<String, T> read) {
    module.addSerializer(type, serializer((value, out) -> out.writeString(write.apply(value))));
    module.addDeserializer(type, new JsonDeserializer<T>() {
      @Override
      public T deserialize(JsonParser in, DeserializationContext context) throws IOException {
        if (in.currentToken() != JsonToken.VALUE_STRING)
          context.reportInputMismatch(type, "must be a string");
        return guarded(context, type, in.getText(), read);
      }
    });
  }

  private static <T> void millis(SimpleModule module, Class<T> type, Function<T, Long> write, Function<Long, T> read) {
    module.addSerializer(type, serializer((value, out) -> out.writeNumber(write.apply(value))));
    module.addDeserializer(type, new JsonDeserializer<T>() {
      @Override
      public T deserialize(JsonParser in, DeserializationContext context) throws IOException {
        if (in.currentToken() != JsonToken.VALUE_NUMBER_INT)
          context.reportInputMismatch(type, "must be whole milliseconds");
        return guarded(context, type, in.getLongValue(), read);
      }
    });
  }

  private static void finite(SimpleModule module, Class<Double> type) {
    module.addSerializer(type, serializer((value, out) -> {
      if (!Double.isFinite(value))
        throw new JsonGenerationException(value + " is not a JSON number", out);
      out.writeNumber(value);
    }));
    module.addDeserializer(type, new JsonDeserializer<Double>() {
      @Override
      public Double deserialize(JsonParser in, DeserializationContext context) throws IOException {
        if (!in.currentToken().isNumeric() || !Double.isFinite(in.getDoubleValue()))
          context.reportInputMismatch(type, "must be a finite number");
        return in.getDoubleValue();
      }
    });
  }

  private static void refuseScalars(MutableCoercionConfig texts) {
    for (CoercionInputShape shape : List.of(CoercionInputShape.Integer, CoercionInputShape.Float, CoercionInputShape.Boolean))
      texts.setCoercion(shape, CoercionAction.Fail);
  }

  private static <T, V> T guarded(DeserializationContext context, Class<T> type, V value, Function<V, T> read)
      throws IOException {
    try {
      return read.apply(value);
    } catch (IllegalArgumentException | ArithmeticException | java.time.DateTimeException e) {
      return context.reportInputMismatch(type, "%s", e.getMessage());
    }
  }
}
