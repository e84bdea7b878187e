package dev.kith.bus;

import dev.kith.message.ErrorCode;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.TreeMap;

/// Requests of one peer that were or are being served, so that one that comes twice has its effect once. Exact while the peer wants the
/// answer: the peer says below which number it wants none. Confined to the bus's context.
final class Served {
  private final BusConfig config;
  private final TreeMap<Long, Entry> entries = new TreeMap<>();
  private final Deque<Entry> kept = new ArrayDeque<>();
  private long boot;
  private long oldest;
  private int active;
  private long keptBytes;

  /// What to do with a request.
  enum Verdict {
    /// Serve it.
    NEW,
    /// It is being served, or nobody wants it any more.
    IGNORE,
    /// Refuse it: too many at once.
    TOO_MANY,
    /// Send [Served#answer] again.
    AGAIN
  }

  private static final class Entry {
    final long number;
    Envelope answer;

    Entry(long number) { this.number = number; }
  }

  Served(BusConfig config) { this.config = config; }

  /// At each batch, before its messages.
  void batch(long fromBoot, long fromOldest) {
    if (fromBoot != boot) { // the peer's process began anew; what it asked before nobody waits for
      entries.clear();
      kept.clear();
      keptBytes = 0;
      boot = fromBoot;
      oldest = fromOldest;
    }
    if (fromOldest > oldest)
      oldest = fromOldest;
    while (!entries.isEmpty() && entries.firstKey() < oldest)
      forget(entries.pollFirstEntry().getValue());
    while (!kept.isEmpty() && kept.peekFirst().number < oldest)
      kept.pollFirst();
  }

  private void forget(Entry entry) { if (entry.answer != null)
    keptBytes -= entry.answer.size(); }

  Verdict begin(long number) {
    if (number < oldest)
      return Verdict.IGNORE;
    Entry known = entries.get(number);
    if (known != null)
      return known.answer == null ? Verdict.IGNORE : Verdict.AGAIN;
    if (active >= config.serving() || entries.size() >= 3 * config.serving())
      return Verdict.TOO_MANY;
    entries.put(number, new Entry(number));
    active++;
    return Verdict.NEW;
  }

  Envelope answer(long number) { return entries.get(number).answer; }

  /// What identifies the peer's process; an answer that comes after it began anew belongs to nobody.
  long boot() { return boot; }

  /// @return whether somebody still waits for it
  boolean end(long ofBoot, long number, Envelope answer) {
    active--;
    Entry entry = ofBoot == boot ? entries.get(number) : null;
    if (entry == null || entry.answer != null)
      return false;
    entry.answer = answer;
    keptBytes += answer.size();
    kept.addLast(entry);
    while (keptBytes > config.keptBytes() && kept.size() > 1)
      drop(kept.pollFirst());
    return true;
  }

  /// Keeps that it was served, not the answer.
  private void drop(Entry entry) {
    if (entries.get(entry.number) != entry)
      return;
    Envelope instead = Envelope.Failure.of(entry.number, ErrorCode.TIMEOUT,
        "the request was served, but its answer was lost on the way and is not kept any more");
    keptBytes += instead.size() - entry.answer.size();
    entry.answer = instead;
  }
}
