package dev.kith.job;

import dev.kith.message.JobSpec;
import dev.kith.message.JobView;
import dev.kith.message.Limits;
import dev.kith.message.Reducer;
import dev.kith.model.Digest;
import dev.kith.model.JobId;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/// The signed terms of a job: what a worker checks before it runs anything. Signed once, as a compact JWS whose payload is this
/// record as JSON.
///
/// @param v version of this form, now {@value #VERSION}
/// @param typ {@value #TYPE}, so that no other thing signed by the same key passes for one
/// @param argsSha256 of the arguments' JSON text, UTF-8
/// @param totalUnits 0 for a job that was not to be cut, whose code then finds no `__BRAIN__`; one that was to be, but runs as one
/// piece, has them all in its one shard
/// @param reducer absent for a job that was not cut
/// @param timeoutMs for one shard; of a job without one, the longest that a shard may take
/// @param iat issued at, epoch milliseconds
/// @param exp runs by no worker after that, epoch milliseconds
public record Manifest(int v, String typ, JobId jobId, JobSpec.Op op, Digest codeSha256, Digest argsSha256, long totalUnits,
    long unitsPerShard, long totalShards, Optional<Reducer> reducer, long timeoutMs, int maxResultBytes,
    JobSpec.Isolation isolation, long iat, long exp) {
  public static final int VERSION = 1;
  public static final String TYPE = "kith-job";

  public Manifest {
    Objects.requireNonNull(jobId);
    Objects.requireNonNull(codeSha256);
    Objects.requireNonNull(argsSha256);
    Objects.requireNonNull(reducer);
    Limits.range("manifest.exp", exp, iat, Long.MAX_VALUE);
  }

  /// @param spec as it runs: with the `units` that a job in one piece got into its arguments
  public static Manifest of(JobId job, JobSpec spec, Optional<JobView.Plan> plan, int maxResultBytes, Instant now,
      Duration leaseMax, Duration validFor) {
    long wholeInOne = spec.sharding().map(JobSpec.Sharding::totalUnits).orElse(0L);
    return new Manifest(VERSION, TYPE, job, spec.op(), sha256(spec.code()), sha256(spec.args().text()),
        plan.map(JobView.Plan::totalUnits).orElse(wholeInOne), plan.map(JobView.Plan::unitsPerShard).orElse(wholeInOne),
        plan.map(JobView.Plan::totalShards).orElse(1L), plan.map(JobView.Plan::reducer),
        (spec.timeout().isZero() ? leaseMax : spec.timeout()).toMillis(),
        maxResultBytes, spec.isolation(), now.toEpochMilli(), now.plus(validFor).toEpochMilli());
  }

  private static Digest sha256(String text) {
    try {
      return Digest.of(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every JDK has SHA-256", e);
    }
  }
}
