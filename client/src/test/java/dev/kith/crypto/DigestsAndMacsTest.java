package dev.kith.crypto;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class DigestsAndMacsTest {
  @Test
  void sha256OfAbc() { // FIPS 180-2, B.1
    String abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
    assertThat(Digests.sha256Utf8("abc").hex()).isEqualTo(abc);
    assertThat(Digests.sha256("abc".getBytes(UTF_8)).hex()).isEqualTo(abc);
  }

  @Test
  void hmacOfRfc4231Case2() {
    byte[] mac = Macs.hmacSha256("Jefe".getBytes(UTF_8), "what do ya want for nothing?".getBytes(UTF_8));
    assertThat(HexFormat.of().formatHex(mac)).isEqualTo("5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
  }

  @Test
  void comparesByContent() {
    assertThat(Macs.constantTimeEquals(new byte[]{1, 2}, new byte[]{1, 2})).isTrue();
    assertThat(Macs.constantTimeEquals(new byte[]{1, 2}, new byte[]{1, 3})).isFalse();
    assertThat(Macs.constantTimeEquals(new byte[]{1, 2}, new byte[]{1})).isFalse();
  }

  @Test
  void tokensAreBase64UrlOfThatManyBytes() {
    assertThat(Base64Url.decode(Randoms.token(32)).orElseThrow()).hasSize(32);
    assertThat(Randoms.token(32)).hasSize(43).isNotEqualTo(Randoms.token(32));
    assertThatThrownBy(() -> Randoms.token(0)).hasMessageContaining("1..1024");
    assertThatThrownBy(() -> Randoms.token(1025)).hasMessageContaining("1..1024");
  }

  @Test
  void onlyTheCanonicalSpellingDecodes() {
    assertThat(Base64Url.decode("-_8").orElseThrow()).isEqualTo(new byte[]{(byte) 0xfb, (byte) 0xff});
    for (String other : new String[]{"-_8=", "-_9", "+/8", "-_8\n", " -_8", "-_8 ", "a", "é"})
      assertThat(Base64Url.decode(other)).as(other).isEmpty();
  }
}
