package dev.kith.handshake;

import dev.kith.crypto.Aead;
import dev.kith.crypto.Hkdf;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// The keys of one direction, one after another: each step gives a key and the secret of the steps after it, and forgets what it came
/// from. Confined.
final class Ratchet {
  private static final int KEY_BYTES = Aead.KEY_BYTES;
  private static final byte[] NO_SALT = {};
  private static final byte[] START = "kith/session/1".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] STEP = "kith/rekey/1".getBytes(StandardCharsets.US_ASCII);

  private final byte[] chain;

  private Ratchet(byte[] chain) { this.chain = chain; }

  /// @param key of this direction, from the handshake; wiped
  /// @param hash of the whole handshake
  static Ratchet start(byte[] key, byte[] hash) {
    Ratchet ratchet = new Ratchet(Hkdf.sha256(hash, key, START, KEY_BYTES));
    Arrays.fill(key, (byte) 0);
    return ratchet;
  }

  /// The key of the next epoch.
  Aead step() {
    byte[] derived = advance();
    byte[] bytes = Arrays.copyOf(derived, KEY_BYTES);
    Aead key = Aead.of(bytes);
    Arrays.fill(bytes, (byte) 0);
    Arrays.fill(derived, (byte) 0);
    return key;
  }

  /// Past epochs of which nothing was seen.
  Ratchet skip(int epochs) {
    for (int i = 0; i < epochs; i++)
      Arrays.fill(advance(), (byte) 0);
    return this;
  }

  /// For a step that may have to be taken back.
  Ratchet copy() { return new Ratchet(chain.clone()); }

  void wipe() { Arrays.fill(chain, (byte) 0); }

  private byte[] advance() {
    byte[] derived = Hkdf.sha256(NO_SALT, chain, STEP, 2 * KEY_BYTES);
    System.arraycopy(derived, KEY_BYTES, chain, 0, KEY_BYTES);
    return derived;
  }
}
