package dev.kith.node;

import dev.kith.message.ErrorCode;
import dev.kith.message.KithException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Where the shared libraries of V8 and SQLite are unpacked: a folder of this user alone from which code may be mapped. The data directory
/// or `/tmp` may lie on a mount that forbids that (`noexec`).
final class NativeFolder {
  private static final Path MOUNTS = Path.of("/proc/self/mountinfo");
  private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rwx------");

  private NativeFolder() {}

  /// Made if need be.
  ///
  /// @throws KithException UNAVAILABLE if there is none
  static Path of(Path data, Map<String, String> environment) {
    List<Path> candidates = candidates(data, environment);
    List<String> mounts = mounts();
    return candidates.stream().filter(folder -> usable(folder, mounts)).findFirst()
        .orElseThrow(() -> new KithException(ErrorCode.UNAVAILABLE,
            "no folder for the libraries of V8 and SQLite: " + String.join(", ", candidates.stream().map(Path::toString).toList())
                + " can't be written or are mounted noexec; set XDG_CACHE_HOME to a folder from which programs may run"));
  }

  /// Beside what is known of this user, in the order of preference.
  static List<Path> candidates(Path data, Map<String, String> environment) {
    List<Path> candidates = new ArrayList<>(List.of(data.resolve("engine")));
    folder(environment, "XDG_CACHE_HOME").or(() -> folder(environment, "HOME").map(home -> home.resolve(".cache")))
        .ifPresent(cache -> candidates.add(cache.resolve("kith").resolve("native")));
    folder(environment, "XDG_RUNTIME_DIR").ifPresent(runtime -> candidates.add(runtime.resolve("kith")));
    candidates.add(Path.of(System.getProperty("java.io.tmpdir"), "kith-native-" + System.getProperty("user.name")));
    return candidates;
  }

  private static Optional<Path> folder(Map<String, String> environment, String name) {
    return Optional.ofNullable(environment.get(name)).filter(text -> !text.isBlank()).map(Path::of).filter(Path::isAbsolute);
  }

  private static boolean usable(Path folder, List<String> mounts) {
    try {
      Files.createDirectories(folder, PosixFilePermissions.asFileAttribute(OWNER_ONLY));
      return ours(folder) && Files.isWritable(folder) && !noexec(folder.toRealPath(), mounts);
    } catch (IOException | UnsupportedOperationException notHere) {
      return false;
    }
  }

  /// Not one that somebody else made under that name, or could write into.
  private static boolean ours(Path folder) throws IOException {
    Path probe = Files.createTempFile(folder, "probe", "");
    try {
      return !Files.isSymbolicLink(folder)
          && Files.getOwner(folder, LinkOption.NOFOLLOW_LINKS).equals(Files.getOwner(probe, LinkOption.NOFOLLOW_LINKS))
          && Files.getPosixFilePermissions(folder).stream().noneMatch(Set.of(PosixFilePermission.GROUP_WRITE,
              PosixFilePermission.OTHERS_WRITE)::contains);
    } finally {
      Files.delete(probe);
    }
  }

  private static List<String> mounts() {
    try {
      return Files.exists(MOUNTS) ? Files.readAllLines(MOUNTS) : List.of();
    } catch (IOException unreadable) {
      return List.of(); // then the library's own error tells
    }
  }

  /// Whether the innermost mount above that path forbids execution.
  ///
  /// @param mounts lines of `/proc/self/mountinfo` (proc(5)): id, parent, device, root, mount point, options, ...
  static boolean noexec(Path path, List<String> mounts) {
    int longest = -1;
    boolean forbidden = false;
    for (String line : mounts) {
      String[] fields = line.split(" ", 7);
      if (fields.length < 6)
        continue;
      Path point = Path.of(unescaped(fields[4]));
      if (path.startsWith(point) && point.getNameCount() >= longest) { // later mounts lie over earlier ones
        longest = point.getNameCount();
        forbidden = List.of(fields[5].split(",")).contains("noexec");
      }
    }
    return forbidden;
  }

  /// Blanks and backslashes are written in octal.
  private static String unescaped(String point) {
    return point.replace("\\040", " ").replace("\\011", "\t").replace("\\012", "\n").replace("\\134", "\\");
  }
}
