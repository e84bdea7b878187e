package dev.kith.ledger;

import dev.kith.job.JobRecord;
import dev.kith.job.Ledger;
import dev.kith.job.LedgerEntry;
import dev.kith.job.Start;
import dev.kith.model.JobId;
import dev.kith.model.Json;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// A ledger on which something else has a say before each commit.
record Trouble(Ledger real, Runnable before) implements Ledger {
  @Override
  public Start last() { return real.last(); }

  @Override
  public Recovered recover(Start start) { return real.recover(start); }

  @Override
  public void commit(List<LedgerEntry> entries) {
    before.run();
    real.commit(entries);
  }

  @Override
  public Optional<JobRecord> find(JobId job) { return real.find(job); }

  @Override
  public List<JobRecord> newest(Optional<String> owner, Optional<JobId> from, int limit) {
    return real.newest(owner, from, limit);
  }

  @Override
  public List<JobRecord> newestMadeBefore(Optional<String> owner, Instant moment, int limit) {
    return real.newestMadeBefore(owner, moment, limit);
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
