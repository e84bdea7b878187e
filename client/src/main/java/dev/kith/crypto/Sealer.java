package dev.kith.crypto;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.KDF;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.HKDFParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/// Seals bytes under one 256-bit key with AES-256-GCM (NIST SP 800-38D). Thread-safe.
///
/// | field      | bytes | |
/// |------------|-------|---|
/// | nonce      | 12    | random |
/// | ciphertext | as many as the plain text | |
/// | tag        | 16    | over `aad` and ciphertext |
///
/// Nonces are random, so a key is good for 2^32 seals (SP 800-38D 8.3: a repeat is then less likely than 2^-32). Whoever seals
/// more derives a key for each part of its data.
public final class Sealer {
  public static final int KEY_BYTES = 32;
  /// What sealing adds to the plain text, bytes.
  public static final int OVERHEAD_BYTES = 28;

  private static final int NONCE_BYTES = 12;
  private static final int TAG_BITS = 128;
  private static final SecureRandom RANDOM = new SecureRandom();

  private final SecretKey key;

  private Sealer(SecretKey key) { this.key = key; }

  /// @param key exactly 32 bytes, uniformly random; copied
  public static Sealer of(byte[] key) {
    if (key.length != KEY_BYTES)
      throw new IllegalArgumentException("sealing key must have " + KEY_BYTES + " bytes, not " + key.length);
    return new Sealer(new SecretKeySpec(key, "AES"));
  }

  /// A sealer with a key of its own (HKDF-SHA-256, RFC 5869, empty salt, `info` = purpose), so that what one seals another can't open.
  public Sealer derived(String purpose) {
    try {
      HKDFParameterSpec parameters = HKDFParameterSpec.ofExtract().addIKM(key)
          .thenExpand(purpose.getBytes(StandardCharsets.UTF_8), KEY_BYTES);
      return of(KDF.getInstance("HKDF-SHA256").deriveData(parameters));
    } catch (GeneralSecurityException e) {
      throw new AssertionError("JDK 25 has HKDF-SHA256", e);
    }
  }

  /// @param aad not sealed but bound: the same must be given to [#open]
  public byte[] seal(byte[] aad, byte[] plain) {
    byte[] nonce = new byte[NONCE_BYTES];
    RANDOM.nextBytes(nonce);
    try {
      byte[] sealed = Arrays.copyOf(nonce, OVERHEAD_BYTES + plain.length);
      cipher(Cipher.ENCRYPT_MODE, nonce, aad).doFinal(plain, 0, plain.length, sealed, NONCE_BYTES);
      return sealed;
    } catch (GeneralSecurityException e) {
      throw new AssertionError("every JDK has AES-GCM", e);
    }
  }

  /// @throws SealBrokenException if these are not bytes that this key sealed with this `aad`
  public byte[] open(byte[] aad, byte[] sealed) {
    if (sealed.length < OVERHEAD_BYTES)
      throw new SealBrokenException("sealed bytes are cut off: " + sealed.length + ", at least " + OVERHEAD_BYTES, null);
    try {
      byte[] nonce = Arrays.copyOf(sealed, NONCE_BYTES);
      return cipher(Cipher.DECRYPT_MODE, nonce, aad).doFinal(sealed, NONCE_BYTES, sealed.length - NONCE_BYTES);
    } catch (AEADBadTagException e) {
      throw new SealBrokenException("sealed bytes do not open: changed, or sealed by another key or for another place", e);
    } catch (GeneralSecurityException e) {
      throw new AssertionError("every JDK has AES-GCM", e);
    }
  }

  private Cipher cipher(int mode, byte[] nonce, byte[] aad) throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
    cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
    cipher.updateAAD(aad);
    return cipher;
  }
}
