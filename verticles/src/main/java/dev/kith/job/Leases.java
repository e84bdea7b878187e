package dev.kith.job;

import dev.kith.model.LeaseId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// All live leases. What is not in here has no say any more. Confined.
final class Leases {
  private final Start start;
  private final Workers workers;
  private final Map<LeaseId, Lease> live = new HashMap<>();
  private final Set<Lease> revoked = new LinkedHashSet<>();
  private long lastNumber;

  Leases(Start start, Workers workers) {
    this.start = start;
    this.workers = workers;
  }

  Start start() { return start; }

  Optional<Lease> find(LeaseId id) { return Optional.ofNullable(live.get(id)); }

  Lease give(LiveJob job, Worker worker, PendingShards.Segment block, long now, long termMillis, double expectedMicros,
      double charge) {
    Lease lease = new Lease(new LeaseId(start.epoch(), start.life(), ++lastNumber), job, worker, block, now, termMillis,
        expectedMicros, charge);
    live.put(lease.id, lease);
    job.holds(lease);
    worker.holds(lease);
    workers.refresh(worker);
    return lease;
  }

  /// @param reported whether its worker told how it went
  void end(Lease lease, boolean reported) {
    live.remove(lease.id);
    revoked.remove(lease);
    lease.job.releases(lease);
    lease.worker.releases(lease, reported);
    lease.unpair();
    workers.refresh(lease.worker);
  }

  void revoke(Lease lease, long now) {
    lease.revoke(now);
    revoked.add(lease);
  }

  /// A copy.
  List<Lease> revoked() { return new ArrayList<>(revoked); }

  /// Those whose term is over. Revoked ones are not held to it: they lapse on their own, and soon.
  List<Lease> over(LeaseRules rules, long now) {
    return live.values().stream().filter(lease -> !lease.revoked() && rules.over(lease, now)).toList();
  }

  Collection<Lease> all() { return live.values(); }

  int size() { return live.size(); }
}
