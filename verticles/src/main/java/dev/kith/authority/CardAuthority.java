package dev.kith.authority;

import dev.kith.crypto.Sealer;
import dev.kith.message.AuthorityReply.Renewed;
import dev.kith.message.AuthorityReply.Status;
import dev.kith.message.AuthorityReply.TokenMade;
import dev.kith.message.AuthorityReply.TokenView;
import dev.kith.message.AuthorityReply.Update;
import dev.kith.message.AuthorityRequest.GrantRole;
import dev.kith.message.AuthorityRequest.MakeToken;
import dev.kith.message.AuthorityRequest.Renew;
import dev.kith.message.AuthorityRequest.RevokeNode;
import dev.kith.model.NodeId;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;

/// Lets nodes in, renews and revokes them: runs on one node of the mesh, the one that made it. Thread-safe: one call at a time;
/// calls block on the disk.
@SuppressWarnings({"DoNotCallSuggester", "UnusedVariable"})
public final class CardAuthority implements AutoCloseable {
  private CardAuthority() {}

  /// @param sealer of the data directory's key
  /// @throws dev.kith.message.KithException INTERNAL if its files are damaged; CONFLICT if this node is not the authority
  public static CardAuthority open(Path data, Membership membership, Sealer sealer, AuthorityConfig config,
      InstantSource clock) {
    throw new AssertionError("to be written");
  }

  public TokenMade makeToken(MakeToken request) { throw new AssertionError("to be written"); }

  public List<TokenView> tokens() { throw new AssertionError("to be written"); }

  /// @throws dev.kith.message.KithException NOT_FOUND
  public void revokeToken(String tokenId) { throw new AssertionError("to be written"); }

  /// Checks all that can be checked before the challenge. Signs nothing.
  ///
  /// @throws dev.kith.message.KithException FORBIDDEN: token, signature, role; INVALID: request; CONFLICT: the node has another identity
  public Order enrol(Enrolment request) { throw new AssertionError("to be written"); }

  /// Uses up the token and issues.
  ///
  /// @param proved those of the order's addresses that answered; at least one, unless it has none
  /// @throws dev.kith.message.KithException FORBIDDEN if there is no such order any more, or its token is used up by now
  public Welcome complete(String order, List<String> proved) { throw new AssertionError("to be written"); }

  /// @param sender as its session proves
  /// @throws dev.kith.message.KithException FORBIDDEN: revoked, signature; INVALID: request; NOT_FOUND: no card
  public Renewal renew(NodeId sender, Renew request) { throw new AssertionError("to be written"); }

  /// The order of that node that waits for its challenge.
  ///
  /// @throws dev.kith.message.KithException FORBIDDEN if there is none
  public Order order(NodeId sender, String order) { throw new AssertionError("to be written"); }

  /// @param proved those of the order's addresses that answered; at least one
  public Renewed completeRenewal(NodeId sender, String order, List<String> proved) { throw new AssertionError("to be written"); }

  /// @throws dev.kith.message.KithException CONFLICT for the authority's own node, NOT_FOUND for one that never had a card
  public void revoke(RevokeNode request) { throw new AssertionError("to be written"); }

  /// @throws dev.kith.message.KithException CONFLICT if the root's key is not here
  public void rotateIntermediate() { throw new AssertionError("to be written"); }

  /// @throws dev.kith.message.KithException NOT_FOUND, CONFLICT if it is revoked
  public void grant(GrantRole request) { throw new AssertionError("to be written"); }

  public Status status() { throw new AssertionError("to be written"); }

  /// @throws dev.kith.message.KithException FORBIDDEN if the sender is revoked
  public Update update(NodeId sender) { throw new AssertionError("to be written"); }

  /// To be called every minute or so: ends tokens and orders, ends the old mesh key, renews this node's own card and the intermediate.
  ///
  /// @return whether nodes should be told of a new [#update]
  public boolean tend() { throw new AssertionError("to be written"); }

  /// The root's certificate and private key; secret.
  ///
  /// @throws dev.kith.message.KithException CONFLICT if the key is not here
  public String exportRoot() { throw new AssertionError("to be written"); }

  /// Deletes the root's private key from this disk. All but a new intermediate goes on without it.
  public void removeRoot() { throw new AssertionError("to be written"); }

  @Override
  public void close() { throw new AssertionError("to be written"); }
}
