package dev.kith.bus;

import java.util.function.LongSupplier;

/// A clock that stands still while its own node does: time by which its ticks come late is not counted, so that a node that was held up
/// takes no answer for missing that waits in its own queue. It never goes back. Ticked on one thread, read on any.
final class RunningClock {
  private final LongSupplier millis;
  private final long atMost;
  private volatile Tick last;

  /// @param at by the machine's clock
  /// @param late all that was not counted until then
  private record Tick(long at, long late) {}

  /// @param millis the machine's monotonic clock
  /// @param every ms from tick to tick; a tick that is late by half of it is not late
  RunningClock(LongSupplier millis, long every) {
    this.millis = millis;
    atMost = every + every / 2;
    last = new Tick(millis.getAsLong(), 0);
  }

  void tick() {
    long at = millis.getAsLong();
    last = new Tick(at, late(last, at));
  }

  long now() {
    long at = millis.getAsLong();
    return at - late(last, at);
  }

  /// All that was not counted so far, also when a tick is overdue now.
  long late() { return late(last, millis.getAsLong()); }

  private long late(Tick tick, long at) { return tick.late + Math.max(0, at - tick.at - atMost); }
}
