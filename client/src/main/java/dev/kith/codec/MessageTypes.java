package dev.kith.codec;

import dev.kith.message.AccessReply;
import dev.kith.message.AccessRequest;
import dev.kith.message.AuthorityReply;
import dev.kith.message.AuthorityRequest;
import dev.kith.message.FromTab;
import dev.kith.message.JobEvent;
import dev.kith.message.JobReply;
import dev.kith.message.JobRequest;
import dev.kith.message.LeaseMessage;
import dev.kith.message.MeshView;
import dev.kith.message.NodesReply;
import dev.kith.message.NodesRequest;
import dev.kith.message.Partial;
import dev.kith.message.PeerReply;
import dev.kith.message.PeerRequest;
import dev.kith.message.Reducer;
import dev.kith.message.ToTab;
import dev.kith.message.VolunteerReply;
import dev.kith.message.VolunteerRequest;
import dev.kith.message.WorkMessage;
import dev.kith.message.WorkReply;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The one table of records and wire names. A sealed family's records are named `family.record`, in lower case with hyphens.
final class MessageTypes {
  /// Families whose records say their type in a `type` member.
  static final List<Class<?>> FAMILIES = List.of(JobRequest.class, JobReply.class, WorkMessage.class, WorkReply.class,
      LeaseMessage.class, AccessRequest.class, AccessReply.class, FromTab.class, ToTab.class, Partial.class, Reducer.class,
      PeerRequest.class, PeerReply.class, NodesRequest.class,
      NodesReply.class, AuthorityRequest.class, AuthorityReply.class, VolunteerRequest.class, VolunteerReply.class);

  /// Records that travel on their own.
  private static final List<Class<?>> SINGLES = List.of(JobEvent.class, MeshView.class);
  private static final Map<String, Class<?>> BY_WIRE_NAME = Stream.concat(FAMILIES.stream(), SINGLES.stream())
      .collect(Collectors.toUnmodifiableMap(type -> hyphened(type.getSimpleName()), type -> type));
  private static final Map<Class<?>, String> WIRE_NAMES = BY_WIRE_NAME.entrySet().stream()
      .collect(Collectors.toUnmodifiableMap(Map.Entry::getValue, Map.Entry::getKey));

  private MessageTypes() {}

  static String wireName(Class<?> root) {
    String name = WIRE_NAMES.get(root);
    if (name == null)
      throw new IllegalArgumentException(root.getName() + " does not travel between nodes");
    return name;
  }

  static Optional<Class<?>> wireType(String wireName) { return Optional.ofNullable(BY_WIRE_NAME.get(wireName)); }

  static List<Class<?>> members(Class<?> family) { return List.of(family.getPermittedSubclasses()); }

  static String name(Class<?> member) {
    Class<?> family = Arrays.stream(member.getInterfaces()).filter(FAMILIES::contains).findFirst()
        .orElseThrow(() -> new IllegalArgumentException(member + " belongs to no message family"));
    return hyphened(family.getSimpleName()) + "." + hyphened(member.getSimpleName());
  }

  /// How errors call a type.
  static String spoken(Class<?> type) { return hyphened(type.getSimpleName()).replace('-', ' '); }

  private static String hyphened(String camelCase) {
    return camelCase.replaceAll("(?<=[a-z])(?=[A-Z])", "-").toLowerCase(Locale.ROOT);
  }
}
