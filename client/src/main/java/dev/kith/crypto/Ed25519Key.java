package dev.kith.crypto;

import java.io.IOException;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.edec.EdECObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.crypto.params.Ed25519PrivateKeyParameters;
import org.bouncycastle.crypto.util.PrivateKeyFactory;
import org.bouncycastle.math.ec.rfc8032.Ed25519;

/// Ed25519 (RFC 8032) by BouncyCastle: measured on JDK 25 it signs in 25 us and verifies in 55, where the JDK's own takes 390 and 400.
final class Ed25519Key implements SigningKey {
  private final byte[] secret;
  private final byte[] point;
  private final Ed25519Verifier verifier;

  private Ed25519Key(Ed25519PrivateKeyParameters key) {
    secret = key.getEncoded();
    point = key.generatePublicKey().getEncoded();
    verifier = Ed25519Verifier.ofPoint(point);
  }

  static Ed25519Key generate() { return new Ed25519Key(new Ed25519PrivateKeyParameters(Randoms.bytes(Ed25519.SECRET_KEY_SIZE))); }

  static Ed25519Key of(PrivateKeyInfo info) throws IOException {
    return new Ed25519Key((Ed25519PrivateKeyParameters) PrivateKeyFactory.createKey(info));
  }

  @Override
  public String alg() { return verifier.alg(); }

  @Override
  public byte[] sign(byte[] message) {
    byte[] signature = new byte[Ed25519.SIGNATURE_SIZE];
    Ed25519.sign(secret, 0, point, 0, message, 0, message.length, signature, 0);
    return signature;
  }

  @Override
  public byte[] pkcs8() {
    try {
      AlgorithmIdentifier algorithm = new AlgorithmIdentifier(EdECObjectIdentifiers.id_Ed25519);
      return new PrivateKeyInfo(algorithm, new DEROctetString(secret)).getEncoded("DER");
    } catch (IOException e) {
      throw new AssertionError("encoding into memory does no I/O", e);
    }
  }

  @Override
  public VerifyingKey verifyingKey() { return verifier; }

  @Override
  public String toString() { return "Ed25519Key[" + fingerprint() + "]"; }
}
