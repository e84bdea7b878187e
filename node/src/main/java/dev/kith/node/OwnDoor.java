package dev.kith.node;

import dev.kith.dashboard.AuthorityDoor;
import dev.kith.model.NodeId;
import java.util.List;

/// The node that made the mesh is its authority: new nodes reach it where the operator does.
record OwnDoor(NodeId node) implements AuthorityDoor {
  @Override
  public List<String> addresses() { return List.of(); }
}
