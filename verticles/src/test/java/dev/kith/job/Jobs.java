package dev.kith.job;

import dev.kith.message.Addresses;
import dev.kith.message.JobSpec;
import dev.kith.message.JobView;
import dev.kith.message.Reducer;
import dev.kith.model.Digest;
import dev.kith.model.JobId;
import dev.kith.model.Json;
import dev.kith.model.NodeId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// Jobs for tests.
final class Jobs {
  static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  static final Reducer SUM = new Reducer.Sum(List.of("n"));

  private Jobs() {}

  static JobSpec spec(Optional<JobSpec.Sharding> sharding, int attempts) {
    return new JobSpec(JobSpec.Op.RUN_JS, "return {n: 1}", new Json("{}"), Duration.ofSeconds(10), sharding, attempts,
        JobSpec.Isolation.JOB, "");
  }

  /// An address for leases, of a node made up for the worker.
  static String home(String worker) { return Addresses.leases(node(worker)).address(); }

  static NodeId node(String worker) { return new NodeId(String.format("%032x", worker.hashCode() & 0xffff_ffffL)); }

  static JobRecord.Terms single(long number) { return terms(number, "ann", Optional.empty(), spec(Optional.empty(), 3)); }

  static JobRecord.Terms sharded(long number, long shards) { return sharded(number, "ann", shards, SUM, 3); }

  static JobRecord.Terms sharded(long number, String owner, long shards, Reducer reducer, int attempts) {
    return terms(number, owner, Optional.of(new JobView.Plan(shards * 10, 10, shards, reducer)),
        spec(Optional.of(new JobSpec.Sharding(shards * 10, Optional.of(10L), reducer)), attempts));
  }

  private static JobRecord.Terms terms(long number, String owner, Optional<JobView.Plan> plan, JobSpec spec) {
    return new JobRecord.Terms(JobId.of(0, number), owner, Optional.empty(), new Digest("0".repeat(64)), spec, plan, "jws", "",
        START);
  }
}
