package dev.kith.job;

import dev.kith.message.JobSpec;
import dev.kith.message.JobView;
import dev.kith.model.Blob;
import dev.kith.model.Digest;
import dev.kith.model.JobId;
import dev.kith.model.Json;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// A job as it is kept: what was agreed, which never changes, and how far it is.
public record JobRecord(Terms terms, Progress progress) {
  /// @param owner id of the key that submitted it
  /// @param specDigest of the spec as submitted, to tell a repeated request from another one under the same idempotency key
  /// @param plan present if the job was cut
  /// @param manifest the signed terms, a compact JWS
  /// @param note what the system changed, may be empty
  public record Terms(JobId id, String owner, Optional<String> idempotencyKey, Digest specDigest, JobSpec spec,
      Optional<JobView.Plan> plan, String manifest, String note, Instant createdAt) {
    public long totalShards() { return plan.map(JobView.Plan::totalShards).orElse(1L); }
  }

  /// @param done the completed set, as `ShardSet` writes it
  /// @param fold the aggregate of exactly these shards, as `Fold` writes it
  /// @param shares in no order
  /// @param lastSeq number of the job's last event
  /// @param ranMillis from its start to now or its end, without the time when its controller was down; absent if it was written
  ///   before that was kept
  /// @param result present once there is one to show
  public record Progress(JobView.Status status, JobView.Control control, Blob done, Blob fold, long completed, long late,
      long retried, long lastSeq, List<JobView.Share> shares, Optional<Long> ranMillis, Optional<Json> result,
      Optional<String> error,
      Optional<Instant> startedAt, Optional<Instant> endedAt) {
    public Progress {
      shares = List.copyOf(shares);
    }

    /// By the stamps where nothing better is known.
    long ran() {
      return ranMillis
          .orElseGet(() -> startedAt.flatMap(from -> endedAt.map(to -> Math.max(0, Duration.between(from, to).toMillis())))
              .orElse(0L));
    }

    /// Nothing done yet.
    public static Progress none() {
      return new Progress(JobView.Status.QUEUED, JobView.Control.RUNNING, Blob.EMPTY, Blob.EMPTY, 0, 0, 0, 0, List.of(),
          Optional.of(0L), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
    }
  }
}
