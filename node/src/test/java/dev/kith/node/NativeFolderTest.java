package dev.kith.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NativeFolderTest {
  private static final List<String> MOUNTS = List.of("21 1 254:0 / / rw,relatime shared:1 - ext4 /dev/vda rw",
      "22 21 0:20 / /tmp rw,nosuid,nodev,noexec shared:2 - tmpfs tmpfs rw", "23 22 0:21 / /tmp/may rw,nosuid - tmpfs tmpfs rw",
      "24 21 0:22 / /mnt/two\\040words rw,noexec - tmpfs tmpfs rw", "25 21 0:23 / /over rw,noexec - tmpfs tmpfs rw",
      "26 25 0:24 / /over rw - tmpfs tmpfs rw", "27 rubbish");

  @TempDir
  Path directory;

  @Test
  void theInnermostMountDecides() {
    assertThat(NativeFolder.noexec(Path.of("/home/ann"), MOUNTS)).isFalse();
    assertThat(NativeFolder.noexec(Path.of("/tmp/kith"), MOUNTS)).isTrue();
    assertThat(NativeFolder.noexec(Path.of("/tmpfoo"), MOUNTS)).isFalse();
    assertThat(NativeFolder.noexec(Path.of("/tmp/may/kith"), MOUNTS)).isFalse();
    assertThat(NativeFolder.noexec(Path.of("/mnt/two words/x"), MOUNTS)).isTrue();
    assertThat(NativeFolder.noexec(Path.of("/over/x"), MOUNTS)).as("a later mount lies over an earlier one").isFalse();
    assertThat(NativeFolder.noexec(Path.of("/x"), List.of())).isFalse();
  }

  @Test
  void theDataDirectoryComesFirstThenTheUsersCache() {
    Path data = directory.resolve("data");
    assertThat(NativeFolder.candidates(data, Map.of("HOME", "/home/ann", "XDG_RUNTIME_DIR", "/run/user/7")))
        .startsWith(data.resolve("engine"), Path.of("/home/ann/.cache/kith/native"), Path.of("/run/user/7/kith"));
    assertThat(NativeFolder.candidates(data, Map.of("HOME", "/home/ann", "XDG_CACHE_HOME", "/c")))
        .contains(Path.of("/c/kith/native"));
    assertThat(NativeFolder.candidates(data, Map.of("XDG_CACHE_HOME", "relative"))).hasSize(2);
  }

  @Test
  void aFolderThatOthersMayWriteIntoIsPassedOver() throws IOException {
    Path data = directory.resolve("data");
    Files.createDirectories(data.resolve("engine"));
    Files.setPosixFilePermissions(data.resolve("engine"), PosixFilePermissions.fromString("rwxrwxrwx"));
    Path cache = directory.resolve("cache");
    assertThat(NativeFolder.of(data, Map.of("XDG_CACHE_HOME", cache.toString())))
        .isEqualTo(cache.resolve("kith").resolve("native"));
  }
}
