package dev.kith.sandbox;

import dev.kith.model.ShardRange;
import java.time.Duration;
import java.util.Objects;

/// A block to run.
///
/// @param id unique among the tasks of a pool
/// @param attempt as code sees it
/// @param budget no further shard is begun after this long; at least one is run
public record BlockTask(long id, JobCode job, ShardRange shards, int attempt, Duration budget) {
  public BlockTask {
    Objects.requireNonNull(job, "job");
    Objects.requireNonNull(shards, "shards");
    SandboxConfig.range("task.budget (ms)", budget.toMillis(), 0, Duration.ofDays(1).toMillis());
  }
}
