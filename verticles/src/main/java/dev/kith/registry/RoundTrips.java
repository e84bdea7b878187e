package dev.kith.registry;

import dev.kith.model.NodeId;
import java.util.Collection;
import java.util.Optional;
import java.util.TreeSet;
import java.util.Comparator;
import java.util.Set;

/// After each change of the membership: does everybody answer again, and how long did it take? Confined; times in ms.
final class RoundTrips {
  /// After a partition every address is to answer again within it.
  static final long LIMIT = 30_000;

  private final Set<NodeId> open = new TreeSet<>(Comparator.comparing(NodeId::value));
  private long begun;
  private int asked;
  private boolean warned;

  /// @param live who is to answer a question asked from now on
  void begin(Collection<NodeId> live, long now) {
    if (open.isEmpty()) begun = now; // else it is still about the earlier change too
    open.clear();
    open.addAll(live);
    asked = live.size();
    warned = false;
  }

  /// @param askedAt when the question went out
  /// @return what to log, once all have answered
  Optional<String> answered(NodeId node, long askedAt, long now) {
    if (askedAt < begun || !open.remove(node) || !open.isEmpty()) return Optional.empty();
    return Optional.of("after a change of the mesh all " + asked + " peers answered within " + (now - begun) + " ms");
  }

  /// @return what to warn of, once
  Optional<String> overdue(long now) {
    if (open.isEmpty() || warned || now - begun < LIMIT) return Optional.empty();
    warned = true;
    return Optional.of((now - begun) + " ms after a change of the mesh these peers have not answered: " + open);
  }
}
