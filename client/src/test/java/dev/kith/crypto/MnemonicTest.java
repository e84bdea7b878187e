package dev.kith.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MnemonicTest {
  private static final String TWELVE = "legal winner thank year wave sausage worth useful legal winner thank yellow";

  /// Vectors of BIP-39's reference implementation (trezor/python-mnemonic, vectors.json).
  @ParameterizedTest
  @CsvSource({
      "00000000000000000000000000000000, abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon about",
      "7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f, " + TWELVE,
      "80808080808080808080808080808080, letter advice cage absurd amount doctor acoustic avoid letter advice cage above",
      "ffffffffffffffffffffffffffffffff, zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo wrong",
      "7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f, legal winner thank year wave sausage worth useful legal winner thank year"
          + " wave sausage worth useful legal will",
      "7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f, legal winner thank year wave sausage worth useful legal"
          + " winner thank year wave sausage worth useful legal winner thank year wave sausage worth title",
      "9e885d952ad362caeb4efe34a8e91bd2, ozone drill grab fiber curtain grace pudding thank cruise elder eight picnic",
      "68a79eaca2324873eacc50cb9c6eca8cc68ea5d936f98787c60c7ebc74e6ce7c, hamster diagram private dutch cause delay private meat"
          + " slide toddler razor book happy fancy gospel tennis maple dilemma loan word shrug inflict delay length",
      "f585c11aec520db57dd353c69554b21a89b20fb0650966fa0a9d6f74fd989d8f, void come effort suffer camp survey warrior heavy shoot"
          + " primary clutch crush open amazing screen patrol group space point ten exist slush involve unfold"})
  void publishedVectors(String hex, String words) {
    assertThat(Mnemonic.words(HexFormat.of().parseHex(hex))).isEqualTo(words);
    assertThat(HexFormat.of().formatHex(Mnemonic.entropy(words))).isEqualTo(hex);
  }

  @ParameterizedTest
  @ValueSource(ints = {16, 20, 24, 28, 32})
  void everyLengthComesBack(int bytes) {
    for (int i = 0; i < 200; i++) {
      byte[] entropy = Randoms.bytes(bytes);
      String words = Mnemonic.words(entropy);
      assertThat(words.split(" ", -1)).hasSize(bytes * 3 / 4);
      assertThat(Mnemonic.entropy(words)).as(words).isEqualTo(entropy);
    }
  }

  @Test
  void wordListIsTheOfficialOne() throws Exception {
    try (var in = Mnemonic.class.getResourceAsStream("bip39-english.txt")) {
      assertThat(Digests.sha256(in.readAllBytes()).hex())
          .isEqualTo("2f5eed53a4727b4bf8880d8f3f199efc90e58503646d9ff8eff3a2ed3b24dbda");
    }
  }

  @Test
  void caseAndWhiteSpaceDoNotMatter() {
    assertThat(Mnemonic.entropy("  " + TWELVE.toUpperCase(java.util.Locale.ROOT).replace(" ", " \n\t") + "\n"))
        .isEqualTo(Mnemonic.entropy(TWELVE));
  }

  @Test
  void errorsNameThePlaceAndNeverTheWord() {
    assertThatThrownBy(() -> Mnemonic.entropy(TWELVE.replace("sausage", "sausige"))).isInstanceOf(IllegalArgumentException.class)
        .hasMessage("mnemonic: word 6 is not in the English word list");
    assertThatThrownBy(() -> Mnemonic.entropy(TWELVE.replace("yellow", "year"))).hasMessageContaining("wrong checksum");
    assertThatThrownBy(() -> Mnemonic.entropy(TWELVE + " zoo")).hasMessageEndingWith("24 words, not 13");
    assertThatThrownBy(() -> Mnemonic.entropy("")).hasMessageEndingWith("24 words, not 1");
    assertThatThrownBy(() -> Mnemonic.entropy("a".repeat(513))).hasMessageEndingWith("at most 512 characters, not 513");
    assertThatThrownBy(() -> Mnemonic.words(new byte[17])).hasMessageEndingWith("32 bytes, not 17");
  }
}
