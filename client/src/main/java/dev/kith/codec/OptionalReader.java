package dev.kith.codec;

import com.fasterxml.jackson.databind.BeanDescription;
import com.fasterxml.jackson.databind.DeserializationConfig;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.deser.ValueInstantiator;
import com.fasterxml.jackson.databind.deser.std.ReferenceTypeDeserializer;
import com.fasterxml.jackson.databind.jsontype.TypeDeserializer;
import com.fasterxml.jackson.databind.module.SimpleDeserializers;
import com.fasterxml.jackson.databind.type.ReferenceType;
import java.util.Optional;

/// Reads a missing `Optional` as empty. Jackson's own makes no difference between missing and null, so that an absent
/// `Optional<Json>` would come back as a present JSON null.
final class OptionalReader extends ReferenceTypeDeserializer<Optional<?>> {
  private static final long serialVersionUID = 1L;

  private OptionalReader(JavaType type, ValueInstantiator creator, TypeDeserializer typeReader, JsonDeserializer<?> reader) {
    super(type, creator, typeReader, reader);
  }

  static SimpleDeserializers provider() {
    return new SimpleDeserializers() {
      private static final long serialVersionUID = 1L;

      @Override
      public JsonDeserializer<?> findReferenceDeserializer(ReferenceType type, DeserializationConfig config, BeanDescription bean,
          TypeDeserializer typeReader, JsonDeserializer<?> reader) {
        return type.hasRawClass(Optional.class) ? new OptionalReader(type, null, typeReader, reader) : null;
      }
    };
  }

  @Override
  protected OptionalReader withResolved(TypeDeserializer typeReader, JsonDeserializer<?> reader) {
    return new OptionalReader(_fullType, _valueInstantiator, typeReader, reader);
  }

  @Override
  public Object getAbsentValue(DeserializationContext context) { return Optional.empty(); }

  @Override
  public Optional<?> getNullValue(DeserializationContext context) throws JsonMappingException {
    return Optional.ofNullable(_valueDeserializer.getNullValue(context));
  }

  @Override
  public Optional<?> referenceValue(Object contents) { return Optional.ofNullable(contents); }

  @Override
  public Object getReferenced(Optional<?> reference) { return reference.orElse(null); }

  @Override
  public Optional<?> updateReference(Optional<?> reference, Object contents) { return Optional.ofNullable(contents); }
}
