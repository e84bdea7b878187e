package dev.kith.cluster;

import dev.kith.crypto.MeshTls;
import dev.kith.crypto.TlsCredential;
import dev.kith.model.NodeId;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/// A mesh with its own CA; each node believes what the CA signed unless it was told otherwise.
final class TestMesh {
  private static final SecureRandom RANDOM = new SecureRandom();

  final String id = hex();
  private final KeyPair ca = pair();

  /// A node to be, with what it believes in its own hands.
  final class TestNode {
    final NodeId id = new NodeId(hex());
    final Set<NodeId> refused = ConcurrentHashMap.newKeySet();
    final MeshTls tls = MeshTls.of(issue(id), this::check);

    private void check(List<X509Certificate> chain) throws CertificateException {
      X509Certificate leaf = chain.getFirst();
      try {
        leaf.verify(ca.getPublic());
      } catch (GeneralSecurityException e) {
        throw new CertificateException("not of this mesh", e);
      }
      leaf.checkValidity();
      if (refused.contains(PeerCertificate.node(leaf, TestMesh.this.id)))
        throw new CertificateException("revoked");
    }

    ClusterConfig config(String... seeds) { return config("127.0.0.1", "127.0.0.1", seeds); }

    ClusterConfig config(String bind, String tell, String... seeds) {
      return new ClusterConfig(id, TestMesh.this.id, bind, tell, 0, 0, List.of(seeds), tls, 1);
    }
  }

  TestNode node() { return new TestNode(); }

  TlsCredential issue(String uri) { return issue(uri, ca, Duration.ofHours(1)); }

  TlsCredential issue(NodeId node) { return issue("mesh://" + id + "/node/" + node, ca, Duration.ofHours(1)); }

  TlsCredential expired(NodeId node) { return issue("mesh://" + id + "/node/" + node, ca, Duration.ofSeconds(-1)); }

  /// Signed by nobody but itself.
  TlsCredential selfSigned(NodeId node) { return issue("mesh://" + id + "/node/" + node, null, Duration.ofHours(1)); }

  private static TlsCredential issue(String uri, KeyPair by, Duration life) {
    try {
      KeyPair own = pair();
      Instant now = Instant.now();
      X500Name issuer = new X500Name("CN=test CA");
      var made = new JcaX509v3CertificateBuilder(issuer, new BigInteger(120, RANDOM), Date.from(now.minus(Duration.ofHours(2))),
          Date.from(now.plus(life)), new X500Name("CN=test node"), own.getPublic())
          .addExtension(Extension.subjectAlternativeName, false,
              new GeneralNames(new GeneralName(GeneralName.uniformResourceIdentifier, uri)))
          .build(new JcaContentSignerBuilder("SHA256withECDSA").build((by == null ? own : by).getPrivate()));
      return new TlsCredential(List.of(new JcaX509CertificateConverter().getCertificate(made)), own.getPrivate());
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private static KeyPair pair() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"));
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  private static String hex() {
    byte[] bytes = new byte[16];
    RANDOM.nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }
}
