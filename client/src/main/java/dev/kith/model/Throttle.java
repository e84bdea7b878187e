package dev.kith.model;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/// Keeps strangers from writing logs: says of each kind of event at most once in 5 seconds that it is to be told, of all kinds together
/// at most 20 times in 5 seconds, and how many were passed over meanwhile. Thread-safe.
public final class Throttle {
  static final int TOLD_MAX = 20;
  private static final long EVERY_NANOS = Duration.ofSeconds(5).toNanos();
  private static final int REMEMBERED_MAX = 1_024;

  private record Seen(long last, int silent) {}

  private final LongSupplier nanos;
  private final Map<String, Seen> seen = new LinkedHashMap<>() {
    private static final long serialVersionUID = 1L;

    @Override
    protected boolean removeEldestEntry(Map.Entry<String, Seen> eldest) { return size() > REMEMBERED_MAX; }
  };
  private long begun = Long.MIN_VALUE;
  private int told;

  public Throttle(LongSupplier nanos) { this.nanos = nanos; }

  /// @param kind such as who and why
  /// @return how many of this kind were not told before this one; -1 if this one is not to be told either
  public synchronized int passedOver(String kind) {
    long now = nanos.getAsLong();
    Seen before = seen.get(kind);
    if ((before != null && before.last != Long.MIN_VALUE && now - before.last < EVERY_NANOS) || !room(now)) {
      seen.put(kind, before == null ? new Seen(Long.MIN_VALUE, 1) : new Seen(before.last, before.silent + 1));
      return -1;
    }
    seen.put(kind, new Seen(now, 0));
    return before == null ? 0 : before.silent;
  }

  private boolean room(long now) {
    if (begun == Long.MIN_VALUE || now - begun >= EVERY_NANOS) {
      begun = now;
      told = 0;
    }
    return told++ < TOLD_MAX;
  }
}
