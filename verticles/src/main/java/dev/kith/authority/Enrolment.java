package dev.kith.authority;

import dev.kith.message.Limits;
import dev.kith.message.NodeCard.Ports;
import dev.kith.model.Role;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/// A joining node -> the authority.
///
/// @param token secret
/// @param csr PKCS #10, DER, base64url
/// @param role what it expects to become; a token for another role is refused
/// @param addresses where it can be challenged; none for a token of a node that only dials out
/// @param staticKey X25519 public key, base64url
/// @param identityKey Ed25519 public key, base64url
/// @param signature by the identity key over [Transcripts#enrolment], base64url
public record Enrolment(String token, String csr, String name, Optional<Role> role, List<String> addresses, Ports ports,
    String staticKey, String identityKey, String signature) {
  /// As JSON, bytes.
  public static final int BYTES_MAX = 16 * 1024;

  public Enrolment {
    Limits.length("token", token, 1, 200);
    Limits.length("csr", csr, 1, 4_096);
    addresses = new Own(name, addresses, ports).addresses();
    Objects.requireNonNull(role);
    Limits.length("staticKey", staticKey, 43, 43);
    Limits.length("identityKey", identityKey, 43, 43);
    Limits.length("signature", signature, 86, 86);
  }

  Enrolment signed(String by) { return new Enrolment(token, csr, name, role, addresses, ports, staticKey, identityKey, by); }

  @Override
  public String toString() { return "Enrolment[" + name + "]"; }
}
