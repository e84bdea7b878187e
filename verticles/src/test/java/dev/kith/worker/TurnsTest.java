package dev.kith.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kith.model.NodeId;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TurnsTest {
  private static final NodeId ANN = new NodeId("a".repeat(32));
  private static final NodeId BOB = new NodeId("b".repeat(32));

  @Test
  void noMoreThanTheSlotsRunAtOnce() {
    Turns<String> turns = new Turns<>(2);
    turns.add(ANN, "a1");
    turns.add(ANN, "a2");
    turns.add(ANN, "a3");
    assertThat(turns.next()).contains("a1");
    assertThat(turns.next()).contains("a2");
    assertThat(turns.next()).isEmpty();
    turns.done(ANN);
    assertThat(turns.next()).contains("a3");
    assertThat(turns.running()).isEqualTo(2);
  }

  @Test
  void controllersTakeTurnsHoweverMuchOneHasWaiting() {
    Turns<String> turns = new Turns<>(1);
    for (int i = 1; i <= 4; i++)
      turns.add(ANN, "a" + i);
    StringBuilder order = new StringBuilder(turns.next().orElseThrow());
    turns.add(BOB, "b1");
    turns.add(BOB, "b2");
    NodeId last = ANN;
    for (int i = 0; i < 5; i++) {
      turns.done(last);
      String next = turns.next().orElseThrow();
      last = next.startsWith("a") ? ANN : BOB;
      order.append(' ').append(next);
    }
    assertThat(order.toString()).isEqualTo("a1 b1 a2 b2 a3 a4");
  }

  @Test
  void whoHasFewerSlotsGoesFirst() {
    Turns<String> turns = new Turns<>(3);
    turns.add(ANN, "a1");
    turns.add(ANN, "a2");
    turns.next();
    turns.next();
    turns.add(ANN, "a3");
    turns.add(BOB, "b1");
    assertThat(turns.next()).contains("b1");
  }

  @Test
  void whatIsTakenOutIsNotRun() {
    Turns<String> turns = new Turns<>(1);
    turns.add(ANN, "a1");
    turns.remove(ANN, "a1");
    turns.remove(BOB, "unknown");
    assertThat(turns.next()).isEqualTo(Optional.empty());
  }
}
