package dev.kith.job;

import static java.util.Objects.requireNonNull;

import dev.kith.message.JobSpec;
import dev.kith.message.JobView;
import dev.kith.message.KithException;
import java.util.Optional;

/// Cuts a job into shards.
public final class ShardPlan {
  /// Enough for volunteers who come later, and few enough that their overhead does not show.
  private static final long SHARDS_AT_LEAST = 256;
  private static final long SHARDS_PER_SLOT = 64;
  /// Beyond this, telling results apart costs more than it brings.
  private static final long SHARDS_PER_SLOT_ADVISED = 1_000_000;

  /// Where nobody is there yet, nothing is known of who will come: such a job waits, and is cut for those.
  private static final int NOBODY_YET = 2;

  private ShardPlan() {}

  /// @param plan absent if the job runs as one piece; the caller then gives `args` its `units`
  /// @param note what was changed or is unwise, may be empty
  public record Planned(Optional<JobView.Plan> plan, String note) {
    public Planned {
      requireNonNull(note);
    }
  }

  /// @param offered slots of workers, with one of which a job runs as one piece; with none it waits, and is cut
  /// @throws KithException INVALID if there would be more shards than [JobConfig#maxShards]
  public static Planned plan(JobSpec spec, int offered, JobConfig config) {
    if (spec.sharding().isEmpty())
      return new Planned(Optional.empty(), "");
    int slots = offered == 0 ? NOBODY_YET : offered;
    JobSpec.Sharding sharding = spec.sharding().get();
    long unitsPerShard = sharding.unitsPerShard().orElseGet(() -> chosenUnits(sharding.totalUnits(), slots, config));
    long totalShards = ceilDiv(sharding.totalUnits(), unitsPerShard);
    if (totalShards > config.maxShards())
      throw tooManyShards(sharding.totalUnits(), unitsPerShard, totalShards, config.maxShards());
    if (slots < 2) {
      return new Planned(Optional.empty(),
          "run as one piece: sharding needs 2 slots, there is 1");
    }
    return new Planned(
        Optional.of(new JobView.Plan(sharding.totalUnits(), unitsPerShard, totalShards, sharding.reducer())),
        sharding.unitsPerShard().isPresent() ? advice(unitsPerShard, totalShards, slots) : "");
  }

  private static long chosenUnits(long totalUnits, int slots, JobConfig config) {
    long enough = Math.max(SHARDS_AT_LEAST, SHARDS_PER_SLOT * slots);
    long atMost = Math.min(config.maxShards(), (long) config.shardsPerSlot() * Math.max(2, slots));
    return Math.max(Math.min(config.minShardUnits(), totalUnits), ceilDiv(totalUnits, Math.min(enough, atMost)));
  }

  private static String advice(long unitsPerShard, long totalShards, int slots) {
    if (totalShards < slots) {
      return "unitsPerShard " + unitsPerShard + " kept: it gives " + totalShards + " shards for " + slots
          + " slots, so some stay idle";
    }
    if (totalShards / slots > SHARDS_PER_SLOT_ADVISED) {
      return "unitsPerShard " + unitsPerShard + " kept: it gives " + totalShards
          + " shards; more units per shard would cost less";
    }
    return "";
  }

  private static KithException tooManyShards(long totalUnits, long unitsPerShard, long shards, long max) {
    return KithException.invalid("shardConfig.unitsPerShard " + unitsPerShard + " gives " + shards + " shards, at most " + max
        + " are allowed: use at least " + ceilDiv(totalUnits, max));
  }

  private static long ceilDiv(long a, long b) { return (a - 1) / b + 1; }
}
