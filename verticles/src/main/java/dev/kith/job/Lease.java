package dev.kith.job;

import dev.kith.model.LeaseId;
import dev.kith.model.ShardRange;

/// A block given out. Live until its result comes, it lapses, or its job ends; then it is nobody's any more. Confined.
final class Lease {
  final LeaseId id;
  final LiveJob job;
  final Worker worker;
  final ShardRange shards;
  final long offeredAt;
  /// How long after the offer it ends by itself, ms.
  final long termMillis;
  /// How long it should take, 0 if not known.
  final double expectedMicros;
  /// What its job's virtual time was charged for it.
  final double chargedMicros;

  private PendingShards.Origin origin;
  private Lease twin;
  private long revokedAt = -1;

  Lease(LeaseId id, LiveJob job, Worker worker, PendingShards.Segment block, long offeredAt, long termMillis,
      double expectedMicros, double chargedMicros) {
    this.id = id;
    this.job = job;
    this.worker = worker;
    this.shards = block.shards();
    this.origin = block.origin();
    this.offeredAt = offeredAt;
    this.termMillis = termMillis;
    this.expectedMicros = expectedMicros;
    this.chargedMicros = chargedMicros;
  }

  PendingShards.Origin origin() { return origin; }

  void origin(PendingShards.Origin changed) { origin = changed; }

  /// The other lease of the same shards, null if there is none.
  Lease twin() { return twin; }

  void pairWith(Lease backup) {
    twin = backup;
    backup.twin = this;
  }

  void unpair() {
    if (twin != null)
      twin.twin = null;
    twin = null;
  }

  boolean revoked() { return revokedAt >= 0; }

  long revokedAt() { return revokedAt; }

  void revoke(long now) { if (revokedAt < 0)
    revokedAt = now; }
}
