package dev.kith.message;

import dev.kith.model.JobId;
import dev.kith.model.LeaseId;
import dev.kith.model.WorkerId;

/// Node -> a volunteer's tab, one JSON text message of at most [Limits#VOLUNTEER_FRAME_BYTES] each. Bytes and order:
/// `docs/volunteer-protocol.md`.
public sealed interface ToTab {
  /// Name and version of the protocol; also the first part of what a tab signs.
  String PROTOCOL = "kith-volunteer-1";

  /// The first message. @param nonce 32 random bytes made for this socket, base64url
  record Challenge(String protocol, String nonce) implements ToTab {}

  /// The tab is known; leases may follow.
  ///
  /// @param label of its invite, may be empty
  /// @param beatMillis how often it is to send [FromTab.Beat]
  /// @param silenceMillis after this long without a message its leases lapse
  /// @param frameBytes longest message that it may send
  /// @param resultBytes longest result of one shard, UTF-8
  record Welcome(WorkerId worker, String label, long beatMillis, long silenceMillis, int frameBytes,
      int resultBytes) implements ToTab {}

  /// Terms and code of a job, before its first lease on this connection. Large ones come in several messages.
  ///
  /// @param manifest compact JWS, to be checked before anything runs
  /// @param code UTF-8 text, or its beginning
  /// @param args JSON text exactly as its hash in the manifest wants it, or its beginning
  /// @param more how many [JobMore] follow
  /// @param clock the controller's clock, epoch milliseconds: the one by which the terms' times are judged
  record Job(JobId job, String manifest, String code, String args, int more, long clock) implements ToTab {}

  /// To be appended. @param more how many still follow
  record JobMore(JobId job, String code, String args, int more) implements ToTab {}

  /// Run shards `first` to `first + count - 1`, in order; hand back what is not done after `budgetMillis`. After `termMillis` the
  /// lease ends, whatever is said of it, see [LeaseMessage.Offered].
  record Lease(LeaseId lease, JobId job, long first, long count, int attempt, long budgetMillis,
      long termMillis) implements ToTab {}

  /// Stop this lease now; no answer is needed.
  record Revoke(LeaseId lease) implements ToTab {}

  /// The job has ended: its code can go.
  record Forget(JobId job) implements ToTab {}

  /// What became of a [FromTab.Done]: it needs not be sent again.
  record Outcome(LeaseId lease, Verdict verdict) implements ToTab {}

  enum Verdict {
    /// Counted.
    ACCEPTED,
    /// Came too late: dropped.
    LATE,
    /// Not a valid result: dropped, and counted against the tab.
    REFUSED
  }

  /// Something is wrong with what the tab sent, or is. @param code as in [ErrorCode#number]
  record Problem(int code, String message) implements ToTab {}
}
