package dev.kith.registry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kith.message.Liveness;
import dev.kith.model.NodeId;
import dev.kith.model.Role;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.HashSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A node on a machine that is overloaded: its own timers and queues are late, by up to seconds, while its peers answer as ever.
class SlowNodeTest {
  private static final long SWEEP = RegistryConfig.SWEEP_EVERY.toMillis();
  private static final long HOUR = 3_600_000;

  private final Random random = new Random(5);
  private final PeerTable table = new PeerTable(FakeTies.node(1), RegistryConfig.DEFAULT, 1, new Random(1));
  private final LocalHealth health = new LocalHealth(SWEEP);
  /// Answers that have come and wait in this node's queue.
  private final Deque<NodeId> answers = new ArrayDeque<>();
  private final Set<NodeId> hung = new HashSet<>();
  private final List<PeerTable.Change> changes = new ArrayList<>();
  private long machine = 1_000_000;
  private long busLate;

  SlowNodeTest() {
    for (int number = 2; number <= 6; number++)
      table.heard(FakeTies.peer(number, Role.WORKER), health.now(machine));
    table.changes();
  }

  private void sweep() {
    long now = health.now(machine);
    boolean mayBlame = health.ticked(machine, busLate, table.mostSilent(now));
    if (mayBlame)
      table.sweep(health.now(machine), health.patience());
    table.due(health.now(machine)).forEach(node -> {
      table.asked(node, health.now(machine));
      if (!hung.contains(node))
        answers.add(node);
    });
    changes.addAll(table.changes());
  }

  private void take() {
    while (!answers.isEmpty())
      table.answered(answers.poll(), 1, 1, health.now(machine));
    changes.addAll(table.changes());
  }

  @ParameterizedTest
  @ValueSource(ints = {300, 1_000, 3_000, 10_000})
  void aNodeWhoseOwnTimersAreLateSuspectsNobody(int mostLate) {
    for (long until = machine + HOUR; machine < until;) {
      machine += SWEEP + (random.nextInt(3) == 0 ? random.nextInt(mostLate) : random.nextInt(80));
      sweep(); // before what waits in the queue
      if (random.nextInt(3) > 0)
        take();
    }
    assertThat(changes).isEmpty();
  }

  @Test
  void aNodeWhoseBusIsHeldUpWhileItsRegistryRunsSuspectsNobody() {
    for (int stall = 0; stall < 500; stall++) {
      long length = random.nextInt(20_000);
      for (long gone = 0; gone < length; gone += SWEEP) {
        machine += SWEEP;
        busLate += SWEEP; // said while it lasts
        sweep();
      }
      take();
      for (int calm = 0; calm < 10; calm++) {
        machine += SWEEP;
        sweep();
        take();
      }
    }
    assertThat(changes).isEmpty();
  }

  @Test
  void aHungPeerOfASlowNodeIsSuspectAndDeadAllTheSame() {
    hung.add(FakeTies.node(3));
    for (int sweeps = 0; sweeps < 600; sweeps++) {
      machine += SWEEP + random.nextInt(400);
      sweep();
      take();
    }
    assertThat(changes).extracting(PeerTable.Change::node).containsOnly(FakeTies.node(3));
    assertThat(changes).extracting(PeerTable.Change::to).containsExactly(Liveness.SUSPECT, Liveness.DEAD);
  }
}
