package dev.kith.worker;

import dev.kith.model.NodeId;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// Who gets the next free slot: the controller that has the fewest, then the one whose last turn is longest ago; within a controller
/// in the order of arrival. What waits is bounded by who adds. Confined.
final class Turns<T> {
  private final int slots;
  private final Map<NodeId, Line<T>> lines = new LinkedHashMap<>();
  private int running;
  private long turn;

  private static final class Line<T> {
    final Deque<T> waiting = new ArrayDeque<>();
    int running;
    /// Its last one, 0 for none.
    long turn;

    boolean idle() { return waiting.isEmpty() && running == 0; }
  }

  Turns(int slots) { this.slots = slots; }

  void add(NodeId controller, T lease) { lines.computeIfAbsent(controller, _ -> new Line<>()).waiting.add(lease); }

  /// Takes it out before its turn.
  void remove(NodeId controller, T lease) {
    Line<T> line = lines.get(controller);
    if (line == null)
      return;
    line.waiting.remove(lease);
    if (line.idle())
      lines.remove(controller);
  }

  /// What is to run now, if a slot is free. Whoever takes it tells [#done] when the slot is free again.
  Optional<T> next() {
    if (running >= slots)
      return Optional.empty();
    NodeId chosen = null;
    for (Map.Entry<NodeId, Line<T>> each : lines.entrySet()) {
      Line<T> line = each.getValue();
      if (!line.waiting.isEmpty() && (chosen == null || before(line, lines.get(chosen))))
        chosen = each.getKey();
    }
    return Optional.ofNullable(chosen).map(this::take);
  }

  private static boolean before(Line<?> one, Line<?> other) {
    return one.running != other.running ? one.running < other.running : one.turn < other.turn;
  }

  private T take(NodeId controller) {
    Line<T> line = lines.get(controller);
    line.turn = ++turn;
    line.running++;
    running++;
    return line.waiting.poll();
  }

  void done(NodeId controller) {
    running--;
    Line<T> line = lines.get(controller);
    line.running--;
    if (line.idle())
      lines.remove(controller);
  }

  int running() { return running; }
}
