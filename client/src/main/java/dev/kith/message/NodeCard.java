package dev.kith.message;

import dev.kith.model.Digest;
import dev.kith.model.NodeId;
import dev.kith.model.Role;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;

/// What the authority of a mesh signed about a node. Peers believe cards, never claims. Travels as a compact JWS
/// (`typ` [#TYP], ES256, signed by the mesh's intermediate) with this record's JSON as its payload.
///
/// @param mesh 32 hex digits: the first 16 bytes of SHA-256 of the root's public key (SPKI)
/// @param node the first 16 bytes of SHA-256 of `staticKey`
/// @param serial of the TLS certificate that was issued with it, lower-case hex, 1 to 40 digits
/// @param name what people call it, 1 to 64 characters
/// @param staticKey X25519 public key, 32 bytes, base64url
/// @param identityKey Ed25519 public key, 32 bytes, base64url
/// @param tlsKey SHA-256 of the public key (SPKI) of its TLS certificate
/// @param addresses IP literals and host names at which others reach it, best first, 0 (it only dials out) to 16
/// @param ports where it listened when the card was made; a hint
public record NodeCard(String mesh, NodeId node, String serial, String name, Role role, String staticKey, String identityKey,
    Digest tlsKey, List<String> addresses, Ports ports, Instant notBefore, Instant notAfter) {
  public static final String TYP = "kith-card+jws";
  public static final int ADDRESSES_MAX = 16;
  /// Characters of one.
  public static final int ADDRESS_MAX = 100;
  private static final Pattern MESH = Pattern.compile("[0-9a-f]{32}");
  private static final Pattern SERIAL = Pattern.compile("[0-9a-f]{1,40}");

  /// @param http its door, which also takes peer links (`/ws/peer`)
  /// @param cluster Hazelcast member traffic
  /// @param bus event-bus connections
  public record Ports(int http, int cluster, int bus) {
    public Ports {
      Limits.range("ports.http", http, 0, 65_535);
      Limits.range("ports.cluster", cluster, 0, 65_535);
      Limits.range("ports.bus", bus, 0, 65_535);
    }
  }

  public NodeCard {
    Objects.requireNonNull(node);
    Objects.requireNonNull(role);
    Objects.requireNonNull(ports);
    if (!MESH.matcher(mesh).matches())
      throw KithException.invalid("mesh must be 32 hex digits");
    if (!SERIAL.matcher(serial).matches())
      throw KithException.invalid("serial must be 1 to 40 hex digits");
    Limits.label("name", name, 1, 64);
    Limits.length("staticKey", staticKey, 43, 43);
    Limits.length("identityKey", identityKey, 43, 43);
    Limits.range("addresses (their number)", addresses.size(), 0, ADDRESSES_MAX);
    addresses.forEach(address -> Limits.length("addresses", address, 2, ADDRESS_MAX));
    addresses = List.copyOf(addresses);
    if (!notBefore.isBefore(notAfter))
      throw KithException.invalid("notAfter must be after notBefore");
  }
}
