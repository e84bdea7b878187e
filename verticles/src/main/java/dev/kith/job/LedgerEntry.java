package dev.kith.job;

import dev.kith.model.JobId;
import dev.kith.model.Json;
import java.util.List;

/// One change of the [Ledger].
public sealed interface LedgerEntry {
  /// A new job. Its id, and its idempotency key for its owner, must be new.
  record Accept(JobRecord job) implements LedgerEntry {}

  /// A job's progress, replacing what was there: completed set and aggregate change together, or not at all.
  ///
  /// @param start of the controller that says so
  /// @param values for `collect`: what these shards returned, new ones only
  record Advance(JobId job, Start start, JobRecord.Progress progress, List<Collected> values) implements LedgerEntry {
    public Advance {
      values = List.copyOf(values);
    }
  }

  /// A job and all that belongs to it goes.
  record Remove(JobId job) implements LedgerEntry {}

  /// Values of the shards `first`, `first + 1`, ...
  record Collected(long first, List<Json> values) {
    public Collected {
      values = List.copyOf(values);
    }
  }
}
