package dev.kith.cluster;

import dev.kith.model.NodeId;

/// What became of a node in the cluster as this node sees it.
public sealed interface MemberChange {
  NodeId node();

  record Joined(NodeId node) implements MemberChange {}

  /// Ended, died, or cut off.
  record Left(NodeId node) implements MemberChange {}
}
