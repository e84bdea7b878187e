package dev.kith.crypto;

import java.security.SecureRandom;
import java.util.Arrays;
import org.bouncycastle.math.ec.rfc7748.X25519;

/// An X25519 key pair; of one handshake, unless it is within an [Identity]. Never prints its private half. Confined.
public final class X25519Key implements KeyAgreement {
  private final byte[] secret;
  private final byte[] publicKey = new byte[BYTES];

  private X25519Key(byte[] secret) {
    this.secret = secret;
    X25519.generatePublicKey(secret, 0, publicKey, 0);
  }

  public static X25519Key generate(SecureRandom random) {
    byte[] secret = new byte[BYTES];
    random.nextBytes(secret);
    return new X25519Key(secret);
  }

  /// @param secret exactly 32 bytes, copied; clamped in use (RFC 7748 5), kept as they are
  public static X25519Key of(byte[] secret) {
    if (secret.length != BYTES)
      throw new IllegalArgumentException("X25519 private key must have " + BYTES + " bytes, not " + secret.length);
    return new X25519Key(secret.clone());
  }

  @Override
  public byte[] publicKey() { return publicKey.clone(); }

  @Override
  public byte[] agree(byte[] theirPublic) {
    if (theirPublic.length != BYTES)
      throw new IllegalArgumentException("X25519 public key must have " + BYTES + " bytes, not " + theirPublic.length);
    if (!canonical(theirPublic))
      throw new IllegalArgumentException("X25519 public key is not the canonical form of a number below 2^255 - 19");
    byte[] agreed = new byte[BYTES];
    if (!X25519.calculateAgreement(secret, 0, theirPublic, 0, agreed, 0))
      throw new IllegalArgumentException("X25519 public key is a point of small order");
    return agreed;
  }

  /// Forgets the private half; the key must not be used any more.
  public void wipe() { Arrays.fill(secret, (byte) 0); }

  @Override
  public String toString() { return "X25519Key"; }

  /// p = 2^255 - 19, little endian: ed ff ... ff 7f. Public keys are public: this may take its time as it likes.
  private static boolean canonical(byte[] u) {
    if (u[31] < 0)
      return false;
    if ((u[0] & 0xff) < 0xed || u[31] != 0x7f)
      return true;
    for (int i = 1; i < 31; i++) {
      if (u[i] != (byte) 0xff)
        return true;
    }
    return false;
  }
}
