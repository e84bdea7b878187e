package dev.kith.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kith.model.Blob;
import dev.kith.model.NodeId;
import java.math.BigInteger;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.junit.jupiter.api.Test;

class NodeCertificateTest {
  private static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");
  private static final NodeId NODE = new NodeId("0123456789abcdef0123456789abcdef");

  private final CertificateAuthority root = CertificateAuthority.root(NOW);
  private final CertificateAuthority intermediate = root.intermediate(NOW);
  private final P256Key key = P256Key.generate();

  private X509Certificate leaf(CertificateAuthority by) {
    return by.issue(new CertificateAuthority.Leaf(new Blob(key.publicSpki()), CertificateAuthority.newSerial(),
        Certificates.mesh(root.certificate()), NODE, List.of("10.0.0.1", "localhost"), NOW, NOW.plus(Duration.ofDays(90))));
  }

  private NodeCertificate check(Instant at, X509Certificate... chain) throws CertificateException {
    return NodeCertificate.check(List.of(chain), List.of(root.certificate()), at);
  }

  private void refused(String text, Instant at, X509Certificate... chain) {
    assertThatThrownBy(() -> check(at, chain)).isInstanceOf(CertificateException.class).hasMessageContaining(text);
  }

  @Test
  void leafSaysWhatItShould() throws Exception {
    X509Certificate leaf = leaf(intermediate);
    assertThat(leaf.getExtendedKeyUsage()).containsExactly("1.3.6.1.5.5.7.3.1", "1.3.6.1.5.5.7.3.2");
    assertThat(leaf.getBasicConstraints()).isEqualTo(-1);
    assertThat(leaf.getSerialNumber().bitLength()).isEqualTo(128);
    assertThat(leaf.getSubjectAlternativeNames()).containsExactlyInAnyOrder(List.of(7, "10.0.0.1"), List.of(2, "localhost"),
        List.of(6, "mesh://" + Certificates.mesh(root.certificate()) + "/node/" + NODE));
    assertThat(root.certificate().getBasicConstraints()).isEqualTo(1);
    assertThat(intermediate.certificate().getBasicConstraints()).isZero();
    NodeCertificate shown = check(NOW, leaf, intermediate.certificate());
    assertThat(shown.node()).isEqualTo(NODE);
    assertThat(shown.serial()).isEqualTo(Certificates.serial(leaf));
  }

  @Test
  void authorityIsReadBackFromPem() {
    CertificateAuthority again = CertificateAuthority.ofPem(intermediate.pem());
    assertThat(again.certificate()).isEqualTo(intermediate.certificate());
    assertThatCode(() -> check(NOW, leaf(again), intermediate.certificate())).doesNotThrowAnyException();
    assertThat(intermediate.toString()).doesNotContain("PRIVATE");
    assertThatThrownBy(() -> CertificateAuthority.ofPem("x")).hasMessageContaining("has 1 certificate, not 0");
    assertThatThrownBy(() -> new CertificateAuthority(root.certificate(), key)).hasMessageContaining("another key");
  }

  @Test
  void brokenChainsAreRefused() {
    CertificateAuthority other = CertificateAuthority.root(NOW);
    CertificateAuthority under = other.intermediate(NOW);
    refused("not of this mesh's authority", NOW, leaf(under), under.certificate());
    refused("not signed by this mesh's authority", NOW, leaf(under), intermediate.certificate());
    refused("may not sign nodes", NOW, leaf(root), root.certificate());
    refused("not 1 certificates", NOW, leaf(intermediate));
    refused("is not valid before", NOW.minusSeconds(300), leaf(intermediate), intermediate.certificate());
    refused("certificate expired", NOW.plus(Duration.ofDays(91)), leaf(intermediate), intermediate.certificate());
    refused("intermediate expired", NOW.plus(Duration.ofDays(366)), leaf(intermediate), intermediate.certificate());
  }

  @Test
  void certificateForClientsAloneIsRefused() throws Exception {
    X500Name issuer = X500Name.getInstance(intermediate.certificate().getSubjectX500Principal().getEncoded());
    var made = new JcaX509v3CertificateBuilder(issuer, BigInteger.TEN, Date.from(NOW), Date.from(NOW.plusSeconds(99)),
        new X500Name("CN=x"), key.publicKey())
        .addExtension(Extension.extendedKeyUsage, true, new ExtendedKeyUsage(KeyPurposeId.id_kp_clientAuth))
        .build(new JcaContentSignerBuilder("SHA256withECDSA").build(intermediate.key().privateKey()));
    refused("for TLS servers and clients both", NOW, Certificates.ofDer(made.getEncoded()), intermediate.certificate());
  }

  @Test
  void es256SignsJws() {
    String jws = Jws.sign(key, "kith-test+jws", "{}");
    assertThat(Jws.verify(key.verifyingKey(), "kith-test+jws", jws)).contains("{}");
    assertThat(Jws.verify(P256Key.generate().verifyingKey(), "kith-test+jws", jws)).isEmpty();
    P256Key again = P256Key.ofPem(key.pem());
    assertThat(again.publicSpki()).isEqualTo(key.publicSpki());
    assertThatThrownBy(() -> P256Key.fromPkcs8(SigningKey.generate().pkcs8())).hasMessageContaining("not a P-256 private key");
  }

  /// RFC 8037 A.3.
  @Test
  void thumbprintIsThatOfTheStandard() {
    byte[] open = Base64Url.decode("11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo").orElseThrow();
    assertThat(IdentityKeys.thumbprint(open)).isEqualTo("kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k");
  }
}
