package dev.kith.job;

import dev.kith.model.NodeId;
import java.util.HashMap;
import java.util.Map;

/// How many leases a worker is willing to hold of each controller that it serves. All of its places, unless others have had work
/// lately; then a share, rounded up, so that no place stays empty: what is one too many waits at the worker for its turn. Confined.
public final class CreditSplit {
  /// A controller has work until it has given none for so long.
  public static final long LATELY_MILLIS = 2_000;

  /// A share is not smaller, if there are so many places: with fewer slots than two a controller would not cut jobs at all.
  private static final int LEAST = 2;

  private final Map<NodeId, Long> workedAt = new HashMap<>();

  /// This controller has work for us.
  public void worked(NodeId controller, long nowMillis) { workedAt.put(controller, nowMillis); }

  public void forget(NodeId controller) { workedAt.remove(controller); }

  /// @param places how many leases the worker is willing to run
  public int credit(int places, NodeId controller, long nowMillis) {
    workedAt.values().removeIf(at -> nowMillis - at > LATELY_MILLIS);
    int sharing = 1 + workedAt.size() - (workedAt.containsKey(controller) ? 1 : 0);
    return Math.max(Math.min(places, LEAST), Math.ceilDiv(places, sharing));
  }
}
