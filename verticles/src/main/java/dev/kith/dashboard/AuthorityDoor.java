package dev.kith.dashboard;

import dev.kith.model.NodeId;
import java.util.List;

/// Where the authority of the mesh is to be found, as it is known now. Asked at each call; thread-safe.
public interface AuthorityDoor {
  /// The node that holds the key of the intermediate.
  NodeId node();

  /// Where new nodes reach its HTTP door, best first: `host:port`, an IPv6 address in brackets. May be empty while it is not known.
  List<String> addresses();
}
