package dev.kith.job;

import dev.kith.message.BlockResult;
import dev.kith.model.LeaseId;
import dev.kith.model.ShardRange;
import java.util.Optional;

/// The rules on which "each shard counts once" rests, on one page. Tests break them one by one to see that it shows.
class LeaseRules {
  /// The clock by which leases live. Never the wall clock, which people and time servers set.
  long clock(Now now) { return now.monotonicMillis(); }

  /// The lease under which this worker may report: a live one, of this epoch and life (a lease's id contains them), and its own.
  Optional<Lease> reportable(Leases leases, LeaseId id, Worker from) {
    return leases.find(id).filter(lease -> lease.worker == from);
  }

  /// Whether the shards that a result is of may count: none of them has.
  boolean fresh(LiveJob job, ShardRange done) { return !job.hasDone(done); }

  /// What is wrong with a result that came under this lease; empty if nothing is.
  Optional<String> flaw(Lease lease, BlockResult result) {
    long count = lease.shards.count();
    if (result.done() > count)
      return Optional.of("it has " + result.done() + " shards of a block of " + count);
    if (result.failure().isPresent() && result.done() == count)
      return Optional.of("it names a failed shard beyond its block");
    if (result.done() == 0)
      return Optional.empty();
    return lease.job.flaw(result.partial().orElseThrow(), lease.shards.head(result.done()));
  }

  /// How long a worker may be silent before its leases lapse.
  boolean silent(Worker worker, long now) { return now - worker.lastSeen() > worker.silenceMillis(); }

  /// Whether a lease has run out, whatever its worker says of it.
  boolean over(Lease lease, long now) { return now - lease.offeredAt > lease.termMillis; }

  /// What becomes of shards that a worker gave back because it could not run them: they are as they were.
  PendingShards.Origin declined(Lease lease) { return lease.origin(); }

  /// Takes back what a lease did not finish.
  void giveBack(LiveJob job, PendingShards.Segment rest) { job.giveBack(rest); }
}
