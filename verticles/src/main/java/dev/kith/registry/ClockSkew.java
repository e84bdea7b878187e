package dev.kith.registry;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/// How far another node's clock is before this one's, by its answers to pings: it read its clock at some time between question and answer, so
/// the quickest of the last answers says most. Confined; times in ms.
final class ClockSkew {
  private static final int KEPT = 8;
  private static final long MOST = 1L << 53;

  private final Deque<Sample> samples = new ArrayDeque<>();

  private record Sample(long skew, double roundTrip) {}

  /// @param askedAt by our clock
  /// @param readAt by the other's
  void answered(long askedAt, long readAt, double roundTrip) {
    if (readAt < 0 || readAt > MOST) return; // no time at all
    samples.addLast(new Sample(readAt - askedAt - Math.round(roundTrip / 2), roundTrip));
    if (samples.size() > KEPT) samples.removeFirst();
  }

  /// Above 0: the other's clock is fast. Empty while nothing is known.
  Optional<Long> millis() {
    Sample best = null;
    for (Sample sample : samples)
      if (best == null || sample.roundTrip() <= best.roundTrip()) best = sample;
    return Optional.ofNullable(best).map(Sample::skew);
  }
}
