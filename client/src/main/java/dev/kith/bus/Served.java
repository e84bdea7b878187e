package dev.kith.bus;

import dev.kith.bus.NumberRanges.Range;
import dev.kith.message.ErrorCode;
import dev.kith.model.Confined;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.TreeMap;

/// Requests of one peer that were or are being served, so that one that comes twice has its effect once. Exact while the peer wants the
/// answer: the peer says for which numbers it wants none any more. As large as what is outstanding, however far the numbers are apart.
/// Confined to the bus's context.
final class Served {
  /// Of what may be served at a time: entries that are kept, and gaps between what the peer wants.
  private static final int KEPT_FACTOR = 4;
  private static final int EARLIER_LIVES = 8;

  private final Confined confined = new Confined(Served.class);
  private final BusConfig config;
  private final TreeMap<Long, Entry> entries = new TreeMap<>();
  private final LinkedHashMap<Long, Entry> answered = new LinkedHashMap<>();
  /// Numbers from `oldest` on that nobody waits for.
  private final NumberRanges settled = new NumberRanges();
  private final Deque<Long> earlier = new ArrayDeque<>();
  private boolean spoken;
  private long boot;
  private long session;
  private long oldest;
  private int active;
  private long answerBytes;

  /// Which life of the peer's process a batch is of.
  enum Life {
    PRESENT,
    /// The peer began anew: what it asked before nobody waits for.
    NEW,
    /// It was under way while the peer began anew: what it asks nobody waits for.
    EARLIER,
    /// A life that had ended goes on: two processes have the keys of this node.
    BACK
  }

  /// What to do with a request.
  enum Verdict {
    /// Serve it.
    NEW,
    /// It is being served, or nobody wants it any more.
    IGNORE,
    /// Refuse it by [Served#refuse]: too many at once.
    TOO_MANY,
    /// Too much is kept already. It will be asked again, when the peer has said what it does not wait for.
    LATER,
    /// Send [Served#answer] again.
    AGAIN
  }

  private static final class Entry {
    Envelope answer;
  }

  /// A request that is being served.
  static final class Ticket {
    private final long number;
    private final Entry entry;

    private Ticket(long number, Entry entry) {
      this.number = number;
      this.entry = entry;
    }
  }

  Served(BusConfig config) { this.config = config; }

  /// At each batch, before its messages.
  ///
  /// @param ofSession grows with each handshake that this node began or answered
  Life batch(long ofSession, long fromBoot, long fromOldest, List<Range> fromSettled) {
    assert confined.here();
    if (spoken && fromBoot != boot && ofSession <= session)
      return Life.EARLIER;
    Life life = life(fromBoot);
    spoken = true;
    boot = fromBoot;
    session = Math.max(session, ofSession);
    settle(fromOldest, fromSettled);
    return life;
  }

  private Life life(long fromBoot) {
    if (!spoken || fromBoot == boot)
      return Life.PRESENT;
    entries.clear();
    answered.clear();
    settled.clear();
    answerBytes = 0;
    oldest = 0;
    Life life = earlier.remove(fromBoot) ? Life.BACK : Life.NEW;
    earlier.addLast(boot);
    if (earlier.size() > EARLIER_LIVES)
      earlier.removeFirst();
    return life;
  }

  private void settle(long fromOldest, List<Range> ranges) {
    if (fromOldest > oldest) {
      oldest = fromOldest;
      forget(Long.MIN_VALUE, oldest);
      settled.removeBelow(oldest);
    }
    for (Range range : ranges) {
      long from = Math.max(oldest, range.from());
      boolean fits = settled.size() < most() || settled.touches(from, range.to()); // what is kept instead is bounded as well
      if (range.to() > oldest && fits) {
        settled.add(from, range.to());
        forget(from, range.to());
      }
    }
  }

  private void forget(long from, long to) {
    var gone = entries.subMap(from, to);
    for (Long number : gone.keySet()) {
      Entry kept = answered.remove(number);
      if (kept != null)
        answerBytes -= kept.answer.size();
    }
    gone.clear();
  }

  Verdict begin(long number) {
    assert confined.here();
    if (number < oldest || settled.has(number))
      return Verdict.IGNORE;
    Entry known = entries.get(number);
    if (known != null)
      return known.answer == null ? Verdict.IGNORE : Verdict.AGAIN;
    if (entries.size() >= most())
      return Verdict.LATER;
    return active >= config.serving() ? Verdict.TOO_MANY : Verdict.NEW;
  }

  /// After [Verdict#NEW].
  Ticket taken(long number) {
    Entry entry = new Entry();
    entries.put(number, entry);
    active++;
    return new Ticket(number, entry);
  }

  /// After [Verdict#TOO_MANY]: it stays refused, so that whoever was told so may ask under another number.
  void refuse(long number, Envelope refusal) {
    Entry entry = new Entry();
    entry.answer = refusal;
    entries.put(number, entry);
  }

  /// After [Verdict#AGAIN].
  Envelope answer(long number) { return entries.get(number).answer; }

  /// @return whether somebody still waits for it
  boolean end(Ticket ticket, Envelope answer) {
    assert confined.here();
    active--;
    if (entries.get(ticket.number) != ticket.entry)
      return false;
    ticket.entry.answer = answer;
    answered.put(ticket.number, ticket.entry);
    answerBytes += answer.size();
    while (answerBytes > config.keptBytes() && answered.size() > 1)
      drop(answered.pollFirstEntry().getKey());
    return true;
  }

  /// Keeps that it was served, not the answer.
  private void drop(long number) {
    Entry entry = entries.get(number);
    answerBytes -= entry.answer.size();
    entry.answer = Envelope.Failure.of(number, ErrorCode.TIMEOUT,
        "the request was served, but its answer was lost on the way and is not kept any more");
  }

  /// Whether requests are being served now.
  boolean busy() { return active > 0; }

  /// What is kept: requests, and ranges of numbers that nobody waits for.
  int size() { return entries.size() + settled.size(); }

  private int most() { return KEPT_FACTOR * config.serving(); }
}
