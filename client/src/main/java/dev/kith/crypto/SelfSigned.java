package dev.kith.crypto;

import dev.kith.model.Digest;
import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.util.IPAddress;

/// A TLS server's own certificate: ECDSA P-256, good for 90 days, vouched for by nobody.
///
/// @param certificatePem one certificate
/// @param privateKeyPem PKCS #8; secret
/// @param fingerprint SHA-256 of the certificate in DER
/// @param notAfter its last moment
public record SelfSigned(String certificatePem, String privateKeyPem, Digest fingerprint, Instant notAfter) {
  public static final Duration VALIDITY = Duration.ofDays(90);
  /// Clocks of those who check may be behind by this much.
  private static final Duration SKEW = Duration.ofHours(1);
  private static final int NAMES_MAX = 64;

  /// @param names 1 to 64 DNS names and IP addresses by which the server is reached
  public static SelfSigned make(List<String> names, Instant now) {
    if (names.isEmpty() || names.size() > NAMES_MAX)
      throw new IllegalArgumentException("certificate must have from 1 to " + NAMES_MAX + " names, not " + names.size());
    Instant notAfter = now.plus(VALIDITY);
    try {
      KeyPair pair = p256();
      byte[] der = certificate(names, pair, now.minus(SKEW), notAfter).getEncoded();
      return new SelfSigned(Pem.block(Pem.CERTIFICATE, der), Pem.block(Pem.PRIVATE_KEY, pair.getPrivate().getEncoded()),
          Digests.sha256(der),
          notAfter);
    } catch (GeneralSecurityException | OperatorCreationException | IOException e) {
      throw new AssertionError("every JDK has ECDSA over P-256", e);
    }
  }

  @Override
  public String toString() { return "SelfSigned[" + fingerprint + "]"; }

  private static KeyPair p256() throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec("secp256r1"));
    return generator.generateKeyPair();
  }

  private static X509CertificateHolder certificate(List<String> names, KeyPair pair, Instant from, Instant to)
      throws IOException, OperatorCreationException {
    X500Name subject = new X500Name("CN=kith node");
    BigInteger serial = new BigInteger(1, Randoms.bytes(16)).setBit(0);
    GeneralName[] alternatives = names.stream().map(SelfSigned::alternative).toArray(GeneralName[]::new);
    return new JcaX509v3CertificateBuilder(subject, serial, Date.from(from), Date.from(to), subject, pair.getPublic())
        .addExtension(Extension.basicConstraints, true, new BasicConstraints(false))
        .addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature))
        .addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(KeyPurposeId.id_kp_serverAuth))
        .addExtension(Extension.subjectAlternativeName, false, new GeneralNames(alternatives))
        .build(new JcaContentSignerBuilder("SHA256withECDSA").build(pair.getPrivate()));
  }

  private static GeneralName alternative(String name) {
    return new GeneralName(IPAddress.isValid(name) ? GeneralName.iPAddress : GeneralName.dNSName, name);
  }
}
