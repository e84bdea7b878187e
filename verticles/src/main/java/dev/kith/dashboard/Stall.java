package dev.kith.dashboard;

import java.util.Objects;

/// Whether something that should move stands still. Confined.
final class Stall {
  private Object mark;
  private long since;

  /// @param now nanoseconds
  /// @param at where it is; null if there is nothing to move
  /// @return for how many nanoseconds it has been there
  long at(long now, Object at) {
    if (at == null || !Objects.equals(at, mark))
      since = now;
    mark = at;
    return now - since;
  }
}
