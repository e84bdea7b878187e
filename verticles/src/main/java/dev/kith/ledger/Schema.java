package dev.kith.ledger;

import java.util.List;

/// The tables. What is not sealed is bound to what is (see [Seals]), so that a change of it is noticed.
///
/// Progress has a table of its own because SQLite writes a changed row whole, and terms hold the code.
final class Schema {
  /// `Kith`, in the file's header.
  static final int APPLICATION_ID = 0x4b697468;
  static final int VERSION = 1;

  static final String META = "CREATE TABLE meta (name TEXT PRIMARY KEY, value BLOB NOT NULL) STRICT";
  /// `n` is the order of acceptance.
  static final String JOB = "CREATE TABLE job (n INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, owner TEXT NOT NULL, "
      + "idempotency BLOB UNIQUE, created_at INTEGER NOT NULL, terms BLOB NOT NULL) STRICT";
  static final String JOB_BY_OWNER = "CREATE INDEX job_by_owner ON job (owner, n)";
  /// `ended_at` is null while the job lives; `kept` counts the values in `collected`.
  static final String PROGRESS = "CREATE TABLE progress (job INTEGER PRIMARY KEY REFERENCES job (n) ON DELETE CASCADE, "
      + "ended_at INTEGER, kept INTEGER NOT NULL, data BLOB NOT NULL) STRICT";
  static final String PROGRESS_BY_END = "CREATE INDEX progress_by_end ON progress (ended_at, job)";
  /// Values of `count` shards from `first` on.
  static final String COLLECTED = "CREATE TABLE collected (job INTEGER NOT NULL REFERENCES job (n) ON DELETE CASCADE, "
      + "first INTEGER NOT NULL, count INTEGER NOT NULL, data BLOB NOT NULL, PRIMARY KEY (job, first)) STRICT, WITHOUT ROWID";

  static final List<String> ALL = List.of(META, JOB, JOB_BY_OWNER, PROGRESS, PROGRESS_BY_END, COLLECTED);

  private Schema() {}
}
