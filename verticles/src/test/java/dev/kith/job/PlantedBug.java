package dev.kith.job;

/// Mistakes that the simulator must find, to prove that it looks.
enum PlantedBug {
  NONE,
  /// A result under a lease of an earlier epoch counts, if only its number fits.
  EPOCH_IGNORED,
  /// A result under a lease of another life counts, if its epoch and number fit.
  LIFE_IGNORED,
  /// Every life has the same name.
  LIFE_REPEATED,
  /// A result under a lease that has lapsed counts.
  LAPSED_LEASE_COUNTS,
  /// Anybody may report under a lease.
  FOREIGN_REPORT_COUNTS,
  /// What has counted counts again.
  COUNTED_TWICE,
  /// Partials are merged unchecked.
  PARTIAL_UNCHECKED,
  /// Shards of a lapsed lease are not given out again.
  REQUEUE_LOST,
  /// Leases live by the wall clock.
  WALL_CLOCK,
  /// What a worker could not run counts as a failure of the code.
  DECLINE_BLAMES,
  /// A lease lasts for as long as its worker says that it is at it.
  LEASE_WITHOUT_END,
  /// A worker judges the terms' times by its own clock.
  OWN_CLOCK,
  /// Answers go out before the disk has them.
  ACK_BEFORE_APPEND,
  /// The disk says that it has what it has not.
  SYNC_SKIPPED,
  /// A transaction that is cut short leaves a part behind.
  TORN_TRANSACTION
}
