package dev.kith.codec;

import dev.kith.message.ToTab;
import dev.kith.model.Blob;
import dev.kith.model.Digest;
import dev.kith.model.JobId;
import dev.kith.model.Json;
import dev.kith.model.LeaseId;
import dev.kith.model.Life;
import dev.kith.model.NodeId;
import dev.kith.model.WorkerId;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// Builds one record of any message type, so that a new member is tested without anybody thinking of it.
final class Samples {
  /// Components whose limits the values below would not meet.
  private static final Map<String, Object> SPECIAL = Map.ofEntries(Map.entry("Join.publicKey", "k".repeat(120)),
      Map.entry("Sum.fields", List.of("hits", "samples")), Map.entry("Connect.challenge", "c".repeat(43)),
      Map.entry("Connect.signature", "s".repeat(86)),
      Map.entry("Get.patience", Duration.ofSeconds(20)), Map.entry("Joined.silenceMillis", 5_000L),
      Map.entry("Hello.protocol", ToTab.PROTOCOL), Map.entry("Hello.signature", "s".repeat(86)),
      Map.entry("Renew.signature", "s".repeat(86)), Map.entry("Disconnect.code", 1_004));

  private final boolean withOptionals;
  private int made;

  /// @param withOptionals whether every `Optional` is there, or none
  Samples(boolean withOptionals) { this.withOptionals = withOptionals; }

  static Stream<Class<?>> messageTypes() {
    return Stream.concat(MessageTypes.FAMILIES.stream().flatMap(family -> MessageTypes.members(family).stream()),
        Stream.of(dev.kith.message.JobEvent.class, dev.kith.message.MeshView.class));
  }

  <T> T of(Class<T> type) { return type.cast(value(type)); }

  private Object value(Type type) {
    made++;
    if (type instanceof ParameterizedType generic)
      return generic(generic);
    Class<?> known = (Class<?>) type;
    if (known.isSealed())
      return value(known.getPermittedSubclasses()[0]);
    if (known.isEnum())
      return known.getEnumConstants()[made % known.getEnumConstants().length];
    return switch (known.getSimpleName()) {
      case "long", "Long" -> 3L + made;
      case "int", "Integer" -> 3 + made % 7;
      case "double", "Double" -> 0.1 + made;
      case "boolean" -> true;
      case "String" -> "text \"é\u200d\ud83d\ude00 " + made;
      case "Json" -> new Json("{\"a\" : [1.50, -0, 1e+21, \"\\u00e9\"] , \"n\":" + made + "}");
      case "Duration" -> Duration.ofMillis(61_000 + made);
      case "Instant" -> Instant.ofEpochMilli(1_700_000_000_123L + made);
      case "JobId" -> JobId.of(made, 2);
      case "NodeId" -> new NodeId("0123456789abcdef0123456789abcdef");
      case "WorkerId" -> new WorkerId("worker-" + made);
      case "LeaseId" -> new LeaseId(7, new Life(made, -1), made);
      case "Digest" -> new Digest("ab".repeat(32));
      case "Blob" -> new Blob(new byte[]{(byte) made, -1, 0});
      default -> record(known);
    };
  }

  private Object generic(ParameterizedType type) {
    Type[] of = type.getActualTypeArguments();
    return switch (((Class<?>) type.getRawType()).getSimpleName()) {
      case "Optional" -> withOptionals ? Optional.of(value(of[0])) : Optional.empty();
      case "List" -> List.of(value(of[0]), value(of[0]));
      case "Set" -> Set.of(value(of[0]));
      case "Map" -> Map.of("one", value(of[1]), "zwölf", value(of[1]));
      default -> throw new AssertionError("no sample for " + type);
    };
  }

  private Object record(Class<?> type) {
    RecordComponent[] components = type.getRecordComponents();
    if (components == null)
      throw new AssertionError("no sample for " + type);
    Object[] values = Arrays.stream(components).map(component -> component(type, component)).toArray();
    try {
      return type.getDeclaredConstructor(Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new))
          .newInstance(values);
    } catch (ReflectiveOperationException e) {
      throw new IllegalArgumentException("no sample for " + type + " of " + Arrays.toString(values), e);
    }
  }

  private Object component(Class<?> type, RecordComponent component) {
    String name = type.getSimpleName() + "." + component.getName();
    if (name.equals("BlockResult.done"))
      return withOptionals ? 5L : 0L; // a partial is there exactly if something is done
    return SPECIAL.containsKey(name) ? SPECIAL.get(name) : value(component.getGenericType());
  }
}
