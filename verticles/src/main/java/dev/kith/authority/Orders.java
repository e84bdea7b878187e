package dev.kith.authority;

import dev.kith.message.ErrorCode;
import dev.kith.message.KithException;
import dev.kith.model.NodeId;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// Requests that wait for their challenge: one of a node at a time, forgotten after two minutes. Confined to one thread at a time.
final class Orders {
  static final int MAX = 1_000;
  static final Duration TTL = Duration.ofMinutes(2);

  /// @param token the id of the one that lets the node in; none for a renewal
  /// @param proved addresses that need no challenge
  record Pending(Order order, Issuing.Wanted wanted, Optional<String> token, java.util.List<String> proved) {}

  private final Map<String, Pending> pending = new LinkedHashMap<>();

  void add(Pending made, Instant now) {
    forget(now);
    pending.values().removeIf(old -> old.order.node().equals(made.order.node()));
    if (pending.size() >= MAX)
      throw new KithException(ErrorCode.UNAVAILABLE, "there are " + MAX + " nodes waiting for their challenge; try again later");
    pending.put(made.order.id(), made);
  }

  /// @throws KithException FORBIDDEN if there is no such order, or no more
  Pending get(String id, Optional<NodeId> renewing, Instant now) {
    forget(now);
    Pending found = pending.get(id);
    boolean theirs = found != null && found.token.isEmpty() == renewing.isPresent()
        && renewing.map(found.order.node()::equals).orElse(true);
    if (!theirs)
      throw new KithException(ErrorCode.FORBIDDEN, "there is no such order, or it has waited for more than "
          + TTL.toSeconds() + " s");
    return found;
  }

  Pending take(String id, Optional<NodeId> renewing, Instant now) {
    Pending found = get(id, renewing, now);
    pending.remove(id);
    return found;
  }

  void forget(Instant now) { pending.values().removeIf(old -> now.isAfter(old.order.until())); }
}
