package dev.kith.sandbox;

/// What the parent says to a child. Bytes in [Wire].
sealed interface ToChild {
  /// Take this job's code; a new isolate begins.
  record Load(String key, String code, String argsJson, String reducerJson, long timeoutMillis, boolean freshRealmPerShard,
      long totalShards, long totalUnits, long unitsPerShard, int maxResultBytes) implements ToChild {
    static Load of(JobCode job) {
      return new Load(job.key(), job.code(), job.argsJson(), job.reducerJson(), job.timeout().toMillis(),
          job.freshRealmPerShard(), job.totalShards(), job.totalUnits(), job.unitsPerShard(), job.maxResultBytes());
    }
  }

  /// Run shards of the loaded job. Answered by [FromChild.Finished].
  record Run(long id, long first, long count, int attempt, long budgetMillis) implements ToChild {}

  /// Stop that task soon and answer with what is done.
  record Cancel(long id) implements ToChild {}

  /// Compile this code and run nothing of it. Answered by [FromChild.Checked].
  record Check(long id, String code) implements ToChild {}

  /// Drop the loaded job.
  record Unload() implements ToChild {}
}
