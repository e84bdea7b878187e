package dev.kith.ledger;

import dev.kith.crypto.SealBrokenException;
import dev.kith.job.Start;
import dev.kith.message.KithException;
import dev.kith.model.JobId;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConfig.JournalMode;
import org.sqlite.SQLiteConfig.SynchronousMode;
import org.sqlite.SQLiteConfig.TempStore;

/// The file itself: made whole or not at all, opened only after every check.
///
/// SQLite vouches for the last transactions (its log has checksums and is cut at the first bad one) but not for older pages, and a
/// damaged index makes rows invisible. So opening checks structure, order and indexes of the whole file (about a second for
/// each gigabyte), the schema, and the seals of all jobs. Seals of collected values are checked when they are read.
final class LedgerFile {
  private static final int PAGE_BYTES = 4096;
  private static final int BUSY_MILLIS = 5_000;
  /// The log is cut back to this after a checkpoint, bytes.
  private static final int LOG_BYTES = 64 << 20;

  private final Path file;
  private final Failures failures;
  private final Seals seals;
  private final long maxPages;

  /// @param maxBytes of the file, in whole pages
  LedgerFile(Path file, Failures failures, Seals seals, long maxBytes) {
    this.maxPages = Math.max(1, maxBytes / PAGE_BYTES);
    this.file = file;
    this.failures = failures;
    this.seals = seals;
  }

  /// Makes the file if there is none, and checks it if there is one.
  void prepare() {
    try {
      if (!Files.exists(file))
        create();
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
      if (Files.size(file) == 0)
        throw failures.internal("open it", "the file is empty; a ledger never is");
    } catch (IOException e) {
      throw failures.internal("open it", e);
    }
    try (Statements statements = connect()) {
      check(statements);
    } catch (SQLException e) {
      throw failures.of("open it", e);
    }
  }

  Statements connect() throws SQLException { return connect(file); }

  private Statements connect(Path path) throws SQLException {
    SQLiteConfig config = new SQLiteConfig();
    config.setJournalMode(JournalMode.WAL);
    config.setSynchronous(SynchronousMode.FULL);
    config.enforceForeignKeys(true);
    config.setBusyTimeout(BUSY_MILLIS);
    config.setTempStore(TempStore.MEMORY);
    config.setJournalSizeLimit(LOG_BYTES);
    config.setPageSize(PAGE_BYTES);
    Statements statements = new Statements(config.createConnection("jdbc:sqlite:" + path));
    statements.execute("PRAGMA max_page_count = " + maxPages);
    return statements;
  }

  /// SQLite gives its log and index the modes of the file; hence it is there first, private, under another name until it is whole.
  private void create() throws IOException {
    Path log = file.resolveSibling(file.getFileName() + "-wal");
    if (Files.exists(log))
      throw failures.internal("open it", "it is missing, but its log " + log + " is there; put the file back, or both away");
    Path directory = file.toAbsolutePath().getParent();
    Files.createDirectories(directory, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    Path draft = file.resolveSibling(file.getFileName() + ".new");
    for (String suffix : List.of("", "-wal", "-shm"))
      Files.deleteIfExists(draft.resolveSibling(draft.getFileName() + suffix)); // of a process that died here
    Files.createFile(draft, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    try (Statements statements = connect(draft)) {
      lay(statements);
    } catch (SQLException e) {
      throw failures.of("create it", e);
    }
    Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
    try (FileChannel entries = FileChannel.open(directory, StandardOpenOption.READ)) {
      entries.force(true);
    }
  }

  private void lay(Statements statements) throws SQLException {
    statements.execute("BEGIN");
    statements.execute("PRAGMA application_id = " + Schema.APPLICATION_ID);
    statements.execute("PRAGMA user_version = " + Schema.VERSION);
    for (String definition : Schema.ALL)
      statements.execute(definition);
    statements.update("INSERT INTO meta VALUES ('epoch', ?)", seals.start(Start.NEVER));
    statements.execute("COMMIT");
    statements.execute("PRAGMA wal_checkpoint(TRUNCATE)");
  }

  private void check(Statements statements) throws SQLException {
    expect("application id", Schema.APPLICATION_ID, number(statements, "PRAGMA application_id"));
    long version = number(statements, "PRAGMA user_version");
    if (version > Schema.VERSION) {
      throw failures.internal("open it",
          "its schema version is " + version + ", written by a newer program; this one knows up to " + Schema.VERSION);
    }
    expect("schema version", Schema.VERSION, version);
    if (!statements.all("SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY rowid", row -> row.getString(1))
        .equals(Schema.ALL))
      throw damaged("its schema is not the one that was written");
    String found = statements.first("PRAGMA integrity_check(1)", row -> row.getString(1)).orElse("nothing");
    if (!found.equals("ok"))
      throw damaged(found);
    checkKey(statements);
    statements.all(
        "SELECT id, owner, idempotency, created_at, terms, ended_at, kept, data FROM job LEFT JOIN progress ON job = n",
        this::checkJob);
  }

  private void checkKey(Statements statements) throws SQLException {
    byte[] epoch = statements.first("SELECT value FROM meta WHERE name = 'epoch'", row -> row.getBytes(1))
        .orElseThrow(() -> damaged("its epoch is missing"));
    try {
      seals.start(epoch);
    } catch (SealBrokenException e) {
      throw failures.internal("open it", "it was sealed with another key than the one given, or it is damaged");
    }
  }

  private Void checkJob(ResultSet row) throws SQLException {
    byte[] progress = row.getBytes(8);
    if (progress == null)
      throw damaged("the progress of job " + row.getString(1) + " is missing");
    JobId job = SqliteLedger.jobId(failures, row.getString(1));
    seals.check(job, row.getString(2), row.getBytes(3), row.getLong(4), row.getBytes(5), SqliteLedger.nullable(row, 6),
        row.getLong(7), progress);
    return null;
  }

  private long number(Statements statements, String pragma) throws SQLException {
    return statements.first(pragma, row -> row.getLong(1)).orElseThrow(() -> damaged(pragma + " says nothing"));
  }

  private void expect(String what, long wanted, long found) {
    if (wanted != found)
      throw damaged("its " + what + " is " + found + ", not " + wanted);
  }

  private KithException damaged(String how) { return failures.internal("open it", "it is damaged: " + how); }
}
