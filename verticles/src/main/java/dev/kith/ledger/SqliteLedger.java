package dev.kith.ledger;

import dev.kith.job.JobRecord;
import dev.kith.job.Ledger;
import dev.kith.job.LedgerEntry;
import dev.kith.job.Start;
import dev.kith.message.KithException;
import dev.kith.model.JobId;
import dev.kith.model.Json;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The [Ledger] as one SQLite file, mode 0600: write-ahead log, `synchronous=FULL`, what clients wrote and got sealed by the key
/// given. Clear are ids, owners, times and sizes. Thread-safe; every method blocks on the disk.
public final class SqliteLedger implements Ledger {
  /// What a ledger may take on disk unless told otherwise, bytes.
  public static final long MAX_BYTES = 64L << 30;

  private static final String JOBS = "SELECT id, owner, idempotency, created_at, terms, ended_at, kept, data "
      + "FROM job JOIN progress ON job = n ";

  private final Failures failures;
  private final Seals seals;
  private final WriteConnection writer;
  private final ReadConnections readers;

  private SqliteLedger(Failures failures, Seals seals, LedgerFile file) {
    this.failures = failures;
    this.seals = seals;
    this.writer = new WriteConnection(file, failures);
    this.readers = new ReadConnections(file, failures);
  }

  /// @param file made if it is missing, with its directories
  /// @param key 32 bytes, the same for the life of the file
  /// @throws KithException INTERNAL, naming the file, if it is damaged, of a newer program or sealed with another key
  public static SqliteLedger open(Path file, byte[] key) { return open(file, key, MAX_BYTES); }

  /// @param maxBytes of the file; beyond it a commit fails with STORAGE_FULL
  public static SqliteLedger open(Path file, byte[] key, long maxBytes) {
    Failures failures = new Failures(file);
    Seals seals = new Seals(failures, key);
    LedgerFile ledgerFile = new LedgerFile(file, failures, seals, maxBytes);
    ledgerFile.prepare();
    return new SqliteLedger(failures, seals, ledgerFile);
  }

  @Override
  public Start last() { return readers.read("read the epoch", this::start); }

  @Override
  public Recovered recover(Start start) {
    writer.transaction("raise the epoch", sql -> {
      Start last = start(sql);
      if (start.epoch() <= last.epoch())
        throw failures.internal("begin " + start, "it is at " + last + " already");
      sql.update("UPDATE meta SET value = ? WHERE name = 'epoch'", seals.start(start));
      return null;
    });
    return new Recovered(start,
        readers.read("read live jobs", sql -> sql.all(JOBS + "WHERE ended_at IS NULL ORDER BY n", this::job)));
  }

  @Override
  public void commit(List<LedgerEntry> entries) {
    writer.transaction("commit " + entries.size() + " entries", sql -> {
      for (LedgerEntry entry : entries)
        apply(sql, entry);
      return null;
    });
  }

  @Override
  public Optional<JobRecord> find(JobId job) {
    return readers.read("read job " + job, sql -> sql.first(JOBS + "WHERE id = ?", this::job, job.value()));
  }

  @Override
  public List<JobRecord> newest(Optional<String> owner, Optional<JobId> before, int limit) {
    return readers.read("list jobs", sql -> {
      long below = Long.MAX_VALUE;
      if (before.isPresent())
        below = number(sql, before.get()).orElse(Long.MIN_VALUE);
      String order = "n < ? ORDER BY n DESC LIMIT ?";
      return owner.isPresent()
          ? sql.all(JOBS + "WHERE owner = ? AND " + order, this::job, owner.get(), below, limit)
          : sql.all(JOBS + "WHERE " + order, this::job, below, limit);
    });
  }

  @Override
  public List<JobRecord> newestMadeBefore(Optional<String> owner, Instant moment, int limit) {
    String order = "created_at < ? ORDER BY n DESC LIMIT ?";
    return readers.read("list jobs", sql -> owner.isPresent()
        ? sql.all(JOBS + "WHERE owner = ? AND " + order, this::job, owner.get(), moment.toEpochMilli(), limit)
        : sql.all(JOBS + "WHERE " + order, this::job, moment.toEpochMilli(), limit));
  }

  @Override
  public Optional<JobRecord> byIdempotencyKey(String owner, String key) {
    return readers.read("look up an idempotency key",
        sql -> sql.first(JOBS + "WHERE idempotency = ?", this::job, seals.idempotency(owner, key)));
  }

  @Override
  public List<Json> values(JobId job, long from, long maxBytes) {
    return readers.read("read values of job " + job, sql -> {
      Optional<Long> n = number(sql, job);
      return n.isEmpty() ? List.of() : values(sql, job, n.get(), from, maxBytes);
    });
  }

  @Override
  public List<JobId> expired(long endedBefore, int keep, int limit) {
    String beyond = "job NOT IN (SELECT job FROM progress WHERE ended_at IS NOT NULL ORDER BY ended_at DESC, job DESC LIMIT ?)";
    return readers.read("list expired jobs",
        sql -> sql.all("SELECT id FROM progress JOIN job ON n = job WHERE ended_at IS NOT NULL AND (ended_at < ? OR " + beyond
            + ") ORDER BY ended_at, job LIMIT ?", row -> jobId(failures, row.getString(1)), endedBefore, keep, limit));
  }

  @Override
  public void close() {
    readers.close();
    writer.close();
  }

