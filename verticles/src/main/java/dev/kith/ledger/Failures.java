package dev.kith.ledger;

import dev.kith.message.ErrorCode;
import dev.kith.message.KithException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/// What went wrong with the file, for those who asked.
final class Failures {
  /// With less than this left on its disk, an I/O error is taken for want of space: SQLite does not always say.
  private static final long SPACE_NEEDED = 1 << 20;

  private final Path file;

  Failures(Path file) { this.file = file; }

  KithException of(String operation, SQLException e) {
    boolean full = isFull(e);
    return new KithException(full ? ErrorCode.STORAGE_FULL : ErrorCode.INTERNAL,
        text(operation, full ? "no space left" : "SQLite says " + e.getMessage()), e);
  }

  KithException internal(String operation, String reason) {
    return new KithException(ErrorCode.INTERNAL, text(operation, reason));
  }

  KithException internal(String operation, Exception cause) {
    return new KithException(ErrorCode.INTERNAL, text(operation, cause.getMessage()), cause);
  }

  KithException unavailable(String operation, String reason) {
    return new KithException(ErrorCode.UNAVAILABLE, text(operation, reason));
  }

  private String text(String operation, String reason) { return "ledger " + file + ": cannot " + operation + ": " + reason; }

  private boolean isFull(SQLException e) {
    if (!(e instanceof SQLiteException known))
      return false;
    int primary = known.getResultCode().code & 0xff;
    return primary == SQLiteErrorCode.SQLITE_FULL.code || (primary == SQLiteErrorCode.SQLITE_IOERR.code && diskIsFull(e));
  }

  private boolean diskIsFull(SQLException e) {
    try {
      return Files.getFileStore(file).getUsableSpace() < SPACE_NEEDED;
    } catch (IOException unknown) {
      e.addSuppressed(unknown);
      return false;
    }
  }
}
