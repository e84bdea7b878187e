package dev.kith.crypto;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.IvParameterSpec;

/// Seals and opens under one key with ChaCha20-Poly1305 (RFC 8439) and the nonces of Noise 12.3: 32 zero bits, then a counter of
/// 64 bits, little endian. The caller never seals twice with the same counter. Keeps its cipher, which costs more to find than to
/// use. Confined.
public final class Aead {
  public static final int KEY_BYTES = 32;
  public static final int TAG_BYTES = 16;

  private static final int NONCE_BYTES = 12;
  private static final byte[] NOTHING = {};

  private final Cipher cipher;
  private final WipedKey key;
  private final ByteBuffer nonce = ByteBuffer.allocate(NONCE_BYTES).order(ByteOrder.LITTLE_ENDIAN);

  private Aead(Cipher cipher, WipedKey key) {
    this.cipher = cipher;
    this.key = key;
  }

  /// @param key exactly 32 bytes, copied
  public static Aead of(byte[] key) {
    if (key.length != KEY_BYTES)
      throw new IllegalArgumentException("AEAD key must have " + KEY_BYTES + " bytes, not " + key.length);
    try {
      return new Aead(Cipher.getInstance("ChaCha20-Poly1305"), new WipedKey(key.clone()));
    } catch (GeneralSecurityException e) {
      throw new AssertionError("every JDK has ChaCha20-Poly1305", e);
    }
  }

  public byte[] seal(long counter, byte[] aad, byte[] plain) {
    byte[] sealed = new byte[plain.length + TAG_BYTES];
    seal(counter, aad, plain, sealed, 0);
    return sealed;
  }

  /// @param frame its first `at` bytes are bound, after `aad`; the rest, which is as long as `plain` and a tag, is written
  public void seal(long counter, byte[] aad, byte[] plain, byte[] frame, int at) {
    try {
      start(Cipher.ENCRYPT_MODE, counter, aad, frame, at);
      cipher.doFinal(plain, 0, plain.length, frame, at);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("cannot seal under counter " + counter, e);
    }
  }

  /// @throws SealBrokenException if these are not bytes that this key sealed with this counter and `aad`
  public byte[] open(long counter, byte[] aad, byte[] sealed) { return open(counter, aad, sealed, 0); }

  /// @param frame as [#seal(long, byte\[\], byte\[\], byte\[\], int)] made it
  /// @throws SealBrokenException if it did not
  public byte[] open(long counter, byte[] aad, byte[] frame, int at) {
    if (frame.length - at < TAG_BYTES)
      throw new SealBrokenException("sealed bytes are cut off: " + (frame.length - at) + ", at least " + TAG_BYTES, null);
    try {
      start(Cipher.DECRYPT_MODE, counter, aad, frame, at);
      return cipher.doFinal(frame, at, frame.length - at);
    } catch (AEADBadTagException e) {
      throw new SealBrokenException("sealed bytes do not open: changed, or sealed by another key or for another place", e);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("cannot open under counter " + counter, e);
    }
  }

  /// Forgets the key, as far as the JDK lets go of it: afterwards nothing can be sealed or opened.
  public void wipe() {
    key.destroy();
    try {
      cipher.init(Cipher.DECRYPT_MODE, new WipedKey(new byte[KEY_BYTES]), new IvParameterSpec(new byte[NONCE_BYTES]));
    } catch (GeneralSecurityException e) {
      throw new AssertionError("any 32 bytes are a key", e);
    }
  }

  @Override
  public String toString() { return "Aead"; }

  private void start(int mode, long counter, byte[] aad, byte[] frame, int at) throws GeneralSecurityException {
    if (key.isDestroyed())
      throw new IllegalStateException("this key is wiped");
    nonce.putLong(NONCE_BYTES - Long.BYTES, counter);
    cipher.init(mode, key, new IvParameterSpec(nonce.array()));
    cipher.updateAAD(aad);
    if (at > 0)
      cipher.updateAAD(frame, 0, at);
  }

  /// The JDK's own key class can't be wiped.
  private static final class WipedKey implements SecretKey {
    private static final long serialVersionUID = 1L;
    private final transient byte[] bytes;
    private transient boolean wiped;

    WipedKey(byte[] bytes) { this.bytes = bytes; }

    @Override
    public String getAlgorithm() { return "ChaCha20"; }

    @Override
    public String getFormat() { return "RAW"; }

    @Override
    public byte[] getEncoded() { return wiped ? NOTHING : bytes.clone(); }

    @Override
    public void destroy() {
      Arrays.fill(bytes, (byte) 0);
      wiped = true;
    }

    @Override
    public boolean isDestroyed() { return wiped; }
  }
}
