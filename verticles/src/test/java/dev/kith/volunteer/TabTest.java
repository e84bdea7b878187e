package dev.kith.volunteer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kith.message.AccessReply;
import dev.kith.message.ErrorCode;
import dev.kith.message.KithException;
import dev.kith.message.LeaseMessage;
import dev.kith.message.ToTab;
import dev.kith.message.WorkMessage;
import dev.kith.message.WorkReply;
import dev.kith.model.JobId;
import dev.kith.model.Json;
import dev.kith.model.LeaseId;
import dev.kith.model.Life;
import dev.kith.model.NodeId;
import dev.kith.model.ShardRange;
import dev.kith.model.WorkerId;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/// What a connection does by the clock and when others are slow or absent; no network, no waiting.
class TabTest {
  private static final WorkerId WORKER = new WorkerId("tab-1");
  private static final NodeId CONTROLLER = new NodeId("fedcba9876543210fedcba9876543210");
  private static final JobId JOB = JobId.of(1, 2);

  private static final NodeId HUNG = new NodeId("9".repeat(32));

  private final AtomicLong clock = new AtomicLong(-5_000);
  private Promise<WorkReply> material = Promise.promise();
  private Future<AccessReply> known = Future.succeededFuture(new AccessReply.Connected("tab-1", "i-1", "lab"));
  private final Volunteers volunteers = new Volunteers(VolunteerConfig.defaults(),
      new Volunteers.Ties("home", clock::get, java.time.InstantSource.system(),
          () -> "n".repeat(43), this::controller, _ -> known));
  private final List<WorkMessage.Declined> declined = new ArrayList<>();
  private final List<WorkMessage> toHung = new ArrayList<>();
  private final TestWire wire = new TestWire();
  private final Tab tab = volunteers.opened(wire).orElseThrow();

  @Test
  void aQuietTabIsAskedForAPongOnceAndThenClosed() {
    hello();
    after(25_000);
    after(1_000);
    assertThat(wire.pings).isEqualTo(1);
    tab.heard();
    after(24_000);
    assertThat(wire.closed).isNull();
    after(1_000);
    after(12_000);
    assertThat(wire.pings).isEqualTo(2);
    assertThat(wire.closed).isEqualTo(CloseReason.SILENT);
    assertThat(volunteers.size()).isZero();
  }

  @Test
  void aTabThatReadsTooSlowlyIsClosed() {
    hello();
    wire.full = true;
    tab.deliver(CONTROLLER, new LeaseMessage.Revoked(WORKER, new LeaseId(1, new Life(5, 6), 1)));
    assertThat(wire.closed).isEqualTo(CloseReason.TOO_SLOW);
  }

  @Test
  void aClosedSocketCountsUntilItIsGone() {
    tab.close(CloseReason.TOO_SLOW);
    assertThat(volunteers.size()).isZero();
    assertThat(volunteers.sockets()).isEqualTo(1);
    tab.ended(false);
    assertThat(volunteers.sockets()).isZero();
  }

  @Test
  void aLeaseRevokedWhileItsCodeWasFetchedIsNeverSent() {
    hello();
    tab.deliver(CONTROLLER, offer(1));
    tab.deliver(CONTROLLER, offer(2));
    tab.deliver(CONTROLLER, new LeaseMessage.Revoked(WORKER, new LeaseId(1, new Life(5, 6), 1)));
    material.complete(new WorkReply.Material("m", "return 1", Json.NULL, Instant.EPOCH));
    assertThat(wire.sent).filteredOn(ToTab.Lease.class::isInstance).extracting(m -> ((ToTab.Lease) m).lease())
        .containsExactly(TabLease.of(CONTROLLER, new LeaseId(1, new Life(5, 6), 2)));
    assertThat(wire.sent).noneMatch(ToTab.Revoke.class::isInstance);
  }

  @Test
  void aLeaseWhoseCodeCannotBeFetchedIsGivenBackAndTheNextTriesAgain() {
    hello();
    tab.deliver(CONTROLLER, offer(1));
    material.fail(new KithException(ErrorCode.UNAVAILABLE, "no controller"));
    assertThat(declined).extracting(message -> message.lease().number() + " " + message.why().reason())
        .containsExactly("1 MATERIAL");
    material = Promise.promise();
    tab.deliver(CONTROLLER, offer(2));
    material.complete(new WorkReply.Material("m", "return 1", Json.NULL, Instant.EPOCH));
    assertThat(wire.sent.getLast())
        .isEqualTo(new ToTab.Lease(TabLease.of(CONTROLLER, new LeaseId(1, new Life(5, 6), 2)), JOB, 0, 3, 1, 200, 20_000));
  }

