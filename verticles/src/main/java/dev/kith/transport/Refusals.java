package dev.kith.transport;

import dev.kith.model.NodeId;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/// Nodes that a gateway just said it can't reach; for a second nothing is sent to them. Thread-safe.
final class Refusals {
  static final int MAX = 1_024;
  private static final long FRESH_NANOS = 1_000_000_000L;

  private final LongSupplier nanos;
  private final Map<NodeId, Long> until = new LinkedHashMap<>() {
    private static final long serialVersionUID = 1L;

    @Override
    protected boolean removeEldestEntry(Map.Entry<NodeId, Long> eldest) { return size() > MAX; }
  };
  private volatile boolean empty = true;

  Refusals(LongSupplier nanos) { this.nanos = nanos; }

  synchronized void add(NodeId node) {
    until.put(node, nanos.getAsLong() + FRESH_NANOS);
    empty = false;
  }

  boolean fresh(NodeId node) { return !empty && look(node); }

  private synchronized boolean look(NodeId node) {
    Long end = until.get(node);
    if (end != null && end - nanos.getAsLong() > 0)
      return true;
    until.remove(node);
    empty = until.isEmpty();
    return false;
  }
}
