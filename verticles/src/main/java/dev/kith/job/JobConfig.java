package dev.kith.job;

import dev.kith.message.Limits;
import dev.kith.model.ShardRange;
import java.time.Duration;

/// Limits and measures of the job domain. Start from [#defaults] and change what is to differ.
///
/// @param maxLiveJobs jobs that have not ended; one more is UNAVAILABLE
/// @param maxWorkers known at once; one more is UNAVAILABLE
/// @param maxShards of one job
/// @param maxResultBytes of one shard's result
/// @param maxFailingShards shards of one job that wait for another attempt after a failure; one more fails the job
/// @param maxBlockShards shards leased together
/// @param blockTarget how long a block should take
/// @param backupAfter a lease is not called slow before this age
/// @param revokeGrace a revoked lease that is not handed back lapses after this
/// @param elsewhereFor how long a failed shard waits for another worker than the one that it failed on
/// @param goneAfter a worker silent for this long is forgotten
/// @param eventsPerJob kept of one job
/// @param eventsKept of all jobs together
/// @param endedJobs kept for a quick look; all are in the ledger
/// @param endedBytes of arguments and results of these, together
/// @param leaseMax how long a shard may take whose job has no time-out
/// @param minShardUnits fewest units of a shard where we choose
/// @param shardsPerSlot at most so many shards for each slot where we choose
public record JobConfig(int maxLiveJobs, int maxWorkers, long maxShards, int maxResultBytes, int maxFailingShards,
    long maxBlockShards, Duration blockTarget, Duration backupAfter, Duration revokeGrace, Duration elsewhereFor,
    Duration goneAfter, int eventsPerJob, int eventsKept, int endedJobs, long endedBytes, Duration leaseMax,
    long minShardUnits, int shardsPerSlot) {
  public JobConfig {
    Limits.range("jobs.maxLiveJobs", maxLiveJobs, 1, 100_000);
    Limits.range("jobs.maxWorkers", maxWorkers, 1, 100_000);
    Limits.range("jobs.maxShards", maxShards, 1, ShardRange.MAX_SHARDS);
    Limits.range("jobs.maxResultBytes", maxResultBytes, 64, Limits.RESULT_BYTES_MAX);
    Limits.range("jobs.maxFailingShards", maxFailingShards, 1, 100_000);
    Limits.range("jobs.maxBlockShards", maxBlockShards, 1, ShardRange.MAX_SHARDS);
    Limits.range("jobs.blockTarget (ms)", blockTarget.toMillis(), 1, 60_000);
    Limits.range("jobs.backupAfter (ms)", backupAfter.toMillis(), 1, 3_600_000);
    Limits.range("jobs.revokeGrace (ms)", revokeGrace.toMillis(), 100, 60_000);
    Limits.range("jobs.elsewhereFor (ms)", elsewhereFor.toMillis(), 0, 60_000);
    Limits.range("jobs.goneAfter (ms)", goneAfter.toMillis(), 1_000, 86_400_000);
    Limits.range("jobs.eventsPerJob", eventsPerJob, 16, 100_000);
    Limits.range("jobs.eventsKept", eventsKept, eventsPerJob, 10_000_000);
    Limits.range("jobs.endedJobs", endedJobs, 0, 100_000);
    Limits.range("jobs.endedBytes", endedBytes, 0, 1L << 40);
    Limits.range("jobs.leaseMax (ms)", leaseMax.toMillis(), 1_000, Limits.TIMEOUT_MAX.toMillis());
    Limits.range("jobs.minShardUnits", minShardUnits, 1, Limits.TOTAL_UNITS);
    Limits.range("jobs.shardsPerSlot", shardsPerSlot, 1, 1_000_000);
  }

  public static JobConfig defaults() {
    return new JobConfig(1_000, 10_000, ShardRange.MAX_SHARDS, Limits.RESULT_BYTES, 1_000, 1L << 20, Duration.ofMillis(200),
        Duration.ofMillis(300), Duration.ofSeconds(2), Duration.ofSeconds(1), Duration.ofMinutes(2), 4_000, 100_000, 200,
        32L << 20, Duration.ofHours(1), 1, 200);
  }
}
