package dev.kith.crypto;

import dev.kith.model.Digest;
import java.io.ByteArrayInputStream;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.stream.Collectors;

/// X.509 certificates as bytes and text.
public final class Certificates {
  private static final int DER_MAX = 8 * 1024;

  private Certificates() {}

  /// @param der one certificate, nothing after it, at most 8 KiB
  /// @throws IllegalArgumentException if it is anything else
  public static X509Certificate ofDer(byte[] der) {
    if (der.length > DER_MAX)
      throw new IllegalArgumentException("certificate must have at most " + DER_MAX + " bytes, not " + der.length);
    try {
      X509Certificate certificate = (X509Certificate) CertificateFactory.getInstance("X.509")
          .generateCertificate(new ByteArrayInputStream(der));
      if (certificate.getEncoded().length != der.length)
        throw new IllegalArgumentException("certificate has bytes after it");
      return certificate;
    } catch (CertificateException e) {
      throw new IllegalArgumentException("not an X.509 certificate in DER (" + der.length + " bytes)", e);
    }
  }

  /// All certificates of a PEM text; what else is in it is passed over.
  ///
  /// @throws IllegalArgumentException if one of them is damaged
  public static List<X509Certificate> ofPem(String pem) {
    return Pem.blocks(Pem.CERTIFICATE, pem).stream().map(Certificates::ofDer).toList();
  }

  public static String pem(List<X509Certificate> certificates) {
    return certificates.stream().map(certificate -> Pem.block(Pem.CERTIFICATE, der(certificate))).collect(Collectors.joining());
  }

  public static byte[] der(X509Certificate certificate) {
    try {
      return certificate.getEncoded();
    } catch (CertificateEncodingException e) {
      throw new IllegalArgumentException("certificate without an encoding", e);
    }
  }

  /// SHA-256 of the certificate.
  public static Digest fingerprint(X509Certificate certificate) { return Digests.sha256(der(certificate)); }

  /// SHA-256 of its public key (SPKI).
  public static Digest keyFingerprint(X509Certificate certificate) {
    return Digests.sha256(certificate.getPublicKey().getEncoded());
  }

  /// Lower-case hex without leading zeros.
  public static String serial(X509Certificate certificate) { return certificate.getSerialNumber().toString(16); }

  /// The mesh of that root: the first 16 bytes of SHA-256 of its public key (SPKI), hex.
  public static String mesh(X509Certificate root) { return keyFingerprint(root).hex().substring(0, 32); }

  /// Who checks what its key signed.
  ///
  /// @throws IllegalArgumentException if it is not a P-256 key
  public static VerifyingKey verifyingKey(X509Certificate certificate) {
    return P256Verifier.ofSpki(certificate.getPublicKey().getEncoded());
  }
}
