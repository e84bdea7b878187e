package dev.kith.registry;

/// Whether this node itself is slow: then it blames others later, or not at all (Lifeguard). Also its clock: time in which it did not run
/// does not count as silence of others. Confined.
final class LocalHealth {
  /// A sweep that comes so late blames nobody, ms.
  static final long LATE = 500;
  private static final long SLACK = 20;
  private static final int WORST = 3;
  /// Silence of most alone may also be a partition, which is to be noticed.
  private static final int MOST_SILENT = 1;
  /// One step better so often, ms.
  private static final long RECOVERY = 1_000;

  private final long every;
  private long expected = Long.MIN_VALUE;
  private long slept;
  private long busLate;
  private long steppedAt = Peer.NEVER;
  private int trouble;

  /// @param every ms from sweep to sweep
  LocalHealth(long every) { this.every = every; }

  /// @param monotonic ms of the machine
  /// @return ms without the time in which this node stood still
  long now(long monotonic) { return monotonic - slept; }

  /// At each sweep.
  ///
  /// @param late ms by which the bus of this node was held up since its start
  /// @param most whether more than half of at least two peers do not answer: rather our fault than theirs
  /// @return whether others may be blamed in this one
  boolean ticked(long monotonic, long late, boolean most) {
    long held = expected == Long.MIN_VALUE ? 0 : Math.max(monotonic - expected, late - busLate);
    busLate = late;
    expected = monotonic + every;
    if (held > SLACK) slept += held;
    if (held > LATE) worse(monotonic, WORST);
    else if (most) worse(monotonic, MOST_SILENT);
    else if (trouble > 0 && monotonic - steppedAt >= RECOVERY) {
      trouble--;
      steppedAt = monotonic;
    }
    return held <= LATE;
  }

  /// Others suspect this node.
  void suspected(long monotonic) { worse(monotonic, WORST); }

  /// Time-outs are to be multiplied by it: 1 (healthy) to 4.
  int patience() { return 1 + trouble; }

  private void worse(long monotonic, int most) {
    if (trouble < most) trouble++;
    steppedAt = monotonic;
  }
}
