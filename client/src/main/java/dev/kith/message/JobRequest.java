package dev.kith.message;

import dev.kith.model.JobId;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// A door (REST, page, client library) -> controller. Answered by the [JobReply] of the like name, or a [KithException].
/// A job that the caller may not see is NOT_FOUND.
public sealed interface JobRequest {
  Caller caller();

  /// Answered by [JobReply.Accepted] once the job is on disk. The same key by the same owner gives the same job, or CONFLICT
  /// if the spec differs; [JobReply.Elsewhere] if another controller has that key; UNAVAILABLE if one that may have it is silent.
  record Submit(Caller caller, JobSpec spec, Optional<String> idempotencyKey) implements JobRequest {
    public Submit {
      idempotencyKey.ifPresent(key -> Limits.length("Idempotency-Key", key, 1, Limits.IDEMPOTENCY_KEY_CHARS));
    }
  }

  /// Answered by [JobReply.One], at once or when the job has ended or `patience` (0 to 30 s) is over.
  record Get(Caller caller, JobId job, Duration patience) implements JobRequest {
    public Get {
      Limits.range("waitMs", patience.toMillis(), 0, 30_000);
    }
  }

  /// Answered by [JobReply.Page]: newest first.
  ///
  /// @param limit 1 to 200
  /// @param before only jobs accepted before this one, a job of the node that is asked
  /// @param madeBefore only jobs made before that moment (whole milliseconds): what follows a job of another node
  record ListJobs(Caller caller, int limit, Optional<JobId> before, Optional<Instant> madeBefore) implements JobRequest {
    public ListJobs {
      Limits.range("limit", limit, 1, 200);
    }
  }

  /// Answered by [JobReply.One]. CONFLICT if the job has ended.
  record Steer(Caller caller, JobId job, Action action) implements JobRequest {
    public enum Action {
      PAUSE, RESUME, CANCEL
    }
  }

  /// Cancels all the caller's jobs that have not ended. Answered by [JobReply.Stopped].
  record StopAll(Caller caller) implements JobRequest {}

  /// Answered by [JobReply.Events].
  ///
  /// @param after the last sequence number seen, 0 for none
  /// @param limit 1 to 256
  record ReadEvents(Caller caller, JobId job, long after, int limit) implements JobRequest {
    public ReadEvents {
      Limits.range("after", after, 0, Long.MAX_VALUE);
      Limits.range("limit", limit, 1, 256);
    }
  }

  /// Reads collected results in shard order. Answered by [JobReply.Results].
  ///
  /// @param from first shard wanted
  record ReadResults(Caller caller, JobId job, long from) implements JobRequest {
    public ReadResults {
      Limits.range("from", from, 0, Limits.TOTAL_UNITS);
    }
  }

  /// Answered by [JobReply.Workers].
  record ListWorkers(Caller caller) implements JobRequest {}

  /// Controller -> controller, before it accepts a job under a key that it does not know. Answered by [JobReply.KeyFound], after
  /// a job that the asked one is accepting under that key is on disk or refused.
  record FindKey(Caller caller, String idempotencyKey) implements JobRequest {
    public FindKey {
      Limits.length("Idempotency-Key", idempotencyKey, 1, Limits.IDEMPOTENCY_KEY_CHARS);
    }
  }
}
