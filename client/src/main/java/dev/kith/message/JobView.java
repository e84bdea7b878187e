package dev.kith.message;

import dev.kith.model.JobId;
import dev.kith.model.Json;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// A job as its owner sees it at one moment.
///
/// @param note what the system changed or wants to tell (single mode for lack of slots, units per shard kept), may be empty
/// @param plan present if the job was cut
/// @param result the envelope or the aggregate, present once done; also for a failed job if there is one to show
/// @param error present if failed or cancelled
public record JobView(JobId id, JobSpec.Op op, String name, Status status, Control control, boolean sharded, String note,
    Optional<Plan> plan, Json args, Progress progress, Optional<Json> result, Optional<String> error, Instant createdAt,
    Optional<Instant> startedAt, Optional<Instant> endedAt) {

  public enum Status {
    QUEUED, RUNNING, DONE, FAILED;

    public boolean ended() { return this == DONE || this == FAILED; }
  }

  public enum Control {
    RUNNING, PAUSED, CANCELLED
  }

  /// How the job was cut: shard `i` has units `i * unitsPerShard` up to at most `totalUnits`.
  public record Plan(long totalUnits, long unitsPerShard, long totalShards, Reducer reducer) {}

  /// @param late results that came after their shard had counted, or under an old lease: dropped
  /// @param retried shards given out again after a failure or a lapsed lease
  /// @param unitsPerSecond over the last few seconds; 0 if nothing runs
  /// @param shares who computed how much, largest first, at most 64 and the rest as one named `others`
  public record Progress(long completedShards, long totalShards, long runningShards, long late, long retried,
      double unitsPerSecond, long ranMillis, List<Share> shares) {
    public Progress {
      shares = List.copyOf(shares);
    }
  }

  /// @param worker a worker's id, or `others`
  /// @param label what people call it
  public record Share(String worker, String label, long shards, long units, long computeMillis) {}
}
