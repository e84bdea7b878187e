package dev.kith.message;

import dev.kith.message.PeerRequest.PeerClaim;
import java.util.List;

/// Node -> node, in answer to a [PeerRequest].
public sealed interface PeerReply {
  /// @param sentAt as asked
  /// @param receivedAt wall clock of the asked, ms
  record Pong(long sentAt, long receivedAt, long incarnation) implements PeerReply {}

  record Claims(List<PeerClaim> claims) implements PeerReply {
    public Claims {
      Limits.range("claims (their number)", claims.size(), 0, PeerClaim.MAX);
      claims = List.copyOf(claims);
    }
  }

  record Stats(NodeStats stats) implements PeerReply {}

  /// Oldest first. @param hasMore whether older ones were left out
  record Logs(List<String> lines, boolean hasMore) implements PeerReply {
    public Logs {
      lines = List.copyOf(lines);
    }
  }

  record Ok() implements PeerReply {}
}
