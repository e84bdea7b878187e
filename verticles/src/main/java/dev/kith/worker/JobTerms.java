package dev.kith.worker;

import dev.kith.codec.MessageCodec;
import dev.kith.crypto.Digests;
import dev.kith.crypto.Jws;
import dev.kith.crypto.VerifyingKey;
import dev.kith.job.Manifest;
import dev.kith.message.JobSpec;
import dev.kith.message.KithException;
import dev.kith.message.Limits;
import dev.kith.message.WorkReply;
import dev.kith.model.JobId;
import dev.kith.sandbox.JobCode;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;

/// Checks once per job that its terms are signed by the mesh, are for this job, have not expired, and fit the code and the arguments
/// that came with them; then says how the sandbox is to run it.
final class JobTerms {
  /// The `typ` of the signature's header; a signature made for anything else is refused.
  private static final String TYP = "kith-job+jws";

  private final VerifyingKey key;

  JobTerms(VerifyingKey key) { this.key = key; }

  /// @param validFor how long it may be run from when the controller answered
  record Checked(JobCode code, Duration validFor) {}

  /// Times are judged by the controller's clock, which came with the terms: a worker's own may be wrong.
  ///
  /// @throws KithException INVALID if anything does not fit
  Checked checked(JobId job, WorkReply.Material material) {
    String payload = Jws.verify(key, TYP, material.manifest())
        .orElseThrow(() -> KithException
            .invalid("cannot run job " + job + ": its manifest is not signed by the key that this node trusts"));
    Manifest manifest = MessageCodec.decode(payload.getBytes(StandardCharsets.UTF_8), Manifest.class, Limits.MESSAGE_BYTES);
    require(manifest.jobId().equals(job), job, "its manifest is for job " + manifest.jobId());
    Duration validFor = Duration.ofMillis(manifest.exp() - material.clock().toEpochMilli());
    require(validFor.isPositive(), job, "its manifest expired at " + Instant.ofEpochMilli(manifest.exp())
        + ", and its controller's clock shows " + material.clock());
    require(manifest.codeSha256().equals(Digests.sha256Utf8(material.code())), job, "its code is not the signed one");
    require(manifest.argsSha256().equals(Digests.sha256Utf8(material.args().text())), job,
        "its arguments are not the signed ones");
    return new Checked(code(job, material, manifest), validFor);
  }

  private static JobCode code(JobId job, WorkReply.Material material, Manifest manifest) {
    return new JobCode(job.value(), material.code(), material.args().text(), Duration.ofMillis(manifest.timeoutMs()),
        manifest.isolation() == JobSpec.Isolation.SHARD, reducer(manifest), manifest.totalShards(), manifest.totalUnits(),
        manifest.unitsPerShard(), manifest.maxResultBytes());
  }

  private static String reducer(Manifest manifest) {
    return manifest.reducer().map(reducer -> new String(MessageCodec.encode(reducer), StandardCharsets.UTF_8)).orElse("");
  }

  private static void require(boolean holds, JobId job, String otherwise) {
    if (!holds) throw KithException.invalid("cannot run job " + job + ": " + otherwise);
  }
}
