package dev.kith.crypto;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/// A file that only its owner may read: read whole, or made at once and for good. Blocks on the disk.
///
/// Two processes that make the same file at the same time are not kept apart: that is the lock of the data directory.
public final class SecretFile {
  private static final Set<PosixFilePermission> OWNER_ONLY = EnumSet.of(PosixFilePermission.OWNER_READ,
      PosixFilePermission.OWNER_WRITE);
  private static final FileAttribute<?> FILE_MODE = PosixFilePermissions.asFileAttribute(OWNER_ONLY);
  private static final FileAttribute<?> DIRECTORY_MODE = PosixFilePermissions
      .asFileAttribute(PosixFilePermissions.fromString("rwx------"));

  private SecretFile() {}

  /// @param maxBytes a longer file is refused unread
  /// @throws IllegalStateException if others than the owner may read or write the file, or it is too long
  public static Optional<byte[]> read(Path file, int maxBytes) {
    try {
      Set<PosixFilePermission> modes = Files.getPosixFilePermissions(file);
      if (modes.stream().anyMatch(mode -> !mode.name().startsWith("OWNER_"))) {
        throw new IllegalStateException(
            file + ": others may read or write this secret file (" + PosixFilePermissions.toString(modes) + "); chmod 600 it");
      }
      long size = Files.size(file);
      if (size > maxBytes)
        throw new IllegalStateException(file + ": secret file must have at most " + maxBytes + " bytes, not " + size);
      return Optional.of(Files.readAllBytes(file));
    } catch (NoSuchFileException absent) {
      return Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(file + ": cannot read this secret file", e);
    }
  }

  /// Written beside its place, forced to disk, then moved there, mode 0600; directories that are missing are made with mode 0700.
  public static void write(Path file, byte[] content) {
    Path directory = file.toAbsolutePath().getParent();
    Path draft = directory.resolve(file.getFileName() + ".new");
    try {
      Files.createDirectories(directory, DIRECTORY_MODE);
      Files.deleteIfExists(draft); // of a process that died here
      try (FileChannel out = FileChannel.open(draft, EnumSet.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
          FILE_MODE)) {
        ByteBuffer rest = ByteBuffer.wrap(content);
        while (rest.hasRemaining())
          out.write(rest);
        out.force(true);
      }
      Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
      try (FileChannel entries = FileChannel.open(directory, StandardOpenOption.READ)) {
        entries.force(true); // else the name itself may not survive a power loss
      }
    } catch (IOException e) {
      throw new UncheckedIOException(file + ": cannot write this secret file", e);
    }
  }
}
