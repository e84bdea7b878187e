package dev.kith.ledger;

import java.sql.SQLException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The one connection that writes. Thread-safe: one transaction at a time.
final class WriteConnection implements AutoCloseable {
  /// What to do within a transaction.
  interface Work<T> {
    T run(Statements statements) throws SQLException;
  }

  private static final Logger LOG = LoggerFactory.getLogger(WriteConnection.class);

  private final LedgerFile file;
  private final Failures failures;
  private Statements statements; // null after a failure that left it in doubt; opened again by the next who writes
  private boolean closed;

  WriteConnection(LedgerFile file, Failures failures) {
    this.file = file;
    this.failures = failures;
  }

  /// Does all of it, on disk when this returns, or nothing.
  synchronized <T> T transaction(String operation, Work<T> work) {
    if (closed)
      throw failures.unavailable(operation, "it is closed");
    boolean committed = false;
    try {
      if (statements == null)
        statements = file.connect();
      statements.execute("BEGIN IMMEDIATE");
      T result = work.run(statements);
      statements.execute("COMMIT");
      committed = true;
      return result;
    } catch (SQLException e) {
      throw failures.of(operation, e);
    } finally {
      if (!committed)
        rollBack();
    }
  }

  /// Also moves the log into the file, so that a ledger at rest is one file.
  @Override
  public synchronized void close() {
    closed = true;
    try {
      if (statements != null)
        statements.close();
    } catch (SQLException e) {
      throw failures.of("close it", e);
    } finally {
      statements = null;
    }
  }

  private void rollBack() {
    if (statements == null)
      return;
    try {
      statements.execute("ROLLBACK");
    } catch (SQLException inDoubt) { // SQLite rolls back by itself after some errors; closing settles it in every case
      closeQuietly(inDoubt);
    }
  }

  private void closeQuietly(SQLException reason) {
    try {
      statements.close();
    } catch (SQLException e) {
      reason.addSuppressed(e);
      LOG.warn("closing a connection in doubt failed", reason);
    } finally {
      statements = null;
    }
  }
}
