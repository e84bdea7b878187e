package dev.kith.authority;

import java.time.Instant;

/// How the authority numbers its lists of the revoked and the mesh keys that go with them: upwards, and by time, so that one that was
/// restored from a backup and has forgotten its last numbers does not use them again.
final class Numbers {
  static final long FIRST = 1;
  private static final Instant EPOCH = Instant.parse("2026-01-01T00:00:00Z");
  /// Above what a clock says by then it is wrong; there is room for as many by hand up to [Integer#MAX_VALUE].
  private static final long BY_TIME_MAX = Integer.MAX_VALUE - (1L << 24);

  private Numbers() {}

  /// @param last the highest that is known to be used
  static long after(long last, Instant now) {
    long seconds = now.getEpochSecond() - EPOCH.getEpochSecond();
    return Math.max(last + 1, seconds > BY_TIME_MAX ? 0 : seconds);
  }
}
