package dev.kith.message;

import dev.kith.model.JobId;
import dev.kith.model.Json;
import java.time.Instant;

/// Something that happened to a job.
///
/// @param seq grows by one within the job, from 1, over restarts too
/// @param owner whose job it is; events reach nobody else
/// @param data one JSON object, per type as in `docs/rest.md`
public record JobEvent(JobId job, String owner, long seq, Instant at, Type type, Json data) {
  public enum Type {
    JOB_STARTED, SHARD_DONE, SHARD_FAILED, SHARD_RETRIED, JOB_PAUSED, JOB_RESUMED, JOB_CANCELLED, JOB_FAILED, JOB_DONE;

    public boolean ends() { return this == JOB_CANCELLED || this == JOB_FAILED || this == JOB_DONE; }
  }
}
