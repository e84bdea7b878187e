package dev.kith.crypto;

import dev.kith.model.Blob;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.spec.X509EncodedKeySpec;

/// @param key the same as `check`
/// @param encoded SubjectPublicKeyInfo, 91 bytes
record P256Verifier(P256 check, PublicKey key, Blob encoded) implements VerifyingKey {
  static P256Verifier ofSpki(byte[] der) {
    try {
      return new P256Verifier(P256.ofSpki(der), KeyFactory.getInstance("EC").generatePublic(new X509EncodedKeySpec(der)),
          new Blob(der.clone()));
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException("public key is not a point of P-256", e);
    }
  }

  @Override
  public String alg() { return "ES256"; }

  @Override
  public byte[] spki() { return encoded.bytes().clone(); }

  @Override
  public boolean verify(byte[] message, byte[] signature) { return check.verify(message, signature); }
}
