package dev.kith.crypto;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.KeyPairGenerator;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class SigningKeyTest {
  private static final byte[] MESSAGE = "message".getBytes(UTF_8);

  @Test
  void signsTheVectorOfRfc8032() { // section 7.1, TEST 2
    SigningKey key = SigningKey.fromPkcs8(HexFormat.of()
        .parseHex("302e020100300506032b657004220420" + "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb"));
    assertThat(key.alg()).isEqualTo("EdDSA");
    assertThat(HexFormat.of().formatHex(key.publicSpki()))
        .isEqualTo("302a300506032b6570032100" + "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c");
    assertThat(HexFormat.of().formatHex(key.sign(new byte[]{0x72})))
        .isEqualTo("92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
            + "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00");
  }

  @Test
  void ed25519SurvivesItsPkcs8() {
    SigningKey key = SigningKey.generate();
    SigningKey again = SigningKey.fromPkcs8(key.pkcs8());
    assertThat(again.fingerprint()).isEqualTo(key.fingerprint()).isEqualTo(Digests.sha256(key.publicSpki()));
    verifies(again);
    assertThat(key.toString()).doesNotContain(HexFormat.of().formatHex(key.pkcs8()).substring(32));
  }

  @Test
  void rsaOf2048BitsSigns() throws Exception {
    SigningKey key = SigningKey.fromPkcs8(rsa(2048));
    assertThat(key.alg()).isEqualTo("RS256");
    assertThat(SigningKey.fromPkcs8(key.pkcs8()).fingerprint()).isEqualTo(key.fingerprint());
    verifies(key);
  }

  @Test
  void weakForeignAndBrokenKeysAreRefused() throws Exception {
    byte[] weak = rsa(1024);
    byte[] ec = KeyPairGenerator.getInstance("EC").generateKeyPair().getPrivate().getEncoded();
    byte[] good = SigningKey.generate().pkcs8();
    assertThatThrownBy(() -> SigningKey.fromPkcs8(weak)).isInstanceOf(IllegalArgumentException.class)
        .hasMessage("RSA key must have from 2048 to 16384 bits, not 1024");
    assertThatThrownBy(() -> SigningKey.fromPkcs8(ec)).isInstanceOf(IllegalArgumentException.class)
        .hasMessage("signing key must be Ed25519 or RSA, not 1.2.840.10045.2.1");
    for (int length = 0; length < good.length; length++) {
      byte[] cut = Arrays.copyOf(good, length);
      assertThatThrownBy(() -> SigningKey.fromPkcs8(cut)).isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void publicKeysAreReadStrictly() {
    byte[] spki = SigningKey.generate().publicSpki();
    byte[] longer = Arrays.copyOf(spki, spki.length + 1);
    byte[] offCurve = spki.clone();
    Arrays.fill(offCurve, 12, 44, (byte) 0xff);
    assertThatThrownBy(() -> VerifyingKey.ofSpki(longer)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> VerifyingKey.ofSpki(offCurve)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> VerifyingKey.ofSpki(new byte[0])).isInstanceOf(IllegalArgumentException.class);
  }

  private static void verifies(SigningKey key) {
    byte[] signature = key.sign(MESSAGE);
    VerifyingKey check = VerifyingKey.ofSpki(key.publicSpki());
    assertThat(check.fingerprint()).isEqualTo(key.fingerprint());
    assertThat(check.verify(MESSAGE, signature)).isTrue();
    assertThat(check.verify("massage".getBytes(UTF_8), signature)).isFalse();
    assertThat(check.verify(MESSAGE, new byte[0])).isFalse();
    assertThat(check.verify(MESSAGE, Arrays.copyOf(signature, signature.length + 1))).isFalse();
    signature[0] ^= 1;
    assertThat(check.verify(MESSAGE, signature)).isFalse();
  }

  static byte[] rsa(int bits) throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(bits);
    return generator.generateKeyPair().getPrivate().getEncoded();
  }
}
