package dev.kith.discovery;

import dev.kith.model.NodeId;
import java.util.List;
import java.util.Optional;

/// Where a node may be. Nothing of it is proved.
///
/// @param addresses `ip:port` of its door, the likeliest first
/// @param cluster `ip:port` of its cluster port, if it says one
public record Candidate(NodeId node, List<String> addresses, Optional<String> cluster) {
  public Candidate {
    addresses = List.copyOf(addresses);
  }
}
