package dev.kith.cli;

/// Exit codes, as documented in `kith --help`.
final class Exit {
  static final int OK = 0;
  /// The job failed or was cancelled, or the node could not start.
  static final int FAILED = 1;
  /// Wrong usage or configuration, or a request that the node found malformed.
  static final int USAGE = 2;
  /// The node cannot be reached, or refuses the key.
  static final int ACCESS = 3;
  /// No result in time; the job goes on.
  static final int TIMEOUT = 4;
  /// The node answered no: not found, conflict, over a limit, out of order.
  static final int REFUSED = 5;
  /// A defect of this program.
  static final int DEFECT = 70;

  private Exit() {}
}
