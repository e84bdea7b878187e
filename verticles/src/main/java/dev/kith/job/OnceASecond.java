package dev.kith.job;

/// For what may happen too often to be logged each time: counts it, and says once a second how often it was. Confined.
public final class OnceASecond {
  private static final long SECOND_MILLIS = 1_000;

  private boolean toldBefore;
  private long toldAt;
  private long count;

  /// It happened.
  ///
  /// @return how often since the last time that this gave a number; 0 if that was less than a second ago
  public long happened(long nowMillis) {
    count++;
    if (toldBefore && nowMillis - toldAt < SECOND_MILLIS)
      return 0;
    toldBefore = true;
    toldAt = nowMillis;
    long told = count;
    count = 0;
    return told;
  }
}
