package dev.kith.crypto;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// HMAC-SHA-256 (RFC 2104) and comparison without a timing tell. Thread-safe.
public final class Macs {
  private Macs() {}

  /// @param key at least 1 byte; 32 for full strength
  /// @return 32 bytes
  public static byte[] hmacSha256(byte[] key, byte[] message) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      return mac.doFinal(message);
    } catch (GeneralSecurityException e) {
      throw new AssertionError("every JDK has HmacSHA256", e);
    }
  }

  /// Takes as long whatever the first difference; only lengths show.
  public static boolean constantTimeEquals(byte[] a, byte[] b) { return MessageDigest.isEqual(a, b); }
}
