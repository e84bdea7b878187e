package dev.kith.bus;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// A set of numbers, kept as its ranges: as large as the gaps in it are many. Confined.
final class NumberRanges {
  private final TreeMap<Long, Long> ends = new TreeMap<>();

  /// @param from the first of it
  /// @param to the first after it
  record Range(long from, long to) {}

  void add(long from, long to) {
    Map.Entry<Long, Long> before = ends.floorEntry(from);
    if (before != null && before.getValue() >= to)
      return;
    long first = before != null && before.getValue() >= from ? before.getKey() : from;
    long last = to;
    for (Map.Entry<Long, Long> next = ends.ceilingEntry(first); next != null && next.getKey() <= last; next = ends
        .ceilingEntry(first)) {
      last = Math.max(last, next.getValue());
      ends.remove(next.getKey());
    }
    ends.put(first, last);
  }

  /// Whether adding these makes no further range.
  boolean touches(long from, long to) {
    Map.Entry<Long, Long> before = ends.floorEntry(to);
    return before != null && before.getValue() >= from;
  }

  boolean has(long number) {
    Map.Entry<Long, Long> range = ends.floorEntry(number);
    return range != null && number < range.getValue();
  }

  void removeBelow(long least) {
    for (Map.Entry<Long, Long> first = ends.firstEntry(); first != null && first.getKey() < least; first = ends.firstEntry()) {
      ends.pollFirstEntry();
      if (first.getValue() > least)
        ends.put(least, first.getValue());
    }
  }

  void clear() { ends.clear(); }

  /// How many ranges there are.
  int size() { return ends.size(); }

  /// At most `most` of the ranges: those from `cursor` on, then the first ones.
  List<Range> some(long cursor, int most) {
    List<Range> some = new ArrayList<>();
    ends.tailMap(cursor).entrySet().stream().limit(most).forEach(each -> some.add(range(each)));
    ends.headMap(cursor).entrySet().stream().limit(most - (long) some.size()).forEach(each -> some.add(range(each)));
    return some;
  }

  private static Range range(Map.Entry<Long, Long> entry) { return new Range(entry.getKey(), entry.getValue()); }
}