  private void apply(Statements sql, LedgerEntry entry) throws SQLException {
    switch (entry) {
      case LedgerEntry.Accept(JobRecord job) -> accept(sql, job);
      case LedgerEntry.Advance advance -> advance(sql, advance);
      case LedgerEntry.Remove(JobId job) -> sql.update("DELETE FROM job WHERE id = ?", job.value());
    }
  }

  private void accept(Statements sql, JobRecord job) throws SQLException {
    JobRecord.Terms terms = job.terms();
    byte[] idempotency = terms.idempotencyKey().map(key -> seals.idempotency(terms.owner(), key)).orElse(null);
    sql.update("INSERT INTO job (id, owner, idempotency, created_at, terms) VALUES (?, ?, ?, ?, ?)", terms.id().value(),
        terms.owner(),
        idempotency, terms.createdAt().toEpochMilli(), seals.terms(terms, idempotency));
    Long endedAt = endedAt(terms.id(), job.progress());
    sql.update("INSERT INTO progress (job, ended_at, kept, data) VALUES (last_insert_rowid(), ?, 0, ?)", endedAt,
        seals.progress(terms.id(), endedAt, 0, job.progress()));
  }

  private void advance(Statements sql, LedgerEntry.Advance advance) throws SQLException {
    JobId job = advance.job();
    Start start = start(sql);
    if (!advance.start().equals(start))
      throw failures.internal("advance job " + job, "it is of " + advance.start() + ", the ledger is at " + start);
    long n = number(sql, job).orElseThrow(() -> failures.internal("advance job " + job, "no such job"));
    long kept = kept(sql, n) + advance.values().stream().mapToLong(collected -> collected.values().size()).sum();
    Long endedAt = endedAt(job, advance.progress());
    sql.update("UPDATE progress SET ended_at = ?, kept = ?, data = ? WHERE job = ?", endedAt, kept,
        seals.progress(job, endedAt, kept, advance.progress()), n);
    for (LedgerEntry.Collected collected : advance.values()) {
      if (!collected.values().isEmpty())
        sql.update("INSERT INTO collected (job, first, count, data) VALUES (?, ?, ?, ?)", n, collected.first(),
            collected.values().size(), seals.collected(job, collected));
    }
  }

  private List<Json> values(Statements sql, JobId job, long n, long from, long maxBytes) throws SQLException {
    List<Json> values = new ArrayList<>();
    long next = from;
    long bytes = 0;
    while (true) {
      long wanted = next;
      Optional<LedgerEntry.Collected> row = collected(sql, job, "first <= ? ORDER BY first DESC LIMIT 1", n, wanted);
      if (row.isEmpty() || row.get().first() + row.get().values().size() <= wanted) {
        requireGap(sql, job, n, wanted);
        return values;
      }
      for (Json value : row.get().values().subList((int) (wanted - row.get().first()), row.get().values().size())) {
        bytes += value.bytes();
        if (bytes > maxBytes && !values.isEmpty())
          return values;
        values.add(value);
        next++;
      }
    }
  }

  private Optional<LedgerEntry.Collected> collected(Statements sql, JobId job, String which, long n, long shard)
      throws SQLException {
    return sql.first("SELECT first, count, data FROM collected WHERE job = ? AND " + which,
        row -> seals.collected(job, row.getLong(1), row.getInt(2), row.getBytes(3)), n, shard);
  }

  /// A gap is where no result is yet; unless a row went missing, which shows in the count, or was moved, which breaks its seal.
  private void requireGap(Statements sql, JobId job, long n, long shard) throws SQLException {
    collected(sql, job, "first > ? ORDER BY first LIMIT 1", n, shard);
    long there = sql.first("SELECT coalesce(sum(count), 0) FROM collected WHERE job = ?", row -> row.getLong(1), n).orElse(0L);
    long kept = kept(sql, n);
    if (there != kept)
      throw failures.internal("read values of job " + job, "it is damaged: " + there + " of " + kept + " values are there");
  }

  private static long kept(Statements sql, long n) throws SQLException {
    return sql.first("SELECT kept FROM progress WHERE job = ?", row -> row.getLong(1), n).orElse(0L);
  }

  private Start start(Statements sql) throws SQLException {
    return sql.first("SELECT value FROM meta WHERE name = 'epoch'", row -> seals.start(row.getBytes(1)))
        .orElseThrow(() -> failures.internal("read the epoch", "it is missing"));
  }

  private static Optional<Long> number(Statements sql, JobId job) throws SQLException {
    return sql.first("SELECT n FROM job WHERE id = ?", row -> row.getLong(1), job.value());
  }

  private JobRecord job(ResultSet row) throws SQLException {
    JobId id = jobId(failures, row.getString(1));
    return new JobRecord(seals.terms(id, row.getString(2), row.getBytes(3), row.getLong(4), row.getBytes(5)),
        seals.progress(id, nullable(row, 6), row.getLong(7), row.getBytes(8)));
  }

  private Long endedAt(JobId job, JobRecord.Progress progress) {
    if (!progress.status().ended())
      return null;
    return progress.endedAt().orElseThrow(() -> failures.internal("write job " + job, "it has ended at no time")).toEpochMilli();
  }

  static Long nullable(ResultSet row, int column) throws SQLException {
    long value = row.getLong(column);
    return row.wasNull() ? null : value;
  }

  static JobId jobId(Failures failures, String text) {
    try {
      return new JobId(text);
    } catch (IllegalArgumentException e) {
      throw failures.internal("read a job's id", e);
    }
  }
}
