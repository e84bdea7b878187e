package dev.kith.crypto;

import java.security.SecureRandom;

/// Unguessable bytes and texts. Thread-safe.
public final class Randoms {
  private static final SecureRandom RANDOM = new SecureRandom();

  private Randoms() {}

  /// @param count 1 to 1024
  public static byte[] bytes(int count) {
    if (count < 1 || count > 1024)
      throw new IllegalArgumentException("random bytes: " + count + " is not within 1..1024");
    byte[] bytes = new byte[count];
    RANDOM.nextBytes(bytes);
    return bytes;
  }

  /// @param bytes of randomness, 1 to 1024
  /// @return them as base64url without padding
  public static String token(int bytes) { return Base64Url.encode(bytes(bytes)); }
}
