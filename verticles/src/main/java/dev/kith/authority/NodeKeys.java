package dev.kith.authority;

import dev.kith.crypto.Identity;
import dev.kith.crypto.P256Key;
import dev.kith.crypto.SigningKey;
import dev.kith.model.NodeId;
import dev.kith.model.Role;
import java.nio.file.Path;
import java.util.Optional;

/// The keys of a node that wants to join: it keeps two of them for good, the third belongs to its first certificate.
///
/// @param node X25519, `<data>/node.key`
/// @param identity Ed25519, `<data>/mesh/identity.key`
/// @param tls secret
@SuppressWarnings({"DoNotCallSuggester", "UnusedVariable"})
public record NodeKeys(Identity node, SigningKey identity, P256Key tls) {
  /// Blocks on the disk.
  public static NodeKeys loadOrCreate(Path data) { throw new AssertionError("to be written"); }

  public NodeId nodeId() { return node.nodeId(); }

  /// What to send to the authority. The token's fingerprint of the root is signed with it.
  ///
  /// @throws dev.kith.message.KithException INVALID if the text is not a token
  public Enrolment enrolment(String token, Own own, Optional<Role> role) { throw new AssertionError("to be written"); }

  /// What this node serves for that challenge.
  public String answer(String challenge) { throw new AssertionError("to be written"); }

  @Override
  public String toString() { return "NodeKeys[" + nodeId() + "]"; }
}
