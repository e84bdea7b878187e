package dev.kith.crypto;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.security.KeyFactory;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Instant;
import java.util.Base64;
import java.util.Collections;
import java.util.Date;
import java.util.List;
import org.junit.jupiter.api.Test;

class SelfSignedTest {
  private static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");

  private final SelfSigned made = SelfSigned.make(List.of("localhost", "node.example", "192.168.1.5", "::1"), NOW);

  @Test
  void certificateNamesTheServerForNinetyDays() throws Exception {
    X509Certificate certificate = certificate();
    certificate.verify(certificate.getPublicKey());
    assertThat(certificate.getSubjectAlternativeNames()).containsExactlyInAnyOrder(List.of(2, "localhost"),
        List.of(2, "node.example"), List.of(7, "192.168.1.5"), List.of(7, "0:0:0:0:0:0:0:1"));
    assertThat(certificate.getNotBefore()).isEqualTo(Date.from(NOW.minusSeconds(3600)));
    assertThat(certificate.getNotAfter()).isEqualTo(Date.from(made.notAfter())).isEqualTo("2027-02-19T10:00:00Z");
    assertThat(certificate.getBasicConstraints()).as("not a CA").isEqualTo(-1);
    assertThat(certificate.getExtendedKeyUsage()).containsExactly("1.3.6.1.5.5.7.3.1");
    assertThat(Digests.sha256(certificate.getEncoded())).isEqualTo(made.fingerprint());
  }

  @Test
  void keyBelongsToTheCertificate() throws Exception {
    String base64 = made.privateKeyPem().lines().filter(line -> !line.startsWith("-")).reduce("", String::concat);
    Signature signer = Signature.getInstance("SHA256withECDSA");
    signer.initSign(KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(Base64.getDecoder().decode(base64))));
    byte[] signature = signer.sign();
    Signature check = Signature.getInstance("SHA256withECDSA");
    check.initVerify(certificate());
    assertThat(check.verify(signature)).isTrue();
    assertThat(made.toString()).doesNotContain(base64.substring(60, 80));
  }

  @Test
  void namesAreLimited() {
    assertThatThrownBy(() -> SelfSigned.make(List.of(), NOW)).hasMessageContaining("from 1 to 64 names, not 0");
    assertThatThrownBy(() -> SelfSigned.make(Collections.nCopies(65, "a"), NOW)).hasMessageContaining("not 65");
  }

  private X509Certificate certificate() throws Exception {
    return (X509Certificate) CertificateFactory.getInstance("X.509")
        .generateCertificate(new ByteArrayInputStream(made.certificatePem().getBytes(US_ASCII)));
  }
}
