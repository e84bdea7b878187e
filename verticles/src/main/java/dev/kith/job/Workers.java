package dev.kith.job;

import dev.kith.message.ErrorCode;
import dev.kith.message.KithException;
import dev.kith.message.Liveness;
import dev.kith.message.MeshView;
import dev.kith.message.WorkMessage;
import dev.kith.model.NodeId;
import dev.kith.model.WorkerId;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// All known workers, and which of them have a place free. Bounded. Confined.
final class Workers {
  private final int max;
  private final Map<WorkerId, Worker> known = new LinkedHashMap<>();
  private final Set<Worker> idleNodes = new LinkedHashSet<>();
  private final Set<Worker> idleTabs = new LinkedHashSet<>();
  private final Map<Worker, Integer> counted = new HashMap<>();
  private Map<NodeId, MeshView.Member> nodes = Map.of();
  private NodeId self;
  private int slots;

  Workers(int max) { this.max = max; }

  Optional<Worker> find(WorkerId id) { return Optional.ofNullable(known.get(id)); }

  /// Who has to go before this one can join: the one that is silent for longest, if there are too many.
  ///
  /// @throws KithException UNAVAILABLE if none of them is silent
  Optional<Worker> inTheWayOf(WorkerId newcomer) {
    if (known.containsKey(newcomer) || known.size() < max)
      return Optional.empty();
    return Optional.of(known.values().stream().filter(Worker::isSilent).min(Comparator.comparingLong(Worker::lastSeen))
        .orElseThrow(() -> new KithException(ErrorCode.UNAVAILABLE,
            "no more than " + max + " workers can join (jobs.maxWorkers)")));
  }

  Worker joined(WorkMessage.Joined message, Now now) {
    Worker worker = known.get(message.worker());
    if (worker == null) {
      worker = new Worker(message, now.wall());
      known.put(worker.id, worker);
    }
    worker.joined(message);
    rate(worker);
    return worker;
  }

  void remove(Worker worker) {
    if (worker.held() > 0)
      throw new IllegalStateException("worker " + worker.id + " still holds " + worker.held() + " leases");
    known.remove(worker.id);
    idleNodes.remove(worker);
    idleTabs.remove(worker);
    slots -= Optional.ofNullable(counted.remove(worker)).orElse(0);
  }

  /// Who is in the mesh now.
  ///
  /// @return nodes that were in the mesh and are no more
  Set<NodeId> nodes(MeshView view) {
    Map<NodeId, MeshView.Member> now = HashMap.newHashMap(view.members().size());
    view.members().forEach(member -> now.put(member.node(), member));
    Set<NodeId> gone = new HashSet<>(nodes.keySet());
    gone.removeAll(now.keySet());
    nodes = now;
    self = view.members().isEmpty() ? null : view.members().getFirst().node();
    known.values().forEach(worker -> {
      rate(worker);
      refresh(worker);
    });
    return gone;
  }

  /// Of nodes that the mesh did not tell of nothing bad is thought. Our own is preferred among equals: it is nearest.
  private void rate(Worker worker) {
    MeshView.Member member = nodes.get(worker.node());
    int score = member == null ? 0 : member.score();
    worker.standing(member != null && member.liveness() != Liveness.ALIVE, worker.node().equals(self) ? score + 1 : score);
  }

  /// To be called as time passes: who has rested enough may work again.
  ///
  /// @return whether there is one
  boolean wake(long now) {
    boolean woke = false;
    for (Worker worker : known.values()) {
      if (worker.rests(now)) {
        refresh(worker);
        woke = true;
      }
    }
    return woke;
  }

  /// To be called when a worker's conduct changed.
  void judge(Worker worker, long now) { if (worker.rests(now))
    refresh(worker); }

  /// To be called whenever a worker's credit, leases or silence changed.
  void refresh(Worker worker) {
    if (known.get(worker.id) != worker)
      return;
    slots += worker.slots() - Optional.ofNullable(counted.put(worker, worker.slots())).orElse(0);
    idleNodes.remove(worker);
    idleTabs.remove(worker);
    if (worker.free() > 0)
      (worker.isNode() ? idleNodes : idleTabs).add(worker);
  }

  /// Those with a place free, who got something longest ago first; nodes before tabs, since they are quicker to answer.
  List<Deque<Worker>> idle() { return List.of(new ArrayDeque<>(idleNodes), new ArrayDeque<>(idleTabs)); }

  boolean anyIdle() { return !idleNodes.isEmpty() || !idleTabs.isEmpty(); }

  /// A copy, so that workers may go while it is walked.
  Collection<Worker> all() { return new ArrayList<>(known.values()); }

  int size() { return known.size(); }

  int slots() { return slots; }

  /// What they offered when they were last heard, also those that are silent for a moment.
  int promised() { return known.values().stream().mapToInt(Worker::promised).sum(); }

  /// Workers that could take work if they had a place free.
  boolean several() {
    int able = 0;
    for (Worker worker : known.values()) {
      able += worker.slots() > 0 ? 1 : 0;
      if (able > 1)
        return true;
    }
    return false;
  }
}
