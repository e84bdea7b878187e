package dev.kith.message;

import dev.kith.message.NodeCard.Ports;
import dev.kith.model.NodeId;
import dev.kith.model.Role;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// Node -> the authority's node. Answered by the [AuthorityReply] of the like name, or a [KithException]. What operators ask comes
/// from a node whose card says controller or dual, which has checked the operator's key (scope `nodes`); others get FORBIDDEN.
public sealed interface AuthorityRequest {
  /// Answered by [AuthorityReply.TokenMade]: the only time its secret is shown.
  ///
  /// @param issuer the id of the key behind it
  /// @param ttl 60 s to 24 h
  /// @param uses nodes that may join by it, 1 to 100
  /// @param outboundOnly the node can't be reached: no challenge, a card without addresses
  record MakeToken(String issuer, Role role, Duration ttl, int uses, boolean outboundOnly) implements AuthorityRequest {
    public static final Duration TTL = Duration.ofHours(1);
    public static final Duration TTL_MAX = Duration.ofHours(24);

    public MakeToken {
      Limits.label("issuer", issuer, 1, 64);
      Limits.range("ttlSec", ttl.toSeconds(), 60, TTL_MAX.toSeconds());
      Limits.range("uses", uses, 1, 100);
    }
  }

  /// Answered by [AuthorityReply.Tokens].
  record ListTokens() implements AuthorityRequest {}

  /// Answered by [AuthorityReply.Done], or NOT_FOUND.
  record RevokeToken(String tokenId) implements AuthorityRequest {}

  /// Answered by [AuthorityReply.Status]. Any node may ask.
  record GetStatus() implements AuthorityRequest {}

  /// Takes a node out of the mesh for good, also one that the authority has forgotten (it was restored from a backup). Answered by
  /// [AuthorityReply.Done] when the list is on disk. The authority's own node is a CONFLICT.
  record RevokeNode(NodeId node, String reason) implements AuthorityRequest {
    public RevokeNode {
      Limits.label("reason", reason, 0, 200);
    }
  }

  /// A new intermediate; the old one stays good until its cards have been renewed. Answered by [AuthorityReply.Done].
  record RotateIntermediate() implements AuthorityRequest {}

  /// From now on the card of that node may say this role; the node fetches it. Answered by [AuthorityReply.Done].
  record GrantRole(NodeId node, Role role) implements AuthorityRequest {}

  /// A node asks for a new card and certificate for itself: its id is the sender's. Answered by [AuthorityReply.Renewed], or
  /// [AuthorityReply.Challenge] first if `addresses` has one that its card does not have.
  ///
  /// @param csr PKCS #10, DER, base64url
  /// @param signature by its Ed25519 identity over the request (`docs/protocol.md`), base64url
  record Renew(String csr, String name, List<String> addresses, Ports ports, String signature) implements AuthorityRequest {
    public Renew {
      Limits.length("csr", csr, 1, 4_096);
      Limits.label("name", name, 1, 64);
      Limits.range("addresses (their number)", addresses.size(), 0, NodeCard.ADDRESSES_MAX);
      addresses = List.copyOf(addresses);
      Limits.length("signature", signature, 86, 86);
    }
  }

  /// The sender now serves the challenge. Answered by [AuthorityReply.Renewed], or FORBIDDEN with what went wrong.
  record Proved(String order) implements AuthorityRequest {
    public Proved {
      Limits.length("order", order, 1, 64);
    }
  }

  /// The current list of revoked nodes and the current mesh keys. Answered by [AuthorityReply.Update], or by [AuthorityReply.Show] if the
  /// asker has what the authority's journal lacks. Any node may ask, of itself only.
  ///
  /// @param lists ids of the lists of the revoked that it has, 1 to [#LISTS_MAX]
  /// @param serial of the certificate that it has
  record GetUpdate(List<String> lists, String serial) implements AuthorityRequest {
    public static final int LISTS_MAX = 3;
    public static final int LIST_CHARS_MAX = 40;

    public GetUpdate {
      Limits.range("lists (their number)", lists.size(), 1, LISTS_MAX);
      lists = List.copyOf(lists);
      lists.forEach(list -> Limits.length("lists", list, 1, LIST_CHARS_MAX));
      Limits.length("serial", serial, 1, 40);
    }
  }

  /// What the authority once signed and lacks now, as it said by [AuthorityReply.Show]. Answered by [AuthorityReply.Update].
  ///
  /// @param credential the sender's card and the intermediate's certificate, as in a handshake, base64url
  /// @param list compact JWS of the list that was asked for
  record Shown(String credential, Optional<String> list) implements AuthorityRequest {
    public Shown {
      Limits.length("credential", credential, 1, 16_384);
      list.ifPresent(signed -> Limits.length("list", signed, 1, 512 * 1024));
    }
  }
}
