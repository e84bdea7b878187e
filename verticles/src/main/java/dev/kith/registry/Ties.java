package dev.kith.registry;

import dev.kith.bus.Trust;
import dev.kith.model.NodeId;
import dev.kith.model.Role;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What the registry asks the rest of its node. Called on the registry's context; nothing here may block.
public interface Ties {
  /// The mesh, 32 hex digits.
  String mesh();

  /// This node, as its card and settings say now.
  Self self();

  /// Who that node is, if a session with it is open and its card is still believed.
  Optional<Trust.Peer> known(NodeId node);

  /// How frames reach that node now: `member`, `link` or `none`.
  String carrier(NodeId node);

  /// Where a node may be, so that carriers can connect to it. A hint; may be repeated.
  void contact(NodeId node, List<String> addresses, Optional<String> cluster);

  /// A node that can't be reached itself says, or others do, which node keeps its link; empty: it can be reached, as it says.
  ///
  /// @param sure whether it says so itself; hearsay is for lack of anything better
  void gateway(NodeId node, Optional<NodeId> gateway, boolean sure);

  /// To that node, if both places are known.
  Optional<Double> distanceKm(NodeId node);

  /// Of this node since its start; at most 64.
  Map<String, Long> figures();

  LogRing logs();

  /// @return how many new sessions were made
  Future<Integer> rekey();

  /// @param credential of that node, as in a handshake, base64url; to be checked
  Future<Void> newCard(NodeId from, String credential);

  /// @param signed the authority's list, to be checked
  Future<Void> revoked(String signed);

  /// @param addresses `ip:port` of its door, best first
  /// @param cluster `ip:port` of its cluster port, if it is a member
  /// @param gateway the node that keeps its link, if it can't be reached itself
  record Self(String name, Role role, String version, List<String> addresses, Optional<String> cluster, Optional<NodeId> gateway,
      Instant cardUntil) {
    public Self {
      addresses = List.copyOf(addresses);
    }
  }
}
