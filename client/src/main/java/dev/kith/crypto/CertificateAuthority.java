package dev.kith.crypto;

import dev.kith.model.Blob;
import dev.kith.model.NodeId;
import java.io.IOException;
import java.math.BigInteger;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.stream.Stream;
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

/// A key that signs certificates, with its own: the root of a mesh, or an intermediate. All are ECDSA over P-256 with SHA-256.
/// Thread-safe, immutable.
///
/// @param key secret
public record CertificateAuthority(X509Certificate certificate, P256Key key) {
  public static final Duration ROOT_LIFE = Duration.ofDays(3_650);
  public static final Duration INTERMEDIATE_LIFE = Duration.ofDays(365);
  /// Clocks of those who check may be behind by this much.
  public static final Duration SKEW = Duration.ofMinutes(2);
  static final String SIGNATURE = "SHA256withECDSA";
  private static final int SERIAL_BYTES = 16;

  /// What a node's certificate says.
  ///
  /// @param key as [CertificateRequest#check] gave it
  /// @param serial lower-case hex, from [#newSerial]
  /// @param names validated IP addresses and DNS names
  public record Leaf(Blob key, String serial, String mesh, NodeId node, List<String> names, Instant notBefore,
      Instant notAfter) {
    public Leaf {
      names = List.copyOf(names);
    }

    /// The name under which the mesh knows it.
    String uri() { return NodeCertificate.uri(mesh, node); }
  }

  public CertificateAuthority {
    if (!certificate.getPublicKey().equals(key.publicKey()))
      throw new IllegalArgumentException("certificate is for another key than that of the authority");
  }

  /// A new root: a CA for [#ROOT_LIFE] with one level of others below it.
  public static CertificateAuthority root(Instant now) {
    P256Key key = P256Key.generate();
    X500Name name = new X500Name("CN=kith root " + key.fingerprint().hex().substring(0, 32));
    X509CertificateHolder made = ca(name, name, key, 1, key, now, now.plus(ROOT_LIFE));
    return new CertificateAuthority(parsed(made), key);
  }

  /// A new intermediate under this root: signs nodes, for [#INTERMEDIATE_LIFE] or as long as this root.
  public CertificateAuthority intermediate(Instant now) {
    P256Key made = P256Key.generate();
    X500Name name = new X500Name("CN=kith intermediate " + made.fingerprint().hex().substring(0, 32));
    return new CertificateAuthority(parsed(ca(subject(), name, made, 0, key, now, capped(now.plus(INTERMEDIATE_LIFE)))), made);
  }

  /// 128 random bits, the highest one set: every serial has the same length.
  public static String newSerial() { return new BigInteger(1, Randoms.bytes(SERIAL_BYTES)).setBit(127).toString(16); }

  /// The earlier of that moment and this authority's own end.
  public Instant capped(Instant end) {
    Instant last = certificate.getNotAfter().toInstant();
    return end.isAfter(last) ? last : end;
  }

  /// A node's certificate: for TLS servers and clients, never for a CA.
  public X509Certificate issue(Leaf leaf) {
    PublicKey open = P256Verifier.ofSpki(leaf.key.bytes()).key();
    GeneralName[] names = Stream.concat(leaf.names.stream().map(CertificateAuthority::name),
        Stream.of(new GeneralName(GeneralName.uniformResourceIdentifier, leaf.uri()))).toArray(GeneralName[]::new);
    try {
      return parsed(new JcaX509v3CertificateBuilder(subject(), new BigInteger(leaf.serial, 16), Date.from(leaf.notBefore),
          Date.from(leaf.notAfter), new X500Name("CN=kith node " + leaf.node), open)
          .addExtension(Extension.basicConstraints, true, new BasicConstraints(false))
          .addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature))
          .addExtension(Extension.extendedKeyUsage, true,
              new ExtendedKeyUsage(new KeyPurposeId[]{KeyPurposeId.id_kp_serverAuth, KeyPurposeId.id_kp_clientAuth}))
          .addExtension(Extension.subjectAlternativeName, false, new GeneralNames(names))
          .build(new JcaContentSignerBuilder(SIGNATURE).build(key.privateKey())));
    } catch (OperatorCreationException | IOException e) {
      throw new AssertionError("every JDK has ECDSA over P-256", e);
    }
  }

  /// The key and then the certificate; secret.
  public String pem() { return key.pem() + Certificates.pem(List.of(certificate)); }

  /// @param pem as [#pem] writes it
  /// @throws IllegalArgumentException if it is anything else
  public static CertificateAuthority ofPem(String pem) {
    List<X509Certificate> certificates = Certificates.ofPem(pem);
    if (certificates.size() != 1)
      throw new IllegalArgumentException("an authority has 1 certificate, not " + certificates.size());
    return new CertificateAuthority(certificates.getFirst(), P256Key.ofPem(pem));
  }

  @Override
  public String toString() { return "CertificateAuthority[" + Certificates.serial(certificate) + "]"; }

  static GeneralName name(String name) {
    return new GeneralName(IPAddress.isValid(name) ? GeneralName.iPAddress : GeneralName.dNSName, name);
  }

  private X500Name subject() { return X500Name.getInstance(certificate.getSubjectX500Principal().getEncoded()); }

  private static X509CertificateHolder ca(X500Name issuer, X500Name subject, P256Key of, int levels, P256Key by, Instant now,
      Instant to) {
    try {
      return new JcaX509v3CertificateBuilder(issuer, new BigInteger(newSerial(), 16), Date.from(now.minus(SKEW)), Date.from(to),
          subject, of.publicKey()).addExtension(Extension.basicConstraints, true, new BasicConstraints(levels))
          .addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign))
          .build(new JcaContentSignerBuilder(SIGNATURE).build(by.privateKey()));
    } catch (OperatorCreationException | IOException e) {
      throw new AssertionError("every JDK has ECDSA over P-256", e);
    }
  }

  private static X509Certificate parsed(X509CertificateHolder made) {
    try {
      return Certificates.ofDer(made.getEncoded());
    } catch (IOException e) {
      throw new AssertionError("encoding into memory does no I/O", e);
    }
  }
}
