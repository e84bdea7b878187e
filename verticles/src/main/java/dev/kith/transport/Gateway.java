package dev.kith.transport;

import dev.kith.message.Limits;
import dev.kith.model.NodeId;
import java.util.List;
import java.util.Objects;

/// A node that may keep our link. Only a hint until it has proved itself in the handshake.
///
/// @param doors where to try, as [Door#of] reads them: at most [#DOORS_MAX]
public record Gateway(NodeId node, List<Door> doors) {
  public static final int DOORS_MAX = 16;

  public Gateway {
    Objects.requireNonNull(node);
    Limits.range("doors (their number)", doors.size(), 1, DOORS_MAX);
    doors = List.copyOf(doors);
  }

  /// @param doors like `10.0.0.5:7777`, see [Door#of]
  public static Gateway of(NodeId node, List<String> doors) { return new Gateway(node, doors.stream().map(Door::of).toList()); }
}
