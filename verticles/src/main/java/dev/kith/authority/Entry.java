package dev.kith.authority;

import dev.kith.crypto.Randoms;
import dev.kith.message.NodeCard;
import dev.kith.model.Digest;
import dev.kith.model.NodeId;
import dev.kith.model.Role;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
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
/// @param shown a card that this authority once signed and that its node showed again
/// @param taken a list that this authority once signed and that a node showed again
record Entry(Instant at, Optional<NodeCard> card, Optional<String> used, Optional<TokenRow> token, Optional<String> tokenEnded,
    Optional<Revoked> revoked, Optional<Granted> granted, Optional<NodeCard> shown, Optional<Taken> taken) {
  static final int BYTES_MAX = 16 * 1024;

  /// @param secret SHA-256 of the token's secret
  record TokenRow(String id, Digest secret, String issuer, Role role, int maxUses, boolean outboundOnly, Duration ttl) {}

  /// @param list the first that has it; the mesh key of its number is not for the node
  /// @param stranger what is known of a node of which there is no card here
  record Revoked(NodeId node, String reason, Of list, Optional<Stranger> stranger) {}

  /// A list of the revoked, and the mesh key that was made with it.
  ///
  /// @param id random: nobody else made it, not even this authority before it was restored from a backup
  record Of(long number, String id) {
    static Of made(long number) { return new Of(number, Randoms.token(16)); }
  }

  record Stranger(String name, List<String> serials) {
    Stranger {
      serials = List.copyOf(serials);
    }
  }

  record Granted(NodeId node, Role role) {}

  /// @param seen the id of the list that was taken back, with all who are in it
  /// @param list that comes after it
  record Taken(String seen, Of list) {}

  static Entry issued(Instant at, NodeCard card, Optional<String> token) {
    return new Entry(at, Optional.of(card), token, none(), none(), none(), none(), none(), none());
  }

  static Entry token(Instant at, TokenRow row) {
    return new Entry(at, none(), none(), Optional.of(row), none(), none(), none(), none(), none());
  }

  static Entry tokenEnded(Instant at, String id) {
    return new Entry(at, none(), none(), none(), Optional.of(id), none(), none(), none(), none());
  }

  static Entry revoked(Instant at, Revoked revoked) {
    return new Entry(at, none(), none(), none(), none(), Optional.of(revoked), none(), none(), none());
  }

  static Entry granted(Instant at, Granted granted) {
    return new Entry(at, none(), none(), none(), none(), none(), Optional.of(granted), none(), none());
  }

  static Entry shown(Instant at, NodeCard card) {
    return new Entry(at, none(), none(), none(), none(), none(), none(), Optional.of(card), none());
  }

  static Entry taken(Instant at, Taken taken) {
    return new Entry(at, none(), none(), none(), none(), none(), none(), none(), Optional.of(taken));
  }

  private static <T> Optional<T> none() { return Optional.empty(); }
}
