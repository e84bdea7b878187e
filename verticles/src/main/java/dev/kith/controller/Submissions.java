package dev.kith.controller;

import dev.kith.codec.JsonText;
import dev.kith.codec.MessageCodec;
import dev.kith.crypto.Digests;
import dev.kith.job.JobRecord;
import dev.kith.job.Now;
import dev.kith.job.ShardPlan;
import dev.kith.message.Caller;
import dev.kith.message.ErrorCode;
import dev.kith.message.JobRequest;
import dev.kith.message.JobSpec;
import dev.kith.message.KithException;
import dev.kith.model.Digest;
import dev.kith.model.JobId;
import io.vertx.core.Future;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.random.RandomGenerator;

/// Turns what a client asks for into signed terms: checks the configured limits, cuts the job, signs the manifest.
final class Submissions {
  private final ControllerConfig config;
  private final Manifests manifests;
  private final RandomGenerator random;

  Submissions(ControllerConfig config, Manifests manifests, RandomGenerator random) {
    this.config = config;
    this.manifests = manifests;
    this.random = random;
  }

  /// What a repeated request is compared by.
  static Digest digest(JobSpec spec) { return Digests.sha256(MessageCodec.encode(spec)); }

  /// @param slots that workers offer now: with fewer than two, a sharded job is run as one
  /// @throws KithException TOO_LARGE beyond the configured limits, INVALID for a plan with too many shards
  Future<JobRecord.Terms> terms(JobRequest.Submit submit, int slots, Now now) {
    JobSpec asked = submit.spec();
    limit("code", asked.code().getBytes(StandardCharsets.UTF_8).length, config.maxCodeBytes());
    limit("args", asked.args().bytes(), config.maxArgsBytes());
    ShardPlan.Planned planned = ShardPlan.plan(asked, slots, config.jobs());
    JobSpec spec = planned.plan().isEmpty() ? wholeInOne(asked) : asked;
    JobId id = JobId.of(random.nextLong(), random.nextLong());
    return manifests.sign(new JobRecord.Terms(id, submit.caller().owner(), submit.idempotencyKey(), digest(asked), spec,
        planned.plan(), "", planned.note(), now.wall()), now);
  }

  /// The job that was accepted before under the same key.
  ///
  /// @throws KithException CONFLICT if that was another one
  static JobRecord sameAs(JobRecord earlier, JobSpec spec) {
    if (earlier.terms().specDigest().equals(digest(spec))) return earlier;
    throw new KithException(ErrorCode.CONFLICT,
        "Idempotency-Key was used for job " + earlier.terms().id() + " with another request; use a new key");
  }

  static void visible(Caller caller, String owner, JobId job) {
    if (!caller.maySee(owner)) throw new KithException(ErrorCode.NOT_FOUND, "no job " + job);
  }

  /// A job that can't be shared out gets all its units in `args.units`, as the predecessor's clients expect, unless it
  /// says something else there.
  private static JobSpec wholeInOne(JobSpec spec) {
    Optional<Long> units = spec.sharding().map(JobSpec.Sharding::totalUnits);
    return units.isEmpty()
        ? spec
        : new JobSpec(spec.op(), spec.code(), JsonText.withMissing(spec.args(), "units", units.get()), spec.timeout(),
            spec.sharding(),
            spec.attempts(), spec.isolation(), spec.name());
  }

  private static void limit(String field, int bytes, int max) {
    if (bytes > max) throw new KithException(ErrorCode.TOO_LARGE, field + " must have at most " + max + " bytes, not " + bytes);
  }
}
