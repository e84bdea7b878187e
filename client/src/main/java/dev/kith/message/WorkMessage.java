package dev.kith.message;

import dev.kith.model.Capability;
import dev.kith.model.JobId;
import dev.kith.model.LeaseId;
import dev.kith.model.WorkerId;
import dev.kith.model.WorkerKind;
import java.util.List;
import java.util.Objects;

/// Worker -> controller. Each is idempotent and answered by a [WorkReply].
///
/// Credit is how many leases a worker is willing to hold; the controller counts what it has given out, so no message can
/// make it give twice. A result frees its place by itself.
public sealed interface WorkMessage {
  WorkerId worker();

  /// A worker begins, or begins again after `UNKNOWN_WORKER`. Leases of an earlier life under this id lapse, except `held`.
  ///
  /// @param home the bus address to which [LeaseMessage]s for it go
  /// @param credit 0 to 64
  /// @param held leases of this controller that it still works on (a tab that came back after a network change)
  /// @param silenceMillis after this long without a message its leases lapse, 500 to 60,000
  record Joined(WorkerId worker, WorkerKind kind, String home, int credit, Capability capability, List<LeaseId> held,
      long silenceMillis) implements WorkMessage {
    public Joined {
      Objects.requireNonNull(kind);
      Objects.requireNonNull(capability);
      Limits.length("home", home, 1, 200);
      Limits.range("credit", credit, 0, Limits.WORKER_SLOTS);
      Limits.range("held (leases)", held.size(), 0, 2L * Limits.WORKER_SLOTS);
      Limits.range("silenceMillis", silenceMillis, 500, 60_000);
      held = List.copyOf(held);
    }
  }

  /// New credit, as an absolute number. Less than it holds takes nothing away; nothing new comes until enough is done.
  record Credit(WorkerId worker, int credit) implements WorkMessage {
    public Credit {
      Limits.range("credit", credit, 0, Limits.WORKER_SLOTS);
    }
  }

  /// Alive, and still at these leases. A lease of its that is not named lapses if it was offered more than 2 s ago.
  record Beat(WorkerId worker, List<LeaseId> held) implements WorkMessage {
    public Beat {
      Limits.range("held (leases)", held.size(), 0, 2L * Limits.WORKER_SLOTS);
      held = List.copyOf(held);
    }
  }

  /// A lease is over, one way or the other. Answered once its outcome is on disk.
  record Finished(WorkerId worker, LeaseId lease, BlockResult result) implements WorkMessage {}

  /// A lease goes back untouched: nothing of it could be run here, and not for a fault of the code. Counts as no attempt; its worker
  /// gets nothing for a while, longer each time.
  record Declined(WorkerId worker, LeaseId lease, Decline why) implements WorkMessage {
    public Declined {
      Objects.requireNonNull(why, "why is missing");
    }
  }

  /// Asks for code and terms of a job of which it holds a lease. Answered by [WorkReply.Material].
  record FetchJob(WorkerId worker, JobId job) implements WorkMessage {}

  /// A worker ends. Its leases lapse at once.
  record Left(WorkerId worker) implements WorkMessage {}
}
