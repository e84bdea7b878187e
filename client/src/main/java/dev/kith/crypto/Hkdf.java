package dev.kith.crypto;

import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// HKDF-SHA-256 (RFC 5869). Thread-safe. On [Mac] and not on the JDK's KDF, as Noise calls it with no keying material at all.
public final class Hkdf {
  private static final int HASH_BYTES = 32;
  private static final int BYTES_MAX = 255 * HASH_BYTES;

  private Hkdf() {}

  /// @param salt empty for none
  /// @param secret the keying material; may be empty
  /// @param info what the result is for
  /// @param count bytes of the result, 1 to 8160
  public static byte[] sha256(byte[] salt, byte[] secret, byte[] info, int count) {
    if (count < 1 || count > BYTES_MAX)
      throw new IllegalArgumentException("HKDF: " + count + " bytes, must be from 1 to " + BYTES_MAX);
    byte[] extracted = Macs.hmacSha256(salt.length == 0 ? new byte[HASH_BYTES] : salt, secret);
    byte[] expanded = expand(extracted, info, count);
    Arrays.fill(extracted, (byte) 0);
    return expanded;
  }

  private static byte[] expand(byte[] key, byte[] info, int count) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      byte[] expanded = new byte[count];
      byte[] block = {};
      for (int at = 0, number = 1; at < count; at += HASH_BYTES, number++) {
        mac.update(block);
        mac.update(info);
        mac.update((byte) number);
        block = mac.doFinal();
        System.arraycopy(block, 0, expanded, at, Math.min(HASH_BYTES, count - at));
      }
      Arrays.fill(block, (byte) 0);
      return expanded;
    } catch (GeneralSecurityException e) {
      throw new AssertionError("every JDK has HmacSHA256", e);
    }
  }
}
