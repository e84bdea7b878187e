package dev.kith.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeyFileTest {
  @TempDir
  Path directory;
  private Path file;

  @BeforeEach
  void place() { file = directory.resolve("keys/deep/ledger.key"); }

  @Test
  void madeOnceThenTheSame() throws IOException {
    byte[] key = KeyFile.loadOrCreate(file);
    assertThat(key).hasSize(32);
    assertThat(KeyFile.loadOrCreate(file)).isEqualTo(key);
    assertThat(modes(file)).isEqualTo("rw-------");
    assertThat(modes(file.getParent())).isEqualTo("rwx------");
    try (var entries = Files.list(file.getParent())) {
      assertThat(entries).containsExactly(file);
    }
  }

  @Test
  void fileOpenToOthersIsRefused() throws IOException {
    KeyFile.loadOrCreate(file);
    for (String modes : new String[]{"rw-r-----", "rw----r--", "rw--w----"}) {
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(modes));
      assertThatThrownBy(() -> KeyFile.loadOrCreate(file)).isInstanceOf(IllegalStateException.class)
          .hasMessageContaining(file.toString()).hasMessageContaining(modes).hasMessageContaining("chmod 600");
    }
  }

  @Test
  void wrongLengthIsRefused() throws IOException {
    KeyFile.loadOrCreate(file);
    Files.write(file, new byte[31]);
    assertThatThrownBy(() -> KeyFile.loadOrCreate(file)).hasMessageEndingWith("key file must have 32 bytes, not 31");
    Files.write(file, new byte[33]);
    assertThatThrownBy(() -> KeyFile.loadOrCreate(file)).hasMessageEndingWith("secret file must have at most 32 bytes, not 33");
  }

  @Test
  void draftOfAProcessThatDiedIsReplaced() throws IOException {
    Files.createDirectories(file.getParent());
    Files.write(file.resolveSibling("ledger.key.new"), new byte[5]);
    assertThat(KeyFile.loadOrCreate(file)).hasSize(32).isEqualTo(Files.readAllBytes(file));
  }

  @Test
  void placeThatCannotBeWrittenIsNamed() throws IOException {
    Path blocked = directory.resolve("file");
    Files.write(blocked, new byte[1]);
    Path below = blocked.resolve("ledger.key");
    assertThatThrownBy(() -> KeyFile.loadOrCreate(below)).isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining(below.toString());
  }

  @Test
  void signingKeyIsMadeOnceToo() throws IOException {
    SigningKey key = SigningKey.loadOrCreate(file);
    assertThat(SigningKey.loadOrCreate(file).fingerprint()).isEqualTo(key.fingerprint());
    assertThat(modes(file)).isEqualTo("rw-------");
    Files.write(file, new byte[48]);
    assertThatThrownBy(() -> SigningKey.loadOrCreate(file)).isInstanceOf(IllegalStateException.class)
        .hasMessageContaining(file.toString()).hasMessageContaining("PKCS #8");
  }

  private static String modes(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }
}
