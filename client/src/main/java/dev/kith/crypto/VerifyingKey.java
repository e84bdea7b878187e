package dev.kith.crypto;

import dev.kith.model.Digest;
import java.io.IOException;
import java.util.Arrays;
import org.bouncycastle.asn1.edec.EdECObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;

/// The public half of a [SigningKey]. Thread-safe.
public sealed interface VerifyingKey permits Ed25519Verifier, P256Verifier, RsaVerifier {
  /// The name in a JWS header: `EdDSA`, `RS256` or `ES256`.
  String alg();

  /// SubjectPublicKeyInfo, DER; a copy.
  byte[] spki();

  /// Whether this key's owner signed exactly this message. False for a signature of any wrong form, too.
  boolean verify(byte[] message, byte[] signature);

  default Digest fingerprint() { return Digests.sha256(spki()); }

  /// @param der an Ed25519 key or an RSA key of 2048 to 16,384 bits, SubjectPublicKeyInfo
  /// @throws IllegalArgumentException if it is none of these, or not in DER
  static VerifyingKey ofSpki(byte[] der) {
    SubjectPublicKeyInfo info = parsed(der);
    if (new AlgorithmIdentifier(EdECObjectIdentifiers.id_Ed25519).equals(info.getAlgorithm()))
      return Ed25519Verifier.ofPoint(info.getPublicKeyData().getOctets());
    if (PKCSObjectIdentifiers.rsaEncryption.equals(info.getAlgorithm().getAlgorithm()))
      return RsaVerifier.ofSpki(der);
    throw new IllegalArgumentException("public key must be Ed25519 or RSA, not " + info.getAlgorithm().getAlgorithm().getId());
  }

  private static SubjectPublicKeyInfo parsed(byte[] der) {
    try {
      SubjectPublicKeyInfo info = SubjectPublicKeyInfo.getInstance(der);
      if (!Arrays.equals(info.getEncoded("DER"), der))
        throw new IllegalArgumentException("public key must be in DER, with nothing after it");
      return info;
    } catch (IOException | RuntimeException e) {
      throw new IllegalArgumentException("public key is not a SubjectPublicKeyInfo in DER (" + der.length + " bytes)", e);
    }
  }
}
