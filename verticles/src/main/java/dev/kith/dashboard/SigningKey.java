package dev.kith.dashboard;

import dev.kith.model.Blob;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/// The public half of what signs jobs, as pages pin it.
///
/// @param spki DER
/// @param algorithm as in a JWS header: `EdDSA` or `RS256`
public record SigningKey(Blob spki, String algorithm) {
  String base64() { return Base64.getEncoder().encodeToString(spki.bytes()); }

  /// SHA-256 of the SPKI, base64url without padding: 43 characters.
  String fingerprint() {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(spki.bytes());
      return Base64.getUrlEncoder().withoutPadding().encodeToString(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every JDK has SHA-256", e);
    }
  }
}
