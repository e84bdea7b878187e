package dev.kith.authority;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Counts who was refused and why, and logs it: each kind of reason at most once a second, so that a flood of strangers can't fill
/// the disk. Thread-safe.
final class RefusalLog {
  private static final Logger LOG = LoggerFactory.getLogger(RefusalLog.class);
  private static final Duration APART = Duration.ofSeconds(1);

  private static final class Kind {
    private long count;
    private long untold;
    private Instant told = Instant.MIN;
  }

  private final InstantSource clock;
  private final Map<String, Kind> kinds = new TreeMap<>();

  RefusalLog(InstantSource clock) { this.clock = clock; }

  /// @param kind one of a fixed few
  synchronized void add(String kind, String text) {
    Kind row = kinds.computeIfAbsent(kind, _ -> new Kind());
    row.count++;
    Instant now = clock.instant();
    if (now.minus(APART).isBefore(row.told)) {
      row.untold++;
      return;
    }
    LOG.warn("refused a node: {}{}", text, row.untold == 0 ? "" : " (and " + row.untold + " more like it before)");
    row.told = now;
    row.untold = 0;
  }

  synchronized Map<String, Long> counts() {
    Map<String, Long> counts = new TreeMap<>();
    kinds.forEach((kind, row) -> counts.put(kind, row.count));
    return counts;
  }
}
