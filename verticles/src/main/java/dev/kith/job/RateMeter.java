package dev.kith.job;

/// How much a second, over the last few whole seconds. Confined.
final class RateMeter {
  private static final int SECONDS = 5;

  private final long[] amounts = new long[SECONDS + 1];
  private final long started;
  private long current;

  RateMeter(long nowMillis) {
    started = nowMillis;
    current = nowMillis / 1000;
  }

  void add(long amount, long nowMillis) {
    roll(nowMillis);
    amounts[slot(current)] += amount;
  }

  double perSecond(long nowMillis) {
    roll(nowMillis);
    long sum = 0;
    for (long amount : amounts)
      sum += amount;
    double window = SECONDS + (nowMillis % 1000) / 1000.0;
    double lived = Math.max(0.1, (nowMillis - started) / 1000.0);
    return sum / Math.min(window, lived);
  }

  private void roll(long nowMillis) {
    long second = nowMillis / 1000;
    for (int i = 0; current < second && i <= SECONDS; i++)
      amounts[slot(++current)] = 0;
    current = Math.max(current, second);
  }

  private static int slot(long second) { return (int) Math.floorMod(second, (long) (SECONDS + 1)); }
}
