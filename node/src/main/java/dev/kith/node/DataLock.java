package dev.kith.node;

import dev.kith.message.ErrorCode;
import dev.kith.message.KithException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;

/// Keeps a second node out of a data directory. The lock goes with the process, however it ends.
final class DataLock implements AutoCloseable {
  private final FileChannel channel;

  private DataLock(FileChannel channel) { this.channel = channel; }

  /// Makes the directory (mode 0700) if it is not there.
  ///
  /// @throws KithException CONFLICT if another node has it, STORAGE_FULL if it can't be written
  static DataLock take(Path data) {
    try {
      Files.createDirectories(data, ownerOnly());
      FileChannel channel = FileChannel.open(data.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      if (!locked(channel)) {
        channel.close();
        throw new KithException(ErrorCode.CONFLICT,
            "another node runs in " + data + "; stop it, or give this one a directory of its own (--data)");
      }
      return new DataLock(channel);
    } catch (IOException e) {
      throw new KithException(ErrorCode.STORAGE_FULL, "cannot use the data directory " + data + ": " + KithException.reason(e),
          e);
    }
  }

  @Override
  public void close() throws IOException { channel.close(); }

  private static boolean locked(FileChannel channel) throws IOException {
    try {
      FileLock lock = channel.tryLock();
      return lock != null;
    } catch (OverlappingFileLockException heldByThisProcess) {
      return false;
    }
  }

  private static FileAttribute<?>[] ownerOnly() {
    boolean posix = FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
    return posix
        ? new FileAttribute<?>[]{PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"))}
        : new FileAttribute<?>[0];
  }
}
