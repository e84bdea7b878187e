package dev.kith.access;

import dev.kith.crypto.Macs;
import dev.kith.model.Blob;
import dev.kith.model.Digest;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.random.RandomGenerator;

/// Turns secrets into what is kept of them: HMAC-SHA-256 under a key of this node. Since nobody else can compute these, looking
/// one up in a hash map tells a guesser nothing by its timing.
record Pepper(Blob key) {
  static final int BYTES = 32;

  Pepper {
    if (key.bytes().length != BYTES)
      throw new IllegalArgumentException("pepper: " + key.bytes().length + " bytes, expected " + BYTES);
  }

  static Pepper random(RandomGenerator random) {
    byte[] key = new byte[BYTES];
    random.nextBytes(key);
    return new Pepper(new Blob(key));
  }

  /// @param kind keeps apart secrets of different use; without a zero byte
  Digest hash(String kind, byte[] secret) {
    ByteArrayOutputStream input = new ByteArrayOutputStream();
    input.writeBytes(kind.getBytes(StandardCharsets.UTF_8));
    input.write(0);
    input.writeBytes(secret);
    return Digest.of(Macs.hmacSha256(key.bytes(), input.toByteArray()));
  }

  Digest hash(String kind, String secret) { return hash(kind, secret.getBytes(StandardCharsets.UTF_8)); }

  @Override
  public String toString() { return "Pepper[]"; }
}
