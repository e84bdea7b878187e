package dev.kith.handshake;

import dev.kith.crypto.Aead;
import dev.kith.crypto.Digests;
import dev.kith.crypto.Hkdf;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// What both ends know so far: the hash of all that was said, and the keys that follow from all that was agreed (Noise 5.1, 5.2).
final class SymmetricState {
  private static final int HASH_BYTES = 32;
  private static final byte[] NOTHING = {};

  private byte[] hash;
  private byte[] chainingKey;
  /// Null as long as nothing was agreed.
  private Aead cipher;
  private long nonce;

  SymmetricState(String protocol) {
    byte[] name = protocol.getBytes(StandardCharsets.US_ASCII);
    hash = name.length <= HASH_BYTES ? Arrays.copyOf(name, HASH_BYTES) : sha256(name);
    chainingKey = hash.clone();
  }

  void mixHash(byte[] said) { hash = sha256(hash, said); }

  void mixKey(byte[] agreed) {
    byte[] keys = derived(agreed, 2);
    chain(keys);
    cipherFrom(keys, 1);
    Arrays.fill(keys, (byte) 0);
  }

  void mixKeyAndHash(byte[] psk) {
    byte[] keys = derived(psk, 3);
    chain(keys);
    mixHash(part(keys, 1));
    cipherFrom(keys, 2);
    Arrays.fill(keys, (byte) 0);
  }

  byte[] encryptAndHash(byte[] plain) {
    byte[] said = cipher == null ? plain : cipher.seal(nonce++, hash, plain);
    mixHash(said);
    return said;
  }

  /// @throws dev.kith.crypto.SealBrokenException if the other end has another state than this one, or did not say this
  byte[] decryptAndHash(byte[] said) {
    byte[] plain = cipher == null ? said : cipher.open(nonce++, hash, said);
    mixHash(said);
    return plain;
  }

  boolean encrypts() { return cipher != null; }

  /// The keys of both directions, initiator's first, and the end of this state.
  byte[][] split() {
    byte[] keys = derived(NOTHING, 2);
    byte[][] split = {part(keys, 0), part(keys, 1)};
    Arrays.fill(keys, (byte) 0);
    wipe();
    return split;
  }

  /// Names the whole handshake; no secret.
  byte[] hash() { return hash.clone(); }

  void wipe() {
    Arrays.fill(chainingKey, (byte) 0);
    if (cipher != null)
      cipher.wipe();
  }

  private byte[] derived(byte[] agreed, int count) { return Hkdf.sha256(chainingKey, agreed, NOTHING, count * HASH_BYTES); }

  private void chain(byte[] keys) {
    Arrays.fill(chainingKey, (byte) 0);
    chainingKey = part(keys, 0);
  }

  private void cipherFrom(byte[] keys, int number) {
    if (cipher != null)
      cipher.wipe();
    byte[] key = part(keys, number);
    cipher = Aead.of(key);
    Arrays.fill(key, (byte) 0);
    nonce = 0;
  }

  private static byte[] part(byte[] keys, int number) {
    return Arrays.copyOfRange(keys, number * HASH_BYTES, (number + 1) * HASH_BYTES);
  }

  private static byte[] sha256(byte[]... parts) { return Digests.sha256Bytes(Bytes.joined(parts)); }
}
