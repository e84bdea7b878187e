package dev.kith.crypto;

import dev.kith.model.Blob;
import java.io.IOException;
import org.bouncycastle.asn1.edec.EdECObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.math.ec.rfc8032.Ed25519;

/// @param point parsed once, which makes each check cheaper
/// @param encoded SubjectPublicKeyInfo
record Ed25519Verifier(Ed25519.PublicPoint point, Blob encoded) implements VerifyingKey {
  static Ed25519Verifier ofPoint(byte[] point) {
    Ed25519.PublicPoint parsed = point.length == Ed25519.PUBLIC_KEY_SIZE ? Ed25519.validatePublicKeyFullExport(point, 0) : null;
    if (parsed == null)
      throw new IllegalArgumentException("public key is not a point of Ed25519");
    return new Ed25519Verifier(parsed, new Blob(spki(point)));
  }

  private static byte[] spki(byte[] point) {
    try {
      return new SubjectPublicKeyInfo(new AlgorithmIdentifier(EdECObjectIdentifiers.id_Ed25519), point).getEncoded("DER");
    } catch (IOException e) {
      throw new AssertionError("encoding into memory does no I/O", e);
    }
  }

  @Override
  public String alg() { return "EdDSA"; }

  @Override
  public byte[] spki() { return encoded.bytes().clone(); }

  @Override
  public boolean verify(byte[] message, byte[] signature) {
    return signature.length == Ed25519.SIGNATURE_SIZE && Ed25519.verify(signature, 0, point, message, 0, message.length);
  }
}
