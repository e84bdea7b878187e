package dev.kith.message;

import dev.kith.model.NodeId;
import java.util.Optional;

/// The door of a node -> its registry. Answered by the [NodesReply] of the like name, or a [KithException].
public sealed interface NodesRequest {
  /// All nodes that this one knows, itself first. Answered by [NodesReply.Nodes].
  record ListNodes() implements NodesRequest {}

  /// Other nodes, the nearest first. Answered by [NodesReply.Nodes].
  ///
  /// @param nearest 1 to 1,000: only so many, and only those that are alive
  record ListPeers(Optional<Integer> nearest) implements NodesRequest {
    public ListPeers {
      nearest.ifPresent(count -> Limits.range("nearest", count, 1, 1_000));
    }
  }

  /// Answered by [NodesReply.Pinged], or TIMEOUT, NOT_FOUND.
  record PingNode(NodeId node) implements NodesRequest {}

  /// Of one node, or of all that answer. Answered by [NodesReply.AllStats].
  record ReadStats(Optional<NodeId> node) implements NodesRequest {}

  /// Answered by [NodesReply.Logs].
  record ReadLogs(NodeId node, int lines) implements NodesRequest {
    public ReadLogs {
      Limits.range("lines", lines, 1, 10_000);
    }
  }

  /// New handshakes with every peer, now. Answered by [NodesReply.Rekeyed].
  record Rekey() implements NodesRequest {}
}
