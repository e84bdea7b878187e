package dev.kith.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MnemonicCommandTest {
  private static final String ZEROS = "abandon ".repeat(23) + "art";

  @TempDir
  Path directory;

  @ParameterizedTest
  @ValueSource(strings = {"AAECAwQFBgcICQoLDA0ODw", "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8"})
  void keysSurviveTheWayThroughWords(String key) {
    String words = Ran.kith(Map.of("CLIENT_API_KEY", key), "token-mnemonic").out();

    assertThat(Ran.kith(Map.of(), words, false, "mnemonic-token").out().strip()).isEqualTo(key);
    assertThat(Ran.kith(Map.of(), "mnemonic-token", "--phrase", words, "--json").json().getString("token")).isEqualTo(key);
  }

  @Test
  void hexadecimalKeysAreReadAsThePredecessorDid() throws IOException {
    Path env = directory.resolve(".env");
    Files.writeString(env, "PORT=1\nCLIENT_API_KEY=\"" + "0".repeat(64) + "\"\n");

    assertThat(Ran.kith(Map.of(), "token-mnemonic", "--env-file", env.toString()).out().strip()).isEqualTo(ZEROS);
    assertThat(Ran.kith(Map.of(), "mnemonic-token", "--phrase", ZEROS, "--format", "hex").out().strip())
        .isEqualTo("0".repeat(64));
  }

  @Test
  void aNodesOwnKeyHasWordsToo() {
    String body = "kith_0123abcd_" + "A".repeat(43);
    CRC32 check = new CRC32();
    check.update(body.getBytes(StandardCharsets.US_ASCII));
    String key = String.format("%s_%08x", body, check.getValue());

    assertThat(Ran.kith(Map.of("CLIENT_API_KEY", key), "token-mnemonic").out().strip()).isEqualTo(ZEROS);
    assertThat(Ran.kith(Map.of("CLIENT_API_KEY", body + "_00000000"), "token-mnemonic").err()).contains("checksum");
  }

  @Test
  void mistakesAreToldWithoutRepeatingTheSecret() {
    Ran key = Ran.kith(Map.of(), "token-mnemonic", "--token", "hunter2");
    Ran words = Ran.kith(Map.of(), "mnemonic-token", "--phrase", ZEROS.replace("art", "hunter"));

    assertThat(key.exit()).isEqualTo(Exit.USAGE);
    assertThat(key.err()).contains("warning: --token").doesNotContain("hunter2");
    assertThat(words.exit()).isEqualTo(Exit.USAGE);
    assertThat(words.err()).contains("word 24").doesNotContain("hunter");
    assertThat(Ran.kith(Map.of(), "token-mnemonic").exit()).isEqualTo(Exit.USAGE);
  }
}
