package dev.kith.job;

import dev.kith.message.LeaseMessage;
import java.time.Duration;

/// How long a lease lasts at most, whatever its worker says: the time to begin, its budget, what a shard may take that began just
/// before the budget was used up, and grace for the way there and back and for a busy machine.
final class LeaseTerm {
  static final Duration GRACE = Duration.ofSeconds(5);

  private LeaseTerm() {}

  static Duration of(JobConfig config, Duration timeout) {
    return LeaseMessage.BEGIN_WITHIN.plus(work(config, timeout)).plus(GRACE);
  }

  /// What running a block takes at most.
  static Duration work(JobConfig config, Duration timeout) { return budget(config).plus(shard(config, timeout)); }

  /// Twice the target, so that a block that was sized wrong comes back in part, not late.
  static Duration budget(JobConfig config) { return config.blockTarget().multipliedBy(2); }

  /// What a shard may take: workers end one that takes longer.
  static Duration shard(JobConfig config, Duration timeout) { return timeout.isZero() ? config.leaseMax() : timeout; }
}
