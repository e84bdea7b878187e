package dev.kith.registry;

import dev.kith.message.Limits;
import dev.kith.model.PlainText;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/// The last [#LINES] lines of this node's log. Thread-safe.
public final class LogRing {
  public static final int LINES = 10_000;
  /// Longer lines are cut.
  static final int LINE_CHARS = 1_000;
  /// An answer has no more characters; as JSON it then fits a message.
  static final int PAGE_CHARS = 250_000;

  private record Line(long at, String text) {}

  /// Oldest first. @param hasMore whether older ones were left out
  public record Page(List<String> lines, boolean hasMore) {}

  private final ArrayDeque<Line> lines = new ArrayDeque<>();

  /// @param at ms since 1970
  public void add(long at, String line) {
    Line kept = new Line(at, clean(line));
    synchronized (lines) {
      if (lines.size() == LINES) lines.removeFirst();
      lines.addLast(kept);
    }
  }

  /// The newest lines.
  ///
  /// @param count 1 to [#LINES]
  /// @param since ms since 1970; only what came after it
  public Page last(int count, Optional<Long> since) {
    Limits.range("lines", count, 1, LINES);
    List<String> newest = new ArrayList<>();
    int room = PAGE_CHARS;
    synchronized (lines) {
      Iterator<Line> backwards = lines.descendingIterator();
      while (backwards.hasNext()) {
        Line line = backwards.next();
        if (since.isPresent() && line.at() <= since.get()) continue; // the clock may have been set back, so older ones may follow
        room -= line.text().length();
        if (newest.size() == count || room < 0) return page(newest, true);
        newest.add(line.text());
      }
    }
    return page(newest, false);
  }

  private static Page page(List<String> newest, boolean hasMore) {
    Collections.reverse(newest);
    return new Page(List.copyOf(newest), hasMore);
  }

  /// Without what would grow in JSON, or move the cursor of a terminal.
  private static String clean(String line) {
    String cut = line.length() <= LINE_CHARS ? line : line.substring(0, LINE_CHARS - 3) + "...";
    return PlainText.line(cut);
  }
}
