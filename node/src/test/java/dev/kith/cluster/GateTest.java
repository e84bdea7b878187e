package dev.kith.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kith.model.NodeId;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class GateTest {
  private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
  private final Gate gate = new Gate("mesh", new NodeId("a".repeat(32)), Duration.ofMinutes(1), clock,
      new Refusals(System::nanoTime));
  private final AtomicInteger closed = new AtomicInteger();

  @AfterEach
  void stop() { clock.shutdownNow(); }

  private Gate.Passage from(String address) {
    return gate.open("door", true, () -> new InetSocketAddress(address, 9), closed::incrementAndGet);
  }

  @Test
  void oneStrangerDoesNotTakeTheRoomOfAll() {
    List<Gate.Passage> idle = new ArrayList<>();
    for (int i = 0; i < 3 * Gate.UNPROVEN_MAX; i++)
      idle.add(from("192.0.2.1"));
    assertThat(gate.unproven()).isEqualTo(Gate.UNPROVEN_OF_ADDRESS_MAX);
    Awaitility.await().atMost(Duration.ofSeconds(30))
        .until(() -> closed.get() == 3 * Gate.UNPROVEN_MAX - Gate.UNPROVEN_OF_ADDRESS_MAX);
    from("192.0.2.2");
    assertThat(gate.unproven()).isEqualTo(Gate.UNPROVEN_OF_ADDRESS_MAX + 1);
    idle.forEach(Gate.Passage::closed);
    assertThat(gate.unproven()).isEqualTo(1);
    from("192.0.2.1");
    assertThat(gate.unproven()).isEqualTo(2);
  }

  @Test
  void allTogetherAreLimitedToo() {
    for (int i = 0; i < 3 * Gate.UNPROVEN_MAX; i++)
      from("192.0.2." + (1 + i % 8));
    assertThat(gate.unproven()).isEqualTo(Gate.UNPROVEN_MAX);
  }
}
