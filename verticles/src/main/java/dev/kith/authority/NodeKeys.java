package dev.kith.authority;

import dev.kith.crypto.Base64Url;
import dev.kith.crypto.CertificateRequest;
import dev.kith.crypto.Digests;
import dev.kith.crypto.Identity;
import dev.kith.crypto.IdentityKeys;
import dev.kith.crypto.P256Key;
import dev.kith.crypto.SigningKey;
import dev.kith.model.NodeId;
import dev.kith.model.Role;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// The keys of a node that wants to join: it keeps two of them for good, the third belongs to its first certificate.
///
/// @param node X25519, `<data>/node.key`
/// @param identity Ed25519, `<data>/mesh/identity.key`
/// @param tls secret
public record NodeKeys(Identity node, SigningKey identity, P256Key tls) {
  private static final String NONE = Base64Url.encode(new byte[64]);

  /// Blocks on the disk.
  public static NodeKeys loadOrCreate(Path data) {
    return new NodeKeys(Identity.loadOrCreate(data.resolve("node.key")),
        SigningKey.loadOrCreate(MeshFiles.of(data).identityKey()), P256Key.generate());
  }

  public NodeId nodeId() { return node.nodeId(); }

  /// What to send to the authority. The token's fingerprint of the root is signed with it.
  ///
  /// @throws dev.kith.message.KithException INVALID if the text is not a token
  public Enrolment enrolment(String token, Own own, Optional<Role> role) {
    TokenText parsed = TokenText.parse(token);
    Enrolment unsigned = new Enrolment(token, Base64Url.encode(CertificateRequest.make(tls, List.of())), own.name(), role,
        own.addresses(), own.ports(), Base64Url.encode(node.publicKey()), Base64Url.encode(IdentityKeys.publicKey(identity)),
        NONE);
    byte[] signature = identity.sign(Transcripts.enrolment(unsigned, parsed.id(), parsed.root()));
    return unsigned.signed(Base64Url.encode(signature));
  }

  /// What this node serves for that challenge.
  public String answer(String challenge) { return answer(challenge, IdentityKeys.publicKey(identity)); }

  static String answer(String challenge, byte[] identityKey) { return challenge + "." + IdentityKeys.thumbprint(identityKey); }

  static NodeId idOf(byte[] staticKey) { return new NodeId(Digests.sha256(staticKey).hex().substring(0, 32)); }

  @Override
  public String toString() { return "NodeKeys[" + nodeId() + "]"; }
}
