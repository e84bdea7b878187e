package dev.kith.job;

import dev.kith.message.BlockResult;
import dev.kith.model.LeaseId;
import dev.kith.model.ShardRange;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// The rules with one mistake in them.
final class BrokenRules extends LeaseRules {
  private final PlantedBug bug;
  private final Map<LeaseId, Lease> everGiven = new HashMap<>();

  BrokenRules(PlantedBug bug) { this.bug = bug; }

  /// Remembers all live leases beyond their end.
  void look(Leases leases) {
    if (bug == PlantedBug.LAPSED_LEASE_COUNTS || bug == PlantedBug.COUNTED_TWICE)
      leases.all().forEach(lease -> everGiven.put(lease.id, lease));
  }

  @Override
  long clock(Now now) { return bug == PlantedBug.WALL_CLOCK ? now.wall().toEpochMilli() : super.clock(now); }

  @Override
  Optional<Lease> reportable(Leases leases, LeaseId id, Worker from) {
    Start now = leases.start();
    return switch (bug) {
      case EPOCH_IGNORED -> super.reportable(leases, new LeaseId(now.epoch(), now.life(), id.number()), from);
      case LIFE_IGNORED -> super.reportable(leases, new LeaseId(id.epoch(), now.life(), id.number()), from);
      case FOREIGN_REPORT_COUNTS -> leases.find(id);
      case LAPSED_LEASE_COUNTS, COUNTED_TWICE -> Optional.ofNullable(everGiven.get(id))
          .filter(lease -> lease.worker == from && !lease.job.ended()).or(() -> super.reportable(leases, id, from));
      default -> super.reportable(leases, id, from);
    };
  }

  @Override
  boolean fresh(LiveJob job, ShardRange done) { return bug == PlantedBug.COUNTED_TWICE || super.fresh(job, done); }

  @Override
  Optional<String> flaw(Lease lease, BlockResult result) {
    return bug == PlantedBug.PARTIAL_UNCHECKED && result.done() <= lease.shards.count()
        ? Optional.empty()
        : super.flaw(lease, result);
  }

  @Override
  boolean over(Lease lease, long now) { return bug != PlantedBug.LEASE_WITHOUT_END && super.over(lease, now); }

  @Override
  PendingShards.Origin declined(Lease lease) {
    return bug == PlantedBug.DECLINE_BLAMES ? lease.origin().failed(lease.worker.id, 0) : super.declined(lease);
  }

  @Override
  void giveBack(LiveJob job, PendingShards.Segment rest) {
    if (bug != PlantedBug.REQUEUE_LOST || rest.origin().attempt() != 2)
      super.giveBack(job, rest);
  }
}
