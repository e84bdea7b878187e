package dev.kith.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IdentityTest {
  @TempDir
  Path directory;

  /// Node A of the predecessors' vectors: the same key has the same id here.
  @Test
  void idFollowsFromTheKeyAsInThePredecessor() throws IOException {
    Path file = directory.resolve("node.key");
    Files.write(file, HexFormat.of().parseHex("77076d0a7318a57d3c16c17251b26645df87e3b0e9b6b1d9d2e4f0a1b2c3d4e5"));
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    Identity identity = Identity.loadOrCreate(file);
    assertThat(Base64.getEncoder().encodeToString(identity.publicKey()))
        .isEqualTo("JXub0wV9RO7MP8yR6uiNpFgfyKbQVHIEYxDYHb6ImU4=");
    assertThat(identity.nodeId().value()).isEqualTo("9f8f3a0e37da814ca084e7f5bcb92d4a");
  }

  @Test
  void staysTheSameOverStarts() {
    Path file = directory.resolve("node.key");
    assertThat(Identity.loadOrCreate(file).nodeId()).isEqualTo(Identity.loadOrCreate(file).nodeId());
  }
}
