package dev.kith.job;

import dev.kith.message.JobEvent;
import dev.kith.message.LeaseMessage;
import java.util.List;

/// What one move of the [JobBoard] asks for.
///
/// @param reply to whoever asked; only once `writes`, and those of all steps before, are on disk
/// @param writes for the [Ledger], in order, at most one [LedgerEntry.Advance] a job
/// @param tell may go out at once
/// @param events like `reply`
public record Step<R>(R reply, List<LedgerEntry> writes, List<Tell> tell, List<JobEvent> events) {
  public Step {
    writes = List.copyOf(writes);
    tell = List.copyOf(tell);
    events = List.copyOf(events);
  }

  /// @param home the bus address of the worker that it is for
  public record Tell(String home, LeaseMessage message) {}
}
