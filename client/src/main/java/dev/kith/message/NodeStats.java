package dev.kith.message;

import dev.kith.model.NodeId;
import java.util.Map;

/// Figures of one node, since its start.
///
/// @param loadAverage of the machine over a minute, negative if it does not tell
/// @param figures by name, such as `shardsDone`, `sessions`, `framesRefused`; at most 64
public record NodeStats(NodeId node, String name, String version, long uptimeMillis, int cores, double loadAverage,
    long heapUsedBytes, long heapMaxBytes, Map<String, Long> figures) {
  public NodeStats {
    Limits.range("figures (their number)", figures.size(), 0, 64);
    figures = Map.copyOf(figures);
  }
}
