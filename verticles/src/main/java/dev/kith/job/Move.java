package dev.kith.job;

import dev.kith.message.LeaseMessage;
import dev.kith.message.LeaseMessage.Revoked;
import dev.kith.model.LeaseId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// One move of the board while it is made: when it is, and what it will ask for. Confined.
final class Move {
  private final Now now;
  private final long millis;
  private final List<Step.Tell> tell = new ArrayList<>();
  private final List<LedgerEntry> writes = new ArrayList<>();
  private final Set<LiveJob> touched = new LinkedHashSet<>();

  /// @param millis on the clock by which leases live
  Move(Now now, long millis) {
    this.now = now;
    this.millis = millis;
  }

  Now now() { return now; }

  long millis() { return millis; }

  Instant wall() { return now.wall(); }

  void tell(Worker worker, LeaseMessage message) { tell.add(new Step.Tell(worker.home(), message)); }

  void revoked(Worker worker, LeaseId lease) { tell(worker, new Revoked(worker.id, lease)); }

  void write(LedgerEntry entry) { writes.add(entry); }

  /// This job changed in a way that is to be on disk before anyone hears of it.
  void touch(LiveJob job) { touched.add(job); }

  Set<LiveJob> touched() { return touched; }

  List<Step.Tell> tells() { return tell; }

  List<LedgerEntry> writes() { return writes; }
}
