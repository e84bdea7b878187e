package dev.kith.volunteer;

/// Counts messages in fixed windows. Confined to one thread.
final class MessageRate {
  private final int max;
  private final long windowMillis;
  private long windowStart;
  private int count;

  MessageRate(int max, long windowMillis, long nowMillis) {
    this.max = max;
    this.windowMillis = windowMillis;
    this.windowStart = nowMillis;
  }

  /// @return whether one more message is within the limit
  boolean admit(long nowMillis) {
    if (nowMillis - windowStart >= windowMillis) {
      windowStart = nowMillis;
      count = 0;
    }
    return ++count <= max;
  }
}
