package dev.kith.job;

import dev.kith.model.JobId;
import dev.kith.model.Json;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// What survives. Every method blocks on the disk; one writer at a time, readers beside it.
///
/// The contract, checked by one test for every implementation: after [#commit] returns, its entries are there whatever dies;
/// if it throws or the process dies inside it, all of them are there or none. Failures are a
/// [dev.kith.message.KithException] with STORAGE_FULL or INTERNAL.
public interface Ledger extends AutoCloseable {
  /// The last start that it knows, [Start#NEVER] if there was none.
  Start last();

  /// Begins another one, durably, and gives back every job that has not ended. Called once, before anything else is committed.
  ///
  /// @param start of a higher epoch than the last
  Recovered recover(Start start);

  /// All entries in one transaction, on disk when it returns. An [LedgerEntry.Advance] of another start than the present one,
  /// or of an unknown job, fails the whole batch.
  void commit(List<LedgerEntry> entries);

  Optional<JobRecord> find(JobId job);

  /// Jobs from the newest on, at most `limit`.
  ///
  /// @param owner absent: everybody's
  /// @param before only jobs accepted before this one; an unknown one gives an empty list
  List<JobRecord> newest(Optional<String> owner, Optional<JobId> before, int limit);

  /// Jobs made before that moment, in the order of [#newest], at most `limit`.
  List<JobRecord> newestMadeBefore(Optional<String> owner, Instant moment, int limit);

  /// The job that this owner submitted under that key.
  Optional<JobRecord> byIdempotencyKey(String owner, String key);

  /// Collected values of the shards `from`, `from + 1`, ... as far as they are there without a gap.
  ///
  /// @param maxBytes stop before exceeding it, but give at least one value if there is one
  List<Json> values(JobId job, long from, long maxBytes);

  /// Ended jobs beyond retention, oldest first: those that ended before `endedBefore` (epoch milliseconds), and all beyond the
  /// newest `keep`. At most `limit`.
  List<JobId> expired(long endedBefore, int keep, int limit);

  @Override
  void close();

  /// @param start the new one
  /// @param live jobs that have not ended, oldest first
  record Recovered(Start start, List<JobRecord> live) {
    public Recovered {
      live = List.copyOf(live);
    }
  }
}
