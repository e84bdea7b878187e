package dev.kith.message;

import dev.kith.model.NodeId;
import java.util.List;
import java.util.Optional;

/// Node -> node, served by the registry of each. Answered by the [PeerReply] of the like name, or a [KithException].
public sealed interface PeerRequest {
  /// Do you live? Answered by [PeerReply.Pong].
  ///
  /// @param sentAt the asker's wall clock, ms; comes back unchanged
  record Ping(long sentAt) implements PeerRequest {}

  /// Does that one answer you? The asker can't reach it. Answered by the [PeerReply.Pong] of `node`, or TIMEOUT, UNAVAILABLE, NOT_FOUND.
  record Probe(NodeId node) implements PeerRequest {}

  /// What the asker knows of others; answered by [PeerReply.Claims], what the asked knows.
  record Exchange(List<PeerClaim> claims) implements PeerRequest {
    public Exchange {
      Limits.range("claims (their number)", claims.size(), 0, PeerClaim.MAX);
      claims = List.copyOf(claims);
    }
  }

  /// Answered by [PeerReply.Stats].
  record GetStats() implements PeerRequest {}

  /// Answered by [PeerReply.Logs]. Only operators' doors ask; a node whose card says `worker` is refused.
  ///
  /// @param lines 1 to 10,000; the newest are given
  /// @param since ms since 1970; only lines after it
  record GetLogs(int lines, Optional<Long> since) implements PeerRequest {
    public GetLogs {
      Limits.range("lines", lines, 1, 10_000);
    }
  }

  /// The asker goes. Answered by [PeerReply.Ok].
  ///
  /// @param code 1000 normal, 1001 going away, 1002 protocol, 1003 time-out, 1004 shut-down
  record Disconnect(int code, String reason) implements PeerRequest {
    public Disconnect {
      Limits.range("code", code, 1000, 1004);
      Limits.label("reason", reason, 0, 200);
    }
  }

  /// The asker has a new card (renewed, other role, other addresses). Answered by [PeerReply.Ok] once it was checked.
  ///
  /// @param credential the card and the intermediate's certificate, as in a handshake, base64url
  record NewCard(String credential) implements PeerRequest {
    public NewCard {
      Limits.length("credential", credential, 1, 16_384);
    }
  }

  /// The authority's list of revoked nodes, signed; passed on by whoever has a newer one. Answered by [PeerReply.Ok].
  ///
  /// @param signed compact JWS
  record Revoked(String signed) implements PeerRequest {
    public Revoked {
      Limits.length("signed", signed, 1, 512 * 1024);
    }
  }

  /// What a node says of another: a hint, to be proved by a handshake.
  ///
  /// @param incarnation raised by the subject alone, at each start and to refute a suspicion; 0 to [#INCARNATION_MAX]
  /// @param addresses `ip:port` of the subject's door, best first
  /// @param cluster `ip:port` of its cluster port, if it is a member
  /// @param gateway the node that keeps its link, if it can't be reached itself
  /// @param twin whether the claimant hears of two processes that have that node's keys
  record PeerClaim(NodeId node, long incarnation, Liveness liveness, List<String> addresses, Optional<String> cluster,
      Optional<NodeId> gateway, boolean twin) {
    public static final int MAX = 256;
    public static final long INCARNATION_MAX = 1L << 53;

    public PeerClaim {
      Limits.range("incarnation", incarnation, 0, INCARNATION_MAX);
      Limits.range("addresses (their number)", addresses.size(), 0, NodeCard.ADDRESSES_MAX);
      addresses.forEach(address -> Limits.length("addresses", address, 4, NodeCard.ADDRESS_MAX + 8));
      addresses = List.copyOf(addresses);
    }
  }
}
