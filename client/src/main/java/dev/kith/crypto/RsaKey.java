package dev.kith.crypto;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.RSAPublicKeySpec;

/// RSASSA-PKCS1-v1_5 with SHA-256, for keys of the predecessor. The JDK's, which is the faster here.
final class RsaKey implements SigningKey {
  private final PrivateKey key;
  private final RsaVerifier verifier;

  private RsaKey(PrivateKey key, RsaVerifier verifier) {
    this.key = key;
    this.verifier = verifier;
  }

  /// @throws IllegalArgumentException if this is no RSA key with public exponent, or of another size than allowed
  static RsaKey of(byte[] pkcs8) {
    try {
      KeyFactory keys = KeyFactory.getInstance("RSA");
      if (!(keys.generatePrivate(new PKCS8EncodedKeySpec(pkcs8)) instanceof RSAPrivateCrtKey key))
        throw new IllegalArgumentException("RSA signing key lacks its public exponent");
      byte[] spki = keys.generatePublic(new RSAPublicKeySpec(key.getModulus(), key.getPublicExponent())).getEncoded();
      RsaKey signing = new RsaKey(key, RsaVerifier.ofSpki(spki));
      byte[] probe = {1};
      if (!signing.verifier.verify(probe, signing.sign(probe)))
        throw new IllegalArgumentException("RSA signing key does not match its own public part");
      return signing;
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException("signing key is not an RSA key in PKCS #8", e);
    }
  }

  @Override
  public String alg() { return verifier.alg(); }

  @Override
  public byte[] sign(byte[] message) {
    try {
      Signature signature = Signature.getInstance("SHA256withRSA");
      signature.initSign(key);
      signature.update(message);
      return signature.sign();
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException("RSA signing key cannot sign", e);
    }
  }

  @Override
  public byte[] pkcs8() { return key.getEncoded(); }

  @Override
  public VerifyingKey verifyingKey() { return verifier; }

  @Override
  public String toString() { return "RsaKey[" + fingerprint() + "]"; }
}
