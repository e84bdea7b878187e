package dev.kith.transport;

import java.util.concurrent.atomic.LongAdder;

/// What links did since the start. Thread-safe.
final class LinkCounts {
  final LongAdder turnedAway = new LongAdder();
  final LongAdder breaches = new LongAdder();
  final LongAdder silent = new LongAdder();
  final LongAdder stalled = new LongAdder();
  final LongAdder slowed = new LongAdder();
  final LongAdder relayed = new LongAdder();
  final LongAdder notRelayed = new LongAdder();
  final LongAdder queueFull = new LongAdder();

  Snapshot now() {
    return new Snapshot(turnedAway.sum(), breaches.sum(), silent.sum(), stalled.sum(), slowed.sum(), relayed.sum(),
        notRelayed.sum(), queueFull.sum());
  }

  /// @param turnedAway connections refused before the upgrade
  /// @param breaches links closed for what no peer does
  /// @param silent links closed for no sign of life, or no proof in time
  /// @param stalled links closed since the other end took nothing
  /// @param slowed times that a link was read more slowly for its number of frames
  /// @param relayed frames passed on for linked nodes
  /// @param notRelayed frames of linked nodes that found no way; they were told
  /// @param queueFull frames refused since a link's queue was full
  public record Snapshot(long turnedAway, long breaches, long silent, long stalled, long slowed, long relayed, long notRelayed,
      long queueFull) {}
}
