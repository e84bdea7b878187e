package dev.kith.job;

/// What goes wrong in a simulated run, in per mille of the occasions; all of it stops at `calmAt` milliseconds.
///
/// @param unfit an offer can't be run where it comes
record SimFaults(int drop, int duplicate, int delay, int partition, int controllerCrash, int workerCrash, int freeze, int lie,
    int slowDisk, int wallJump, int rumour, int restore, int disk, int unfit, long calmAt) {
  static SimFaults disorder() { return new SimFaults(0, 150, 150, 0, 0, 0, 0, 20, 20, 10, 0, 0, 0, 30, 4_000); }

  static SimFaults crashes() { return new SimFaults(80, 80, 80, 12, 20, 12, 12, 10, 20, 10, 0, 0, 0, 50, 4_000); }

  static SimFaults tornDisk() { return new SimFaults(0, 0, 20, 0, 60, 5, 0, 0, 200, 0, 0, 0, 0, 0, 4_000); }

  static SimFaults rumours() { return new SimFaults(20, 50, 50, 5, 3, 5, 5, 5, 20, 10, 150, 0, 0, 20, 4_000); }

  /// A ledger is put back from an earlier copy, or a new one begun, while workers still hold leases.
  static SimFaults restores() { return new SimFaults(20, 80, 150, 5, 40, 5, 12, 10, 20, 10, 0, 300, 0, 20, 6_000); }

  /// The disk fills or fails, for one write or for seconds, and comes back.
  static SimFaults badDisk() { return new SimFaults(10, 50, 100, 2, 4, 3, 3, 5, 200, 10, 0, 0, 60, 10, 6_000); }
}
