package dev.kith.sandbox;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;

/// V8's shared library for this platform, unpacked from its jar once into a directory named by its hash.
final class EngineLibrary {
  private static final String FILE = "libjavet-v8-linux-x86_64.v.5.0.6.so";

  private EngineLibrary() {}

  /// Why there is no engine for this platform; empty if there is one.
  static Optional<String> missing() {
    String platform = System.getProperty("os.name") + " " + System.getProperty("os.arch");
    if (!platform.equals("Linux amd64"))
      return Optional.of("there is no V8 for " + platform + ", only for Linux amd64");
    if (resource() == null)
      return Optional.of("the jar with V8 for " + platform + " is not on the class path");
    if (Files.exists(Path.of("/lib/ld-musl-x86_64.so.1")) && !Files.exists(Path.of("/lib64/ld-linux-x86-64.so.2")))
      return Optional.of("V8 needs the GNU C library; this system has musl");
    if (!Files.isExecutable(ChildCommand.java()))
      return Optional.of("this JVM has no " + ChildCommand.java() + " to start children with");
    return Optional.empty();
  }

  private static URL resource() { return EngineLibrary.class.getResource("/" + FILE); }

  /// @param scratch made if need be, for this user only
  static synchronized Path unpack(Path scratch) throws IOException {
    Files.createDirectories(scratch,
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    // Two processes with one directory unpack one after the other.
    try (FileChannel channel = FileChannel.open(scratch.resolve("unpack.lock"), StandardOpenOption.CREATE,
        StandardOpenOption.WRITE); FileLock _ = channel.lock()) {
      Path known = scratch.resolve("engine.sha256");
      if (Files.exists(known)) {
        String hash = Files.readString(known).strip();
        Path earlier = scratch.resolve(hash).resolve(FILE);
        if (hash.matches("[0-9a-f]{64}") && Files.isRegularFile(earlier) && digest(earlier).equals(hash))
          return earlier.toAbsolutePath();
      }
      return unpackNow(scratch, known).toAbsolutePath();
    }
  }

  private static Path unpackNow(Path scratch, Path known) throws IOException {
    Path temporary = Files.createTempFile(scratch, "engine", ".part");
    MessageDigest digest = sha256();
    try (InputStream in = resource().openStream();
        DigestOutputStream out = new DigestOutputStream(Files.newOutputStream(temporary), digest)) {
      in.transferTo(out);
    }
    String hash = HexFormat.of().formatHex(digest.digest());
    Files.setPosixFilePermissions(temporary, PosixFilePermissions.fromString("r-x------"));
    Path library = Files.createDirectories(scratch.resolve(hash)).resolve(FILE);
    Files.move(temporary, library, StandardCopyOption.ATOMIC_MOVE);
    Path note = Files.createTempFile(scratch, "engine", ".part");
    Files.writeString(note, hash);
    Files.move(note, known, StandardCopyOption.ATOMIC_MOVE);
    return library;
  }

  private static String digest(Path file) throws IOException {
    MessageDigest digest = sha256();
    try (InputStream in = Files.newInputStream(file)) {
      byte[] buffer = new byte[1 << 16];
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer))
        digest.update(buffer, 0, n);
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every JDK has SHA-256", e);
    }
  }
}
