package dev.kith.authority;

import dev.kith.message.NodeCard;
import dev.kith.model.Digest;
import dev.kith.model.NodeId;
import dev.kith.model.Role;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// One thing that the authority did, as its journal keeps it: exactly one of the optionals, but that a token is used up by the very
/// entry of the card that it gave.
///
/// @param at when
/// @param card was issued
/// @param used the id of a token
/// @param token was made
/// @param tokenEnded its id
/// @param revoked a node
/// @param granted a role
record Entry(Instant at, Optional<NodeCard> card, Optional<String> used, Optional<TokenRow> token, Optional<String> tokenEnded,
    Optional<Revoked> revoked, Optional<Granted> granted) {
  static final int BYTES_MAX = 16 * 1024;

  /// @param secret SHA-256 of the token's secret
  record TokenRow(String id, Digest secret, String issuer, Role role, int maxUses, boolean outboundOnly, Duration ttl) {}

  /// @param meshKey the number of the mesh key that the node is not to learn
  record Revoked(NodeId node, String reason, long meshKey) {}

  record Granted(NodeId node, Role role) {}

  static Entry issued(Instant at, NodeCard card, Optional<String> token) {
    return new Entry(at, Optional.of(card), token, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
  }

  static Entry token(Instant at, TokenRow row) {
    return new Entry(at, Optional.empty(), Optional.empty(), Optional.of(row), Optional.empty(), Optional.empty(),
        Optional.empty());
  }

  static Entry tokenEnded(Instant at, String id) {
    return new Entry(at, Optional.empty(), Optional.empty(), Optional.empty(), Optional.of(id), Optional.empty(),
        Optional.empty());
  }

  static Entry revoked(Instant at, Revoked revoked) {
    return new Entry(at, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.of(revoked),
        Optional.empty());
  }

  static Entry granted(Instant at, Granted granted) {
    return new Entry(at, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(),
        Optional.of(granted));
  }
}
