package dev.kith.cli;

import dev.kith.model.PlainText;
import dev.kith.node.RunningNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;

/// What is said of the mesh after a start: that it is whole once this node and all others that it knows see each other, or after a while
/// who does not.
final class Wholeness {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Duration EVERY = Duration.ofMillis(500);
  private static final int SHOWN = 5;

  private final LongSupplier nanos;
  private final long begun;

  Wholeness(LongSupplier nanos) {
    this.nanos = nanos;
    begun = nanos.getAsLong();
  }

  /// On a thread of its own, that ends with the process.
  static void follow(Terminal terminal, RunningNode node) {
    Wholeness wholeness = new Wholeness(System::nanoTime);
    Thread.ofPlatform().daemon().name("kith-wholeness").start(() -> {
      List<String> said = wholeness.lines(node.sight());
      while (said == null) {
        Pause.of(EVERY);
        said = wholeness.lines(node.sight());
      }
      said.forEach(terminal::say);
    });
  }

  /// @return null: it is too early to tell
  List<String> lines(RunningNode.Sight sight) {
    if (sight.missing() == 0)
      return sight.mutual() == 0 && !waited() ? null : whole(sight.mutual());
    if (!waited())
      return null;
    List<String> lines = new ArrayList<>();
    lines.add("kith: the mesh is not whole " + PATIENCE.toSeconds() + " s after the start:");
    tell(lines, sight.unseeing(), "seen, but does not see this node (is its way here open?)");
    tell(lines, sight.unseen(), "not seen (off, or not reached)");
    return lines;
  }

  private boolean waited() { return nanos.getAsLong() - begun >= PATIENCE.toNanos(); }

  private static List<String> whole(int others) {
    return others == 0 ? List.of() : List.of("kith: the mesh is whole: " + (others + 1) + " nodes see each other");
  }

  private static void tell(List<String> lines, List<String> names, String what) {
    names.stream().limit(SHOWN).forEach(name -> lines.add("kith:   " + PlainText.line(name) + ": " + what));
    if (names.size() > SHOWN)
      lines.add("kith:   and " + (names.size() - SHOWN) + " more: " + what);
  }
}
