package dev.kith.message;

import dev.kith.model.JobId;
import dev.kith.model.LeaseId;
import dev.kith.model.ShardRange;
import dev.kith.model.WorkerId;
import java.time.Duration;

/// Controller -> worker, to its home address, one way. Loss is harmless: an offer not named in the next beats lapses.
public sealed interface LeaseMessage {
  WorkerId worker();

  /// A block that has not begun so long after it came goes back as [WorkMessage.Declined].
  Duration BEGIN_WITHIN = Duration.ofSeconds(5);

  /// Run these shards.
  ///
  /// @param attempt 1 for the first, counts per block
  /// @param budget hand back what is not done after this long; at least one shard is run
  /// @param term after this long the controller ends the lease, whatever is said of it, and gives its worker less; more than
  /// [#BEGIN_WITHIN]
  record Offered(WorkerId worker, LeaseId lease, JobId job, ShardRange shards, int attempt, Duration budget,
      Duration term) implements LeaseMessage {
    public Offered {
      Limits.range("term (ms)", term.toMillis(), BEGIN_WITHIN.toMillis() + 1, Limits.TERM_MAX.toMillis());
    }
  }

  /// Stop this lease now (paused, cancelled, lapsed, or done by another); answer with what is finished, or nothing.
  record Revoked(WorkerId worker, LeaseId lease) implements LeaseMessage {}

  /// The job has ended: code, compiled or not, can go.
  record Forget(WorkerId worker, JobId job) implements LeaseMessage {}
}
