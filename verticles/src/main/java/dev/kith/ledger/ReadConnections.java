package dev.kith.ledger;

import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/// A few connections that only read, beside the writer. Thread-safe.
final class ReadConnections implements AutoCloseable {
  static final int MAX = 4;
  static final int PATIENCE_SECONDS = 10;

  private final LedgerFile file;
  private final Failures failures;
  private final Semaphore places = new Semaphore(MAX, true);
  private final Deque<Statements> idle = new ArrayDeque<>();
  private boolean closed;

  ReadConnections(LedgerFile file, Failures failures) {
    this.file = file;
    this.failures = failures;
  }

  /// @throws dev.kith.message.KithException UNAVAILABLE if all connections are in use for ten seconds
  <T> T read(String operation, WriteConnection.Work<T> work) {
    take(operation);
    Statements statements = null;
    boolean sound = false;
    try {
      statements = connection(operation);
      statements.execute("BEGIN"); // one state of the ledger, however many statements
      T result = work.run(statements);
      statements.execute("COMMIT");
      sound = true;
      return result;
    } catch (SQLException e) {
      throw failures.of(operation, e);
    } finally {
      try {
        giveBack(statements, sound);
      } finally {
        places.release();
      }
    }
  }

  @Override
  public synchronized void close() {
    closed = true;
    idle.forEach(this::closeOne);
    idle.clear();
  }

  private void take(String operation) {
    try {
      if (!places.tryAcquire(PATIENCE_SECONDS, TimeUnit.SECONDS))
        throw failures.unavailable(operation, "all " + MAX + " reading connections are busy");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw failures.unavailable(operation, "interrupted");
    }
  }

  private Statements connection(String operation) throws SQLException {
    synchronized (this) {
      if (closed)
        throw failures.unavailable(operation, "it is closed");
      Statements free = idle.poll();
      if (free != null)
        return free;
    }
    Statements opened = file.connect();
    opened.execute("PRAGMA query_only = 1");
    return opened;
  }

  private synchronized void giveBack(Statements statements, boolean sound) {
    if (statements == null)
      return;
    if (sound && !closed)
      idle.push(statements);
    else
      closeOne(statements);
  }

  private void closeOne(Statements statements) {
    try {
      statements.close();
    } catch (SQLException e) {
      throw failures.of("close it", e);
    }
  }
}
