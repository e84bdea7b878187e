package dev.kith.access;

import static dev.kith.access.Failures.fails;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kith.crypto.Sealer;
import dev.kith.message.ErrorCode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SealedFileTest {
  private static final byte[] STATE = "{\"the\":\"state\"}".getBytes(StandardCharsets.UTF_8);
  private final Sealer sealer = Sealer.of(new byte[32]);

  @TempDir
  Path directory;

  private SealedFile file() { return new SealedFile(directory, sealer); }

  private Path seen() { return directory.resolve(SeenSave.NAME); }

  private Optional<String> warning() {
    SealedFile file = file();
    file.load();
    return file.warning();
  }

  private Path path() { return directory.resolve(SealedFile.NAME); }

  @Test
  void whatWasSavedIsLoadedAndTheGenerationGoesOn() throws IOException {
    SealedFile file = file();
    assertThat(file.load()).isEmpty();
    file.save(STATE);
    file.save(STATE);
    SealedFile reopened = file();
    assertThat(reopened.load()).contains(STATE);
    assertThat(reopened.generation()).isEqualTo(2);
    reopened.save(STATE);
    assertThat(reopened.generation()).isEqualTo(3);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path()))).isEqualTo("rw-------");
    assertThat(Files.readString(path(), StandardCharsets.ISO_8859_1)).doesNotContain("state");
    try (var files = Files.list(directory)) {
      assertThat(files).containsExactlyInAnyOrder(path(), seen());
    }
  }

  @Test
  void anyFlippedByteAndAnyCutIsRefusedNamingTheFile() throws IOException {
    file().save(STATE);
    byte[] good = Files.readAllBytes(path());
    for (int i = 0; i < good.length; i++) {
      byte[] flipped = good.clone();
      flipped[i] ^= 0x40;
      Files.write(path(), flipped);
      assertThat(fails(ErrorCode.INTERNAL, () -> file().load())).as("byte " + i).hasMessageContaining(path().toString());
      Files.write(path(), Arrays.copyOf(good, i));
      fails(ErrorCode.INTERNAL, () -> file().load());
    }
  }

  @Test
  void anotherKeyIsRefusedWithWhatToDo() {
    file().save(STATE);
    byte[] other = new byte[32];
    other[0] = 1;
    assertThat(fails(ErrorCode.INTERNAL, () -> new SealedFile(directory, Sealer.of(other)).load()))
        .hasMessageContaining(path().toString()).hasMessageContaining("another key").hasMessageContaining("restore");
  }

  @Test
  void keysThatThisNodeLeftAreNoWorryAlsoIfTheLastSavesWereNotNoted() throws IOException {
    assertThat(warning()).isEmpty();
    SealedFile file = file();
    file.save(STATE);
    byte[] noted = Files.readAllBytes(seen());
    file.save(STATE);
    file.save(STATE);
    assertThat(warning()).isEmpty();
    Files.write(seen(), noted);
    assertThat(warning()).isEmpty();
  }

  @Test
  void anEarlierCopyIsToldOnceAndItsNumbersAreNotUsedAgain() throws IOException {
    SealedFile file = file();
    file.save(STATE);
    byte[] copy = Files.readAllBytes(path());
    file.save(STATE);
    file.save(STATE);
    Files.write(path(), copy);
    assertThat(warning().orElseThrow()).contains("of save 1").contains("at save 3").contains("revoke again");
    SealedFile after = file();
    after.load();
    after.save(STATE);
    assertThat(after.generation()).isEqualTo(4);
    assertThat(warning()).isEmpty();
  }

  @Test
  void lostKeysAndKeysOfAnotherCopyAreTold() throws IOException {
    file().save(STATE);
    byte[] copy = Files.readAllBytes(path());
    Files.delete(path());
    assertThat(warning().orElseThrow()).contains("is new").contains("gone");
    Files.delete(seen());
    file().save(STATE);
    Files.write(path(), copy);
    assertThat(warning().orElseThrow()).contains("not the one that this node left");
    Files.delete(seen());
    assertThat(warning().orElseThrow()).contains("remembers none");
  }

  @Test
  void aDiskThatRefusesTheNoteDoesNotUndoTheSave() throws IOException {
    Files.createDirectory(directory.resolve(SeenSave.NAME + ".new"));
    Files.createFile(directory.resolve(SeenSave.NAME + ".new").resolve("in-the-way"));
    file().save(STATE);
    assertThat(file().load()).contains(STATE);
  }

  @Test
  void anUnreadableNoteIsRefusedWithWhatToDo() throws IOException {
    file().save(STATE);
    Files.writeString(seen(), "three");
    assertThat(fails(ErrorCode.INTERNAL, this::warning)).hasMessageContaining(SeenSave.NAME).hasMessageContaining("move it away");
  }

  @Test
  void anOpenFileIsRefused() throws IOException {
    file().save(STATE);
    Files.setPosixFilePermissions(path(), PosixFilePermissions.fromString("rw-r--r--"));
    assertThat(fails(ErrorCode.INTERNAL, () -> file().load())).hasMessageContaining("chmod 600");
  }

  @Test
  void aDiskThatRefusesIsToldAndTheOldFileStays() throws IOException {
    SealedFile file = file();
    file.save(STATE);
    Files.createDirectory(directory.resolve(SealedFile.NAME + ".new"));
    Files.createFile(directory.resolve(SealedFile.NAME + ".new").resolve("in-the-way"));
    fails(ErrorCode.STORAGE_FULL, () -> file.save("other".getBytes(StandardCharsets.UTF_8)));
    assertThat(file().load()).contains(STATE);
  }
}
