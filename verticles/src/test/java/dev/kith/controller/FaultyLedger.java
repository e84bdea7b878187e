package dev.kith.controller;

import dev.kith.job.JobRecord;
import dev.kith.job.Ledger;
import dev.kith.job.LedgerEntry;
import dev.kith.job.Start;
import dev.kith.message.ErrorCode;
import dev.kith.message.KithException;
import dev.kith.model.JobId;
import dev.kith.model.Json;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;

/// A ledger whose disk can be full. Everything else is as the one behind it does it.
final class FaultyLedger implements Ledger {
  private final Ledger real;
  private volatile boolean full;
  private volatile CountDownLatch slow;

  FaultyLedger(Ledger real) { this.real = real; }

  void full(boolean now) {
    slow = null;
    full = now;
  }

  /// Full, but says so only when `until` is down.
  void slowlyFull(CountDownLatch until) {
    slow = until;
    full = true;
  }

  @Override
  public Start last() { return real.last(); }

  @Override
  public Recovered recover(Start start) { return real.recover(start); }

  @Override
  public void commit(List<LedgerEntry> entries) {
    CountDownLatch until = slow;
    if (full && until != null) await(until);
    if (full) throw new KithException(ErrorCode.STORAGE_FULL, "the disk is full");
    real.commit(entries);
  }

  private static void await(CountDownLatch until) {
    try {
      until.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException("a writer is not interrupted", e);
    }
  }

  @Override
  public Optional<JobRecord> find(JobId job) { return real.find(job); }

  @Override
  public List<JobRecord> newestMadeBefore(Optional<String> owner, Instant moment, int limit) {
    return real.newestMadeBefore(owner, moment, limit);
  }

  @Override
  public List<JobRecord> newest(Optional<String> owner, Optional<JobId> before, int limit) {
    return real.newest(owner, before, limit);
  }

  @Override
  public Optional<JobRecord> byIdempotencyKey(String owner, String key) { return real.byIdempotencyKey(owner, key); }

  @Override
  public List<Json> values(JobId job, long from, long maxBytes) { return real.values(job, from, maxBytes); }

  @Override
  public List<JobId> expired(long endedBefore, int keep, int limit) { return real.expired(endedBefore, keep, limit); }

  @Override
  public void close() { real.close(); }
}
