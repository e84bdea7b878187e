package dev.kith.crypto;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.spec.NamedParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.HexFormat;
import javax.crypto.KEM;

/// A key pair of ML-KEM-768 (FIPS 203), of one handshake. Keys travel as their raw bytes. Never prints its private half.
public final class MlKem768 {
  /// Of an encapsulation key.
  public static final int KEY_BYTES = 1_184;
  public static final int CIPHERTEXT_BYTES = 1_088;
  public static final int SECRET_BYTES = 32;

  private static final int PRIVATE_BYTES = 2_400;
  /// What comes before the raw key in SubjectPublicKeyInfo and in PKCS #8.
  private static final byte[] SPKI = HexFormat.of().parseHex("308204b2300b0609608648016503040402038204a100");
  private static final byte[] PKCS8 = HexFormat.of().parseHex("30820978020100300b06096086480165030404020482096404820960");

  private final byte[] encapsulationKey;
  private final PrivateKey secret;

  private MlKem768(byte[] encapsulationKey, PrivateKey secret) {
    this.encapsulationKey = encapsulationKey;
    this.secret = secret;
  }

  /// @param ciphertext for the owner of the key
  /// @param secret 32 bytes, uniform, which its owner finds in the ciphertext
  @SuppressWarnings("ArrayRecordComponent") // taken apart at once
  public record Encapsulated(byte[] ciphertext, byte[] secret) {
    @Override
    public String toString() { return "Encapsulated"; }
  }

  public static MlKem768 generate(SecureRandom random) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("ML-KEM");
      generator.initialize(NamedParameterSpec.ML_KEM_768, random);
      KeyPair pair = generator.generateKeyPair();
      byte[] spki = pair.getPublic().getEncoded();
      return new MlKem768(Arrays.copyOfRange(spki, SPKI.length, spki.length), pair.getPrivate());
    } catch (GeneralSecurityException e) {
      throw missing(e);
    }
  }

  /// For known answers: FIPS 203's expanded decapsulation key.
  static MlKem768 ofExpanded(byte[] decapsulationKey) {
    requireLength("decapsulation key", decapsulationKey, PRIVATE_BYTES);
    try {
      PrivateKey key = KeyFactory.getInstance("ML-KEM").generatePrivate(new PKCS8EncodedKeySpec(joined(PKCS8, decapsulationKey)));
      return new MlKem768(Arrays.copyOfRange(decapsulationKey, 1_152, 1_152 + KEY_BYTES), key);
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException("ML-KEM-768 decapsulation key is not one", e);
    }
  }

  /// @param encapsulationKey the other end's; anything at all
  /// @throws IllegalArgumentException if it has not [#KEY_BYTES] bytes or is not a key (FIPS 203 7.2)
  public static Encapsulated encapsulate(byte[] encapsulationKey, SecureRandom random) {
    requireLength("encapsulation key", encapsulationKey, KEY_BYTES);
    try {
      PublicKey key = KeyFactory.getInstance("ML-KEM").generatePublic(new X509EncodedKeySpec(joined(SPKI, encapsulationKey)));
      KEM.Encapsulated made = KEM.getInstance("ML-KEM").newEncapsulator(key, random).encapsulate();
      return new Encapsulated(made.encapsulation(), made.key().getEncoded());
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException("ML-KEM-768 encapsulation key is not one", e);
    }
  }

  /// @param ciphertext anything at all; one that was made for another key gives a secret that nobody else has
  /// @return 32 bytes
  /// @throws IllegalArgumentException if it has not [#CIPHERTEXT_BYTES] bytes
  public byte[] decapsulate(byte[] ciphertext) {
    requireLength("ciphertext", ciphertext, CIPHERTEXT_BYTES);
    try {
      return KEM.getInstance("ML-KEM").newDecapsulator(secret).decapsulate(ciphertext).getEncoded();
    } catch (GeneralSecurityException e) {
      throw missing(e);
    }
  }

  /// [#KEY_BYTES] bytes, a copy.
  public byte[] encapsulationKey() { return encapsulationKey.clone(); }

  @Override
  public String toString() { return "MlKem768"; }

  private static void requireLength(String what, byte[] bytes, int expected) {
    if (bytes.length != expected)
      throw new IllegalArgumentException("ML-KEM-768 " + what + " must have " + expected + " bytes, not " + bytes.length);
  }

  private static byte[] joined(byte[] start, byte[] rest) {
    byte[] all = Arrays.copyOf(start, start.length + rest.length);
    System.arraycopy(rest, 0, all, start.length, rest.length);
    return all;
  }

  private static AssertionError missing(GeneralSecurityException cause) { return new AssertionError("JDK 25 has ML-KEM", cause); }
}
