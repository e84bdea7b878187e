package dev.kith.crypto;

import dev.kith.model.Digest;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/// SHA-256. Thread-safe.
public final class Digests {
  private Digests() {}

  public static Digest sha256(byte[] bytes) { return Digest.of(sha256Bytes(bytes)); }

  public static Digest sha256Utf8(String text) { return sha256(text.getBytes(StandardCharsets.UTF_8)); }

  /// 32 bytes.
  public static byte[] sha256Bytes(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(bytes);
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every JDK has SHA-256", e);
    }
  }
}
