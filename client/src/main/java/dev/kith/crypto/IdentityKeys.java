package dev.kith.crypto;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.bouncycastle.math.ec.rfc8032.Ed25519;

/// The Ed25519 key by which a node vouches for what it asks of the authority.
public final class IdentityKeys {
  private IdentityKeys() {}

  /// The public half, 32 bytes.
  ///
  /// @throws IllegalArgumentException if it is not Ed25519
  public static byte[] publicKey(SigningKey key) {
    if (!(key.verifyingKey() instanceof Ed25519Verifier verifier))
      throw new IllegalArgumentException("identity key must be Ed25519, not " + key.alg());
    byte[] spki = verifier.spki();
    return Arrays.copyOfRange(spki, spki.length - Ed25519.PUBLIC_KEY_SIZE, spki.length);
  }

  /// @param publicKey 32 bytes
  /// @throws IllegalArgumentException if it is no point of the curve, or one of small order
  public static VerifyingKey ofPublic(byte[] publicKey) { return Ed25519Verifier.ofPoint(publicKey); }

  /// The thumbprint of the key as a JWK (RFC 7638 with SHA-256; members of RFC 8037), base64url.
  ///
  /// @param publicKey 32 bytes
  public static String thumbprint(byte[] publicKey) {
    String jwk = "{\"crv\":\"Ed25519\",\"kty\":\"OKP\",\"x\":\"" + Base64Url.encode(publicKey) + "\"}";
    return Base64Url.encode(Digests.sha256Bytes(jwk.getBytes(StandardCharsets.UTF_8)));
  }
}
