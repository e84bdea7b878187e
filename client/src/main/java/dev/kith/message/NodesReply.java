package dev.kith.message;

import dev.kith.model.NodeId;
import dev.kith.model.Role;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// The registry of a node -> its door.
public sealed interface NodesReply {
  record Nodes(String mesh, List<NodeView> nodes) implements NodesReply {
    public Nodes {
      nodes = List.copyOf(nodes);
    }
  }

  record Pinged(NodeId node, String name, double millis) implements NodesReply {}

  /// @param silent nodes that did not answer in time
  record AllStats(List<NodeStats> stats, List<NodeId> silent) implements NodesReply {
    public AllStats {
      stats = List.copyOf(stats);
      silent = List.copyOf(silent);
    }
  }

  /// Oldest first.
  record Logs(List<String> lines, boolean hasMore) implements NodesReply {
    public Logs {
      lines = List.copyOf(lines);
    }
  }

  /// @param peers with which a new session was made
  record Rekeyed(int peers) implements NodesReply {}

  /// A node as another one sees it.
  ///
  /// @param self whether it is the one that answers
  /// @param carrier `self`, `member` (of the cluster), `link` (a peer link), or `none`
  /// @param pingMillis by our own clock; absent: not measured yet
  /// @param hops 0 itself, 1 direct, 2 over a gateway
  /// @param distanceKm absent: not known
  /// @param score 0 (avoid) to 100
  /// @param skewMillis by how much its clock is before ours, below 0 if it is behind; absent: not measured yet
  /// @param twin whether two processes with that node's keys run, or did some minutes ago: a copy of its directory
  record NodeView(NodeId node, String name, Role role, Liveness liveness, boolean self, List<String> addresses, String carrier,
      Optional<Double> pingMillis, int hops, Optional<Double> distanceKm, int score, long incarnation, Instant cardUntil,
      Optional<Instant> lastSeenAt, Optional<Long> skewMillis, boolean twin) {
    public NodeView {
      addresses = List.copyOf(addresses);
    }
  }
}
