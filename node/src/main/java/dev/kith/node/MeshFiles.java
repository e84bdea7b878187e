package dev.kith.node;

import dev.kith.message.ErrorCode;
import dev.kith.message.KithException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;

/// What in a data directory makes its node one of a mesh.
public final class MeshFiles {
  /// The id of a revoked node is revoked for good, so its key goes too; the key that signs jobs is the mesh's; and where the node was
  /// is of no use in another mesh.
  private static final List<String> NAMES = List.of("mesh", "node.key", "job-signing.key", StartedWith.FILE);
  private static final DateTimeFormatter STAMP = DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss").withZone(ZoneOffset.UTC);

  private MeshFiles() {}

  /// Whether the node is of a mesh: has made or joined one.
  public static boolean there(Path data) { return Files.isRegularFile(data.resolve("mesh").resolve("mesh.json")); }

  /// Whether it is the authority of its mesh.
  public static boolean isAuthority(Path data) { return Files.isRegularFile(data.resolve("mesh").resolve("intermediate.key")); }

  /// Moves them into a directory of their own, so that the next start makes or joins another mesh. Jobs, keys and invites stay.
  ///
  /// @return that directory
  /// @throws KithException CONFLICT if the node runs
  public static Path setAside(Path data, Instant now) {
    try (DataLock _ = DataLock.take(data)) {
      Path aside = Files.createDirectory(data.resolve("left-" + STAMP.format(now)));
      for (String name : NAMES) {
        if (Files.exists(data.resolve(name)))
          Files.move(data.resolve(name), aside.resolve(name));
      }
      return aside;
    } catch (IOException e) {
      throw new KithException(ErrorCode.STORAGE_FULL, "cannot move the mesh's files of " + data + " away: " + e, e);
    }
  }
}
