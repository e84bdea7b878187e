package dev.kith.crypto;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.X509EncodedKeySpec;

/// RSASSA-PKCS1-v1_5 with SHA-256.
record RsaVerifier(PublicKey key) implements VerifyingKey {
  static RsaVerifier ofSpki(byte[] spki) {
    try {
      RSAPublicKey key = (RSAPublicKey) KeyFactory.getInstance("RSA").generatePublic(new X509EncodedKeySpec(spki));
      int bits = key.getModulus().bitLength();
      if (bits < 2048 || bits > 16_384)
        throw new IllegalArgumentException("RSA key must have from 2048 to 16384 bits, not " + bits);
      return new RsaVerifier(key);
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException("public key is not an RSA key", e);
    }
  }

  @Override
  public String alg() { return "RS256"; }

  @Override
  public byte[] spki() { return key.getEncoded(); }

  @Override
  public boolean verify(byte[] message, byte[] signature) {
    try {
      Signature check = Signature.getInstance("SHA256withRSA");
      check.initVerify(key);
      check.update(message);
      return check.verify(signature);
    } catch (SignatureException wrongForm) {
      return false;
    } catch (GeneralSecurityException e) {
      throw new AssertionError("every JDK has SHA256withRSA", e);
    }
  }
}
