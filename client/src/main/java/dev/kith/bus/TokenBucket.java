package dev.kith.bus;

/// So many a second on average, twice as many at once. Confined.
final class TokenBucket {
  private final double perMilli;
  private final double burst;
  private double tokens;
  private long at;

  TokenBucket(int perSecond, long nowMillis) {
    perMilli = perSecond / 1000.0;
    burst = 2.0 * perSecond;
    tokens = burst;
    at = nowMillis;
  }

  boolean take(long nowMillis) {
    tokens = Math.min(burst, tokens + (nowMillis - at) * perMilli);
    at = nowMillis;
    if (tokens < 1)
      return false;
    tokens--;
    return true;
  }
}
