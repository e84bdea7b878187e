package dev.kith.handshake;

/// Which of the last [Session#WINDOW] counters came (RFC 6479): a ring of words, so that it moves by clearing words and not by
/// shifting. Look first, check the tag, then take: a forged frame moves nothing. Confined.
final class ReplayWindow {
  private static final int WORD_BITS = 64;
  /// The next power of two above the 33 that are needed: the newest word is only partly used.
  private static final int WORDS = 64;
  private static final int MASK = WORDS - 1;

  private final long[] seen = new long[WORDS];
  /// The highest counter that came, -1 for none.
  private long highest = -1;

  /// Whether a frame with this counter is still wanted.
  boolean wants(long counter) {
    if (counter < 0)
      return false;
    if (counter > highest)
      return true;
    if (highest - counter >= Session.WINDOW)
      return false;
    return (seen[word(counter)] & bit(counter)) == 0;
  }

  /// @param counter one that [#wants]
  void take(long counter) {
    if (counter > highest) {
      clearUpTo(counter);
      highest = counter;
    }
    seen[word(counter)] |= bit(counter);
  }

  private void clearUpTo(long counter) {
    long from = highest < 0 ? -1 : highest / WORD_BITS;
    long to = counter / WORD_BITS;
    long first = Math.max(from + 1, to - MASK);
    for (long word = first; word <= to; word++)
      seen[(int) (word & MASK)] = 0;
  }

  private static int word(long counter) { return (int) (counter / WORD_BITS & MASK); }

  private static long bit(long counter) { return 1L << (counter & (WORD_BITS - 1)); }
}
