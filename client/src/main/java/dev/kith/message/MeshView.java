package dev.kith.message;

import dev.kith.model.NodeId;
import dev.kith.model.Role;
import java.util.List;

/// Who is in the mesh now, as the publishing node sees it: itself first, then every node that is alive or suspect.
///
/// @param version grows with each change
public record MeshView(long version, List<Member> members) {
  public MeshView {
    members = List.copyOf(members);
  }

  /// @param score 0 (avoid) to 100
  public record Member(NodeId node, Role role, Liveness liveness, int score) {}

  /// The nodes that own jobs, itself first if it does.
  public List<NodeId> controllers() {
    return members.stream().filter(member -> member.role().controls()).map(Member::node).toList();
  }
}
