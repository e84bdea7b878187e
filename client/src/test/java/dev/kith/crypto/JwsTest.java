package dev.kith.crypto;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class JwsTest {
  private static final String TYP = "kith-job+jws";
  private static final String PAYLOAD = "{\"job\":\"é\"}";

  private final SigningKey key = SigningKey.generate();
  private final VerifyingKey check = key.verifyingKey();
  private final String jws = Jws.sign(key, TYP, PAYLOAD);

  @Test
  void payloadComesBackAsItWasSigned() throws Exception {
    assertThat(Jws.verify(check, TYP, jws)).contains(PAYLOAD);
    SigningKey rsa = SigningKey.fromPkcs8(SigningKeyTest.rsa(2048));
    assertThat(Jws.verify(rsa.verifyingKey(), TYP, Jws.sign(rsa, TYP, PAYLOAD))).contains(PAYLOAD);
  }

  @Test
  void headerIsPinned() {
    assertThat(Base64Url.decode(jws.substring(0, jws.indexOf('.'))).map(bytes -> new String(bytes, UTF_8)))
        .contains("{\"alg\":\"EdDSA\",\"typ\":\"kith-job+jws\"}");
  }

  @Test
  void otherPurposeOrKeyIsRefused() {
    assertThat(Jws.verify(check, "other+jws", jws)).isEmpty();
    assertThat(Jws.verify(SigningKey.generate().verifyingKey(), TYP, jws)).isEmpty();
  }

  @Test
  void algorithmIsTheKeysAndNotTheHeaders() {
    String body = Base64Url.encode(PAYLOAD.getBytes(UTF_8));
    for (String header : new String[]{"{\"alg\":\"none\",\"typ\":\"kith-job+jws\"}",
        "{\"alg\":\"HS256\",\"typ\":\"kith-job+jws\"}",
        "{\"typ\":\"kith-job+jws\",\"alg\":\"EdDSA\"}", "{\"alg\":\"EdDSA\",\"typ\":\"kith-job+jws\",\"jwk\":{}}",
        "{\"alg\":\"EdDSA\",\"typ\":\"kith-job+jws\"} "}) {
      String signed = Base64Url.encode(header.getBytes(UTF_8)) + "." + body;
      byte[] mac = Macs.hmacSha256(key.publicSpki(), signed.getBytes(UTF_8));
      assertThat(Jws.verify(check, TYP, signed + "." + Base64Url.encode(mac))).isEmpty();
      assertThat(Jws.verify(check, TYP, signed + "." + Base64Url.encode(key.sign(signed.getBytes(UTF_8))))).isEmpty();
      assertThat(Jws.verify(check, TYP, signed + ".")).isEmpty();
    }
  }

  @Test
  void everyChangedCharacterIsNoticed() {
    for (int i = 0; i < jws.length(); i++) {
      char other = jws.charAt(i) == 'A' ? 'B' : 'A';
      assertThat(Jws.verify(check, TYP, jws.substring(0, i) + other + jws.substring(i + 1))).as("at " + i).isEmpty();
      assertThat(Jws.verify(check, TYP, jws.substring(0, i))).as("cut at " + i).isEmpty();
    }
  }

  @Test
  void otherSpellingsAreRefused() {
    for (String other : new String[]{jws + "=", jws + ".", jws + "\n", " " + jws, jws.replace(".", "..")})
      assertThat(Jws.verify(check, TYP, other)).as(other).isEmpty();
  }

  @Test
  void purposeMustBeATokenOfItsOwn() {
    assertThatThrownBy(() -> Jws.sign(key, "a\"b", PAYLOAD)).isInstanceOf(IllegalArgumentException.class);
  }
}
