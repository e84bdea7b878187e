package dev.kith.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kith.crypto.Base64Url;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CredentialTest {
  private final Random random = new Random(1);

  @ParameterizedTest
  @ValueSource(ints = {16, 20, 24, 28, 32})
  void everyFormOfAKeyHasTheSameBytes(int size) {
    byte[] secret = new byte[size];
    random.nextBytes(secret);
    assertThat(Credential.secret(HexFormat.of().formatHex(secret))).contains(secret);
    assertThat(Credential.secret(HexFormat.of().withUpperCase().formatHex(secret))).contains(secret);
    assertThat(Credential.secret(Base64Url.encode(secret))).contains(secret);
    assertThat(Credential.secret("  " + Credential.words(secret).toUpperCase(java.util.Locale.ROOT).replace(" ", "\n ")))
        .contains(secret);
  }

  @Test
  void textRoundTripsAlsoWithUnderscoresInTheSecret() {
    for (int i = 0; i < 200; i++) {
      byte[] secret = new byte[32];
      random.nextBytes(secret);
      String text = Credential.text("0a1b2c3d", secret);
      assertThat(text).matches("kith_0a1b2c3d_[A-Za-z0-9_-]{43}_[0-9a-f]{8}");
      assertThat(Credential.secret(text)).contains(secret);
    }
  }

  @Test
  void anyMistypedCharacterOfTheTextIsNoticed() {
    String text = Credential.text("0a1b2c3d", new byte[32]);
    for (int i = 0; i < text.length(); i++) {
      char other = text.charAt(i) == 'x' ? 'y' : 'x';
      assertThat(Credential.secret(text.substring(0, i) + other + text.substring(i + 1))).as("at " + i).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "secret", "kith_", "abandon abandon abandon", "00112233", "+/+/+/+/+/+/+/+/+/+/+/",
      "abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon"})
  void anythingElseIsNoKey(String text) { assertThat(Credential.secret(text)).isEmpty(); }
}
