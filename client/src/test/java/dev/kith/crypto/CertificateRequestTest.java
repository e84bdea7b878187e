package dev.kith.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.ExtensionsGenerator;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequestBuilder;
import org.junit.jupiter.api.Test;

class CertificateRequestTest {
  private final P256Key key = P256Key.generate();

  private static void refused(byte[] csr, String text) {
    assertThatThrownBy(() -> CertificateRequest.check(csr, Set.of("10.0.0.1"))).isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(text);
  }

  private static byte[] made(KeyPair of, KeyPair by, String algorithm, ExtensionsGenerator extensions) throws Exception {
    var builder = new JcaPKCS10CertificationRequestBuilder(new X500Name("CN=x"), of.getPublic());
    if (!extensions.isEmpty())
      builder.addAttribute(PKCSObjectIdentifiers.pkcs_9_at_extensionRequest, extensions.generate());
    return builder.build(new JcaContentSignerBuilder(algorithm).build(by.getPrivate())).getEncoded();
  }

  private static KeyPair pair(String curve) throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec(curve));
    return generator.generateKeyPair();
  }

  @Test
  void keyOfAGoodRequestIsTaken() {
    assertThat(CertificateRequest.check(CertificateRequest.make(key, List.of()), Set.of())).isEqualTo(key.publicSpki());
    byte[] naming = CertificateRequest.make(key, List.of("10.0.0.1"));
    assertThat(CertificateRequest.check(naming, Set.of("10.0.0.1", "10.0.0.2"))).isEqualTo(key.publicSpki());
  }

  @Test
  void otherNamesAreRefused() {
    refused(CertificateRequest.make(key, List.of("10.0.0.1", "10.0.0.9")), "a name that was not validated");
    refused(CertificateRequest.make(key, List.of("localhost")), "a name that was not validated");
  }

  @Test
  void requestToBeACaIsRefused() throws Exception {
    ExtensionsGenerator ca = new ExtensionsGenerator();
    ca.addExtension(Extension.basicConstraints, true, new BasicConstraints(true));
    KeyPair pair = pair("secp256r1");
    refused(made(pair, pair, "SHA256withECDSA", ca), "asks to be a CA");
    ExtensionsGenerator usage = new ExtensionsGenerator();
    usage.addExtension(Extension.extendedKeyUsage, true, new ExtendedKeyUsage(KeyPurposeId.anyExtendedKeyUsage));
    refused(made(pair, pair, "SHA256withECDSA", usage), "only names may be asked for");
  }

  @Test
  void weakKeysAndSignaturesAreRefused() throws Exception {
    KeyPair pair = pair("secp256r1");
    refused(made(pair, pair, "SHA1withECDSA", new ExtensionsGenerator()), "ECDSA with SHA-256");
    KeyPair other = pair("secp384r1");
    refused(made(other, other, "SHA256withECDSA", new ExtensionsGenerator()), "must be for a P-256 key");
    KeyPairGenerator rsa = KeyPairGenerator.getInstance("RSA");
    rsa.initialize(1024);
    KeyPair weak = rsa.generateKeyPair();
    refused(made(weak, weak, "SHA256withRSA", new ExtensionsGenerator()), "must be for a P-256 key");
  }

  @Test
  void possessionMustBeProved() throws Exception {
    refused(made(pair("secp256r1"), pair("secp256r1"), "SHA256withECDSA", new ExtensionsGenerator()), "not signed by the key");
  }

  @Test
  void everyChangedByteIsRefused() {
    byte[] good = CertificateRequest.make(key, List.of());
    for (int at = 0; at < good.length; at++) {
      byte[] bad = good.clone();
      bad[at] ^= 1;
      refused(bad, "");
      refused(Arrays.copyOf(good, at), "");
    }
    refused(new byte[CertificateRequest.DER_MAX + 1], "at most 3072 bytes");
  }
}
