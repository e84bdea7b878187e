package dev.kith.volunteer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kith.message.WorkMessage;
import dev.kith.message.WorkReply;
import dev.kith.model.NodeId;
import dev.kith.model.WorkerId;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class VolunteerFuzzTest {
  private static final int CASES = 20_000 * Integer.getInteger("kith.rounds", 1);
  private static final long SEED = Long.getLong("kith.fuzz.seed", 20_261_121L);

  private final KnownTabs access = new KnownTabs();
  private final TabKey key = TabKey.make();
  private final String worker = access.join(key);
  private final Set<WorkerId> workersSaid = new HashSet<>();
  private final AtomicLong clock = new AtomicLong();
  private final Volunteers volunteers = new Volunteers(VolunteerConfig.defaults().withMessages(1_000_000, Duration.ofSeconds(1)),
      new Volunteers.Ties("home", clock::get, java.time.InstantSource.system(), () -> "n".repeat(43), this::controller,
          access::serve));

  @Test
  void nothingThatATabSendsEscapesOrLeaks() {
    System.out.println("fuzz of tabs' messages: " + CASES + " cases, seed " + SEED);
    volunteers.controllers(List.of(VolunteerRig.NODE));
    String signature = key.sign("n".repeat(43), worker);
    MessageFuzz fuzz = new MessageFuzz(SEED, worker, signature);
    TestWire wire = new TestWire();
    Tab tab = volunteers.opened(wire).orElseThrow();
    boolean seated = false;
    int seats = 0;
    for (int i = 0; i < CASES; i++) {
      String text = fuzz.next();
      assertThat(tab.received(text).isComplete()).as("message %s: %s", i, text).isTrue();
      clock.addAndGet(10);
      volunteers.sweep();
      if (!seated && tab.seat().isPresent()) {
        seated = true;
        seats++;
      }
      if (wire.closed != null || i % 50 == 49) {
        tab.ended(true);
        wire = new TestWire();
        tab = volunteers.opened(wire).orElseThrow();
        seated = false;
        if (i % 2 == 0)
          tab.received("{\"type\":\"from-tab.hello\",\"protocol\":\"kith-volunteer-1\",\"worker\":\"" + worker
              + "\",\"signature\":\"" + signature + "\",\"capability\":{\"label\":\"\",\"engine\":\"browser\",\"platform\":\"\","
              + "\"cores\":1,\"memoryMegabytes\":0,\"isolation\":\"\"},\"credit\":1,\"held\":[]}");
      }
    }
    tab.ended(true);

    assertThat(seats).isGreaterThan(CASES / 100);
    assertThat(volunteers.size()).isZero();
    assertThat(volunteers.sockets()).isZero();
    assertThat(workersSaid).containsOnly(new WorkerId(worker));
  }

  private Future<WorkReply> controller(NodeId controller, WorkMessage message) {
    workersSaid.add(message.worker());
    return Future.succeededFuture(new WorkReply.Ok());
  }
}
