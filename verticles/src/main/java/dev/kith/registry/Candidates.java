package dev.kith.registry;

import dev.kith.model.Confined;
import dev.kith.model.NodeId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Nodes that were only heard of. Each is tried ever more rarely, and forgotten after [#FORGET_AFTER] without a new hint. At most [#MAX];
/// beyond, new ones are ignored. Confined; times in ms.
final class Candidates {
  static final int MAX = 1_000;
  static final long FORGET_AFTER = 600_000;
  private static final int AT_ONCE = 8;
  private static final long LONGEST_WAIT = 30_000;

  private static final class Tries {
    long hintedAt;
    long nextAt;
    int count;
  }

  private final Confined confined = new Confined(Candidates.class);
  private final Map<NodeId, Tries> candidates = new LinkedHashMap<>();

  /// @return whether it is new
  boolean add(NodeId node, long now) {
    assert confined.here();
    Tries known = candidates.get(node);
    if (known != null) {
      known.hintedAt = now;
      return false;
    }
    if (candidates.size() >= MAX) return false;
    Tries fresh = new Tries();
    fresh.hintedAt = now;
    fresh.nextAt = now;
    candidates.put(node, fresh);
    return true;
  }

  void remove(NodeId node) {
    assert confined.here();
    candidates.remove(node);
  }

  int size() { return candidates.size(); }

  /// Whom to try now; they are not named again before their next wait is over.
  List<NodeId> due(long now) {
    assert confined.here();
    candidates.values().removeIf(tries -> now - tries.hintedAt > FORGET_AFTER);
    List<NodeId> due = candidates.entrySet().stream().filter(entry -> entry.getValue().nextAt <= now).map(Map.Entry::getKey)
        .limit(AT_ONCE).toList();
    due.forEach(node -> {
      Tries tries = candidates.get(node);
      tries.nextAt = now + Math.min(LONGEST_WAIT, 1_000L << Math.min(tries.count++, 10));
    });
    return due;
  }
}
