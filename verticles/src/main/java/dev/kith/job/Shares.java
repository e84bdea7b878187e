package dev.kith.job;

import dev.kith.message.JobView.Share;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// Who computed how much of a job: at most {@value #NAMED} by name, the smallest together as `others`. Confined.
final class Shares {
  static final int NAMED = 64;
  static final String OTHERS = "others";

  private final Map<String, Share> named = new LinkedHashMap<>();
  private final Map<String, Long> oddMicros = new LinkedHashMap<>();
  private Share others = new Share(OTHERS, OTHERS, 0, 0, 0);

  Shares(Collection<Share> kept) {
    for (Share share : kept) {
      if (share.worker().equals(OTHERS))
        others = share;
      else
        named.put(share.worker(), share);
    }
  }

  void add(String worker, String label, long shards, long units, long micros) {
    long odd = oddMicros.getOrDefault(worker, 0L) + micros;
    Share gain = new Share(worker, label, shards, units, odd / 1000);
    if (!named.containsKey(worker) && named.size() == NAMED)
      mergeSmallest();
    named.merge(worker, gain, Shares::sum);
    oddMicros.put(worker, odd % 1000);
  }

  private void mergeSmallest() {
    Share smallest = named.values().stream().min(Comparator.comparingLong(Share::shards)).orElseThrow();
    named.remove(smallest.worker());
    oddMicros.remove(smallest.worker());
    others = sum(others, new Share(OTHERS, OTHERS, smallest.shards(), smallest.units(), smallest.computeMillis()));
  }

  private static Share sum(Share a, Share b) {
    return new Share(a.worker(), b.label(), a.shards() + b.shards(), a.units() + b.units(),
        a.computeMillis() + b.computeMillis());
  }

  /// Largest first, `others` last.
  List<Share> list() {
    Stream<Share> largestFirst = named.values().stream()
        .sorted(Comparator.comparingLong(Share::shards).reversed().thenComparing(Share::worker));
    return (others.shards() == 0 ? largestFirst : Stream.concat(largestFirst, Stream.of(others))).toList();
  }
}
