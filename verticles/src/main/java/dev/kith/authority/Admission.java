package dev.kith.authority;

import dev.kith.message.Limits;
import dev.kith.model.NodeId;
import java.util.Optional;
import java.util.Set;

/// Whom this node talks to, over and above a good card.
///
/// @param allowed empty: everyone with a good card; else these alone, at most 10,000
public record Admission(Optional<Set<NodeId>> allowed) {
  public static final Admission OPEN = new Admission(Optional.empty());

  public Admission {
    allowed = allowed.map(Set::copyOf);
    allowed.ifPresent(nodes -> Limits.range("allowlist (its size)", nodes.size(), 0, 10_000));
  }

  public static Admission allowlist(Set<NodeId> nodes) { return new Admission(Optional.of(nodes)); }

  boolean admits(NodeId node) { return allowed.isEmpty() || allowed.get().contains(node); }
}
