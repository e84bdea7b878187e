package dev.kith.authority;

import dev.kith.crypto.Base64Url;
import dev.kith.crypto.Digests;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/// What a challenge is answered with (RFC 8555 8.1): the token, a dot, and the thumbprint (RFC 7638) of the identity key as a JWK.
final class KeyAuthorization {
  static final String PATH = "/.well-known/acme-challenge/";
  /// 128 bits, base64url.
  static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9_-]{22}");
  static final int TOKEN_BYTES = 16;

  private KeyAuthorization() {}

  /// @param identityKey Ed25519, 32 bytes, base64url
  static String of(String token, String identityKey) {
    String jwk = "{\"crv\":\"Ed25519\",\"kty\":\"OKP\",\"x\":\"" + identityKey + "\"}";
    return token + "." + Base64Url.encode(Digests.sha256(jwk.getBytes(StandardCharsets.US_ASCII)).bytes());
  }
}
