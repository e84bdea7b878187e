package dev.kith.handshake;

import dev.kith.crypto.Digests;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;

/// The same bytes for the same seed: draw n is SHA-256(seed, n), 4 bytes each, cut to length. Remembers what it gave.
final class Seeded extends SecureRandom {
  private static final long serialVersionUID = 1L;
  private final int seed;
  private final transient List<byte[]> draws = new ArrayList<>();

  Seeded(int seed) { this.seed = seed; }

  @Override
  public void nextBytes(byte[] bytes) {
    byte[] drawn = Digests.sha256Bytes(ByteBuffer.allocate(8).putInt(seed).putInt(draws.size()).array());
    System.arraycopy(drawn, 0, bytes, 0, bytes.length);
    draws.add(bytes.clone());
  }

  /// The draws of 32 bytes. Initiator: ML-KEM's d and z, ephemeral key; responder: ML-KEM's m, ephemeral key.
  List<byte[]> secrets() { return draws.stream().filter(draw -> draw.length == 32).toList(); }
}