  @Test
  void aControllerThatHangsHoldsUpNothingOfTheOthers() {
    hello();
    volunteers.controllers(List.of(CONTROLLER, HUNG));
    for (int i = 0; i < 20; i++)
      assertThat(tab.received(done(TabLease.of(HUNG, new LeaseId(1, new Life(5, 6), i))))).matches(Future::isComplete);
    assertThat(tab.received("{\"type\":\"from-tab.beat\",\"held\":[]}")).matches(Future::isComplete);
    LeaseId ours = TabLease.of(CONTROLLER, new LeaseId(1, new Life(5, 6), 1));
    assertThat(tab.received(done(ours))).matches(Future::isComplete);
    assertThat(wire.sent).contains(new ToTab.Outcome(ours, ToTab.Verdict.ACCEPTED));
    assertThat(wire.closed).isNull();
  }

  @Test
  void whatIsUnderWayToOneControllerIsBounded() {
    hello();
    volunteers.controllers(List.of(CONTROLLER, HUNG));
    for (int i = 0; i < 200; i++) {
      tab.received(done(TabLease.of(HUNG, new LeaseId(1, new Life(5, 6), i))));
      tab.received(done(TabLease.of(HUNG, new LeaseId(1, new Life(5, 6), 0))));
      tab.received("{\"type\":\"from-tab.beat\",\"held\":[]}");
    }
    assertThat(toHung).filteredOn(WorkMessage.Finished.class::isInstance).hasSize(64);
    assertThat(toHung).filteredOn(WorkMessage.Beat.class::isInstance).hasSizeLessThanOrEqualTo(1);
  }

  private static String done(LeaseId lease) {
    return "{\"type\":\"from-tab.done\",\"lease\":\"" + lease
        + "\",\"result\":{\"done\":0,\"computeMicros\":0,\"logs\":[]}}";
  }

  @Test
  void jobsThatATabIsToRememberAreBounded() {
    hello();
    material.complete(new WorkReply.Material("m", "return 1", Json.NULL, Instant.EPOCH));
    for (int i = 0; i <= TabJobs.KNOWN_MAX; i++)
      tab.deliver(CONTROLLER,
          new LeaseMessage.Offered(WORKER, new LeaseId(1, new Life(5, 6), i), JobId.of(7, i), new ShardRange(0, 3), 1,
              Duration.ZERO, Duration.ofSeconds(20)));
    assertThat(wire.sent).filteredOn(ToTab.Forget.class::isInstance).containsExactly(new ToTab.Forget(JobId.of(7, 0)));
  }

  @Test
  void accessThatIsNotThereNowMeansTryAgainLater() {
    known = Future.failedFuture(new KithException(ErrorCode.TIMEOUT, "no answer"));
    hello();
    assertThat(wire.closed).isEqualTo(CloseReason.UNAVAILABLE);
  }

  private void hello() {
    volunteers.controllers(List.of(CONTROLLER));
    tab.received(
        "{\"type\":\"from-tab.hello\",\"protocol\":\"kith-volunteer-1\",\"worker\":\"tab-1\",\"signature\":\"" + "s".repeat(86)
            + "\",\"capability\":{\"label\":\"\",\"engine\":\"browser\",\"platform\":\"\",\"cores\":1,\"memoryMegabytes\":0,"
            + "\"isolation\":\"\"},\"credit\":3,\"held\":[]}");
  }

  private void after(long millis) {
    clock.addAndGet(millis);
    volunteers.sweep();
  }

  private static LeaseMessage.Offered offer(long number) {
    return new LeaseMessage.Offered(WORKER, new LeaseId(1, new Life(5, 6), number), JOB, new ShardRange(0, 3), 1,
        Duration.ofMillis(200), Duration.ofSeconds(20));
  }

  private Future<WorkReply> controller(NodeId controller, WorkMessage message) {
    if (message instanceof WorkMessage.Declined back) declined.add(back);
    if (controller.equals(HUNG)) {
      toHung.add(message);
      return Promise.<WorkReply>promise().future();
    }
    return message instanceof WorkMessage.FetchJob ? material.future() : Future.succeededFuture(new WorkReply.Ok());
  }
}
