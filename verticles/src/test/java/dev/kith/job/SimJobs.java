package dev.kith.job;

import dev.kith.message.LeaseMessage.Offered;
import dev.kith.message.Partial;
import dev.kith.model.JobId;
import dev.kith.model.ShardRange;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;

/// The jobs of a simulated run: how long their shards take, what comes out, which fail.
final class SimJobs {
  private final Map<JobId, Nature> natures = new HashMap<>();
  private final List<Offered> overheard = new ArrayList<>();
  private final Set<String> failedOnce = new HashSet<>();

  /// @param millis a shard takes on a fast worker
  /// @param poison a shard that always fails, -1 for none
  /// @param crashes whether it takes the sandbox along
  /// @param flaky every so many shards one fails at its first run, 0 for none
  record Nature(JobRecord.Terms terms, int millis, long poison, boolean crashes, int flaky) {}

  void overhear(Offered offer) { overheard.add(offer); }

  /// Any lease that any worker ever had.
  Optional<Offered> overheard(RandomGenerator random) {
    return overheard.isEmpty() ? Optional.empty() : Optional.of(overheard.get(random.nextInt(overheard.size())));
  }

  void add(Nature nature) { natures.put(nature.terms().id(), nature); }

  Nature nature(JobId job) { return natures.get(job); }

  int millis(JobId job) { return natures.get(job).millis(); }

  boolean crashes(JobId job) { return natures.get(job).crashes(); }

  /// What shard `shard` adds: not whole, but such that every sum of them is exact.
  static double value(JobId job, long shard) { return ((shard * 7919 + job.value().hashCode()) % 1000) / 8.0; }

  long firstFailing(JobId job, ShardRange run) {
    Nature nature = natures.get(job);
    for (long shard = run.first(); shard < run.end(); shard++) {
      boolean flaky = nature.flaky() > 0 && shard % nature.flaky() == 3 && shard != nature.poison();
      if (shard == nature.poison() || (flaky && failedOnce.add(job.value() + shard)))
        return shard;
    }
    return -1;
  }

  Partial partial(JobId job, ShardRange run) {
    double sum = sum(job, run);
    return new Partial.Sums(run.count(),
        Map.of("n", new Partial.FieldSum(run.count(), sum == 0 ? List.of() : List.of(sum))));
  }

  static double sum(JobId job, ShardRange run) {
    double sum = 0;
    for (long shard = run.first(); shard < run.end(); shard++)
      sum += value(job, shard);
    return sum;
  }

  /// What the result of a job must start with, if it ends well.
  Optional<String> expected(JobId job) {
    Nature nature = natures.get(job);
    if (nature.poison() >= 0)
      return Optional.empty();
    double sum = sum(job, new ShardRange(0, nature.terms().totalShards()));
    return Optional.of("{\"aggregate\":{\"n\":" + JsonObject.number(sum) + "},");
  }
}
