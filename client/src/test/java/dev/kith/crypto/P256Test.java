package dev.kith.crypto;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class P256Test {
  private static final byte[] MESSAGE = "kith-volunteer-1|challenge|worker".getBytes(UTF_8);

  @Test
  void verifiesTheVectorOfRfc6979() { // A.2.5, SHA-256, message "sample"
    byte[] spki = hex("3059301306072a8648ce3d020106082a8648ce3d03010703420004"
        + "60fed4ba255a9d31c961eb74c6356d68c049b8923b61fa6ce669622e60f29fb6"
        + "7903fe1008b8bc99a41ae9e95628bc64f2f1b20c2d7e9f5177a3c294d4462299");
    byte[] signature = hex("efd48b2aacb6a8fd1140dd9cd45e81d69d2c877b56aaf991c34d0ea84eaf3716"
        + "f7cb1c942d657c41d436c7a1b6e29f65f3e900dbb9aff4064dc4ab2f843acda8");
    assertThat(P256.ofSpki(spki).verify("sample".getBytes(UTF_8), signature)).isTrue();
    assertThat(P256.ofSpki(spki).verify("simple".getBytes(UTF_8), signature)).isFalse();
  }

  @Test
  void signatureOfAnyOtherFormIsFalse() throws Exception {
    KeyPair pair = pair("secp256r1");
    P256 check = P256.ofSpki(pair.getPublic().getEncoded());
    byte[] signature = sign(pair, "SHA256withECDSAinP1363Format");
    assertThat(check.verify(MESSAGE, signature)).isTrue();
    assertThat(check.verify(MESSAGE, sign(pair, "SHA256withECDSA"))).isFalse();
    assertThat(check.verify(MESSAGE, Arrays.copyOf(signature, 63))).isFalse();
    assertThat(check.verify(MESSAGE, new byte[64])).isFalse(); // r = s = 0, CVE-2022-21449
    byte[] order = hex("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551");
    byte[] unreduced = signature.clone();
    System.arraycopy(order, 0, unreduced, 0, 32);
    assertThat(check.verify(MESSAGE, unreduced)).isFalse();
  }

  @Test
  void onlyPointsOfP256AreKeys() throws Exception {
    byte[] good = pair("secp256r1").getPublic().getEncoded();
    byte[] offCurve = good.clone();
    offCurve[90] ^= 1;
    byte[] infinity = good.clone();
    Arrays.fill(infinity, 27, 91, (byte) 0);
    for (byte[] bad : new byte[][]{offCurve, infinity, pair("secp384r1").getPublic().getEncoded(), Arrays.copyOf(good, 90),
        Arrays.copyOf(good, 92), new byte[0], new byte[91]}) {
      assertThatThrownBy(() -> P256.ofSpki(bad)).isInstanceOf(IllegalArgumentException.class);
    }
  }

  private static KeyPair pair(String curve) throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec(curve));
    return generator.generateKeyPair();
  }

  private static byte[] sign(KeyPair pair, String form) throws Exception {
    Signature signature = Signature.getInstance(form);
    signature.initSign(pair.getPrivate());
    signature.update(MESSAGE);
    return signature.sign();
  }

  private static byte[] hex(String text) { return HexFormat.of().parseHex(text); }
}
