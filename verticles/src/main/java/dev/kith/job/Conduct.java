package dev.kith.job;

import dev.kith.message.Decline;

/// What a worker did that costs it work, and how long it gets none for it. Every rest is bounded, grows with each time, and shrinks
/// again with good results. Confined; times in ms of the clock by which leases live.
///
/// | what it did | first rest | last |
/// |---|---|---|
/// | failed where others don't, or sent what can't be right: the second time on | 400 ms | 10 s |
/// | gave leases back because it can't run anything | 200 ms | 1 min |
/// | let a lease run out of its term | 5 s | 10 min |
final class Conduct {
  private static final long FAILED_MAX = 10_000;
  private static final long DECLINED_FIRST = 200;
  private static final long DECLINED_MAX = 60_000;
  private static final long OVERRAN_FIRST = 5_000;
  private static final long OVERRAN_MAX = 600_000;
  /// Good results that outweigh one lease that ran out: who holds every second lease for ever gains nothing by the others.
  private static final int OVERRUN_WEIGHT = 8;
  private static final int MOST = 64;

  private int strikes;
  private int declines;
  private int overruns;
  private long restingUntil = Long.MIN_VALUE;
  private String why = "";

  void didWell() {
    strikes = Math.max(0, strikes - 1);
    declines /= 2;
    overruns = Math.max(0, overruns - 1);
  }

  void failedAlone(long now) {
    strikes = Math.min(MOST, strikes + 1);
    if (strikes > 1)
      rest(now, grown(100, strikes, FAILED_MAX), "it fails where others do not");
  }

  /// Several leases given back at once count once.
  void declined(Decline decline, long now) {
    if (resting(now))
      return;
    declines = Math.min(MOST, declines + 1);
    rest(now, grown(DECLINED_FIRST, declines - 1, DECLINED_MAX), decline.text());
  }

  /// Several leases that run out at once count once.
  void overran(long now) {
    if (resting(now) && overruns > 0)
      return;
    overruns = Math.min(MOST, overruns + OVERRUN_WEIGHT);
    rest(now, grown(OVERRAN_FIRST, overruns / OVERRUN_WEIGHT - 1, OVERRAN_MAX), "it let a lease run out of its term");
  }

  private void rest(long now, long millis, String because) {
    restingUntil = Math.max(restingUntil, now + millis);
    why = because;
  }

  private static long grown(long first, int times, long most) { return Math.min(most, first << Math.min(times, 20)); }

  boolean resting(long now) { return now < restingUntil; }

  /// Whether it may be asked to help out where others are slow.
  boolean spotless() { return strikes == 0 && declines == 0 && overruns == 0; }

  /// Why it rests, or would not run anything the last time; empty if neither.
  String why(long now) { return resting(now) || declines > 0 || overruns > 0 ? why : ""; }
}
