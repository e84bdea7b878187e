package dev.kith.volunteer;

import static org.assertj.core.api.Assertions.assertThat;

import static org.assertj.core.api.Assertions.assertThatThrownBy;
import dev.kith.message.Addresses;
import dev.kith.message.BlockResult;
import dev.kith.message.ErrorCode;
import dev.kith.message.FromTab;
import dev.kith.message.KithException;
import dev.kith.message.LeaseMessage;
import dev.kith.message.Limits;
import dev.kith.message.Partial;
import dev.kith.message.ToTab;
import dev.kith.message.VolunteerReply;
import dev.kith.message.VolunteerRequest;
import dev.kith.message.WorkMessage;
import dev.kith.message.WorkReply;
import dev.kith.model.JobId;
import dev.kith.model.Json;
import dev.kith.model.LeaseId;
import dev.kith.model.Life;
import dev.kith.model.ShardRange;
import dev.kith.model.WorkerId;
import dev.kith.model.WorkerKind;
import io.vertx.core.Future;
import io.vertx.core.http.WebSocketClientOptions;
import io.vertx.core.http.WebSocketFrame;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class VolunteerVerticleTest {
  private static final JobId JOB = JobId.of(1, 2);
  private static final LeaseId LEASE = new LeaseId(3, new Life(5, 6), 7);
  private static final LeaseId ON_WIRE = wire(LEASE);
  private static final BlockResult TWO = new BlockResult(2, Optional.of(new Partial.Counted(2, 2)), Optional.empty(), 40,
      List.of());

  private VolunteerRig rig;

  @BeforeEach
  void start() {
    rig = new VolunteerRig(VolunteerConfig.defaults());
    answerJobs("return 1");
  }

  @AfterEach
  void stop() { rig.close(); }

  @Test
  void tabWithItsKeyBecomesAWorkerOfTheController() throws Exception {
    TestTab tab = rig.tab().hello(3);

    ToTab.Welcome welcome = tab.await(ToTab.Welcome.class);
    WorkMessage.Joined joined = rig.controller.await(WorkMessage.Joined.class);

    assertThat(welcome.label()).isEqualTo("the lab");
    assertThat(joined.worker()).isEqualTo(new WorkerId(tab.worker));
    assertThat(joined.kind()).isEqualTo(WorkerKind.BROWSER);
    assertThat(joined.credit()).isEqualTo(3);
    assertThat(joined.capability().label()).isEqualTo("the lab");
    assertThat(joined.silenceMillis()).isEqualTo(8_000);
  }

  @Test
  void aSignatureByAnotherKeyIsTurnedAway() throws Exception {
    String victim = rig.access.join(TabKey.make());
    TestTab thief = TestTab.open(rig.vertx, rig.port, TabKey.make(), victim).hello(1);

    assertThat(thief.await(ToTab.Problem.class).code()).isEqualTo(1002);
    assertThat(thief.closed()).isEqualTo((short) 1008);
  }

  @Test
  void aSignatureOfAnEarlierChallengeIsTurnedAway() throws Exception {
    TestTab tab = rig.tab();
    String oldNonce = tab.await(ToTab.Challenge.class).nonce();
    TestTab replay = TestTab.open(rig.vertx, rig.port, tab.key, tab.worker);
    replay.await(ToTab.Challenge.class);
    replay.sendText(hello(tab.worker, tab.key.sign(oldNonce, tab.worker)));

    assertThat(replay.closed()).isEqualTo((short) 1008);
  }

  @Test
  void codeGoesOverAConnectionOnceAndBeforeItsFirstLease() throws Exception {
    TestTab tab = joined(2);
    offer(tab, LEASE);
    offer(tab, new LeaseId(3, new Life(5, 6), 8));

    ToTab.Job job = tab.await(ToTab.Job.class);
    assertThat(job.code()).isEqualTo("return 1");
    assertThat(job.args()).isEqualTo("{\"a\" : 1.0}"); // to the letter, for its hash is signed
    assertThat(tab.await(ToTab.Lease.class)).isEqualTo(new ToTab.Lease(ON_WIRE, JOB, 10, 5, 1, 200, 20_000));
    assertThat(tab.await(ToTab.Lease.class).lease()).isEqualTo(wire(new LeaseId(3, new Life(5, 6), 8)));
    rig.controller.await(WorkMessage.FetchJob.class);
    offer(tab, new LeaseId(3, new Life(5, 6), 9));
    assertThat(tab.await(ToTab.Lease.class).lease()).isEqualTo(wire(new LeaseId(3, new Life(5, 6), 9)));
  }

  @Test
  void largeCodeComesInPiecesThatFitAFrame() throws Exception {
    String code = "\u0001\u20ac\ud83d\ude00x".repeat(40_000);
    answerJobs(code);
    TestTab tab = joined(2);
    offer(tab, LEASE);

    ToTab.Job first = tab.await(ToTab.Job.class);
    StringBuilder all = new StringBuilder(first.code());
    StringBuilder args = new StringBuilder(first.args());
    for (int more = first.more(); more > 0; more--) {
      ToTab.JobMore next = tab.await(ToTab.JobMore.class);
      assertThat(next.more()).isEqualTo(more - 1);
      all.append(next.code());
      args.append(next.args());
    }
    assertThat(all.toString()).isEqualTo(code);
    assertThat(args.toString()).isEqualTo("{\"a\" : 1.0}");
    assertThat(tab.await(ToTab.Lease.class).lease()).isEqualTo(ON_WIRE);
  }

  @Test
  void resultsAreAnsweredOnceTheyCountOrAreLate() throws Exception {
    TestTab tab = joined(2);
    tab.send(new FromTab.Done(ON_WIRE, TWO));
    assertThat(rig.controller.await(WorkMessage.Finished.class))
        .isEqualTo(new WorkMessage.Finished(new WorkerId(tab.worker), LEASE, TWO));
    assertThat(tab.await(ToTab.Outcome.class)).isEqualTo(new ToTab.Outcome(ON_WIRE, ToTab.Verdict.ACCEPTED));

    rig.controller.answer(_ -> Future.succeededFuture(new WorkReply.Late()));
    tab.send(new FromTab.Done(ON_WIRE, TWO));
    assertThat(tab.await(ToTab.Outcome.class)).isEqualTo(new ToTab.Outcome(ON_WIRE, ToTab.Verdict.LATE));
  }

  @Test
  void resultsThatTheControllerCallsInvalidAreRefusedButTheTabStays() throws Exception {
    TestTab tab = joined(2);
    rig.controller.answer(_ -> Future.failedFuture(KithException.invalid("sum: too many parts")));
    for (int i = 0; i < 5; i++) {
      tab.send(new FromTab.Done(ON_WIRE, TWO));
      assertThat(tab.await(ToTab.Outcome.class).verdict()).isEqualTo(ToTab.Verdict.REFUSED);
    }
    assertThat(tab.isOpen()).isTrue();
  }

  @Test
  void aControllerThatForgotTheTabIsToldAgain() throws Exception {
    TestTab tab = joined(2);
    rig.controller.forgetWorkers();
    tab.send(new FromTab.Beat(List.of(ON_WIRE)));

    assertThat(rig.controller.await(WorkMessage.Joined.class).held()).containsExactly(LEASE);
    assertThat(rig.controller.await(WorkMessage.Beat.class).held()).containsExactly(LEASE);
  }

  @Test
  void aDroppedTabKeepsItsLeasesAndComesBackWithThem() throws Exception {
    TestTab tab = joined(2);
    tab.socket().close((short) 4_000).await(); // neither 1000 nor 1001: not for good
    assertThat(rig.controller.await(WorkMessage.Credit.class).credit()).isZero();

    TestTab again = rig.tab(tab.key).seated(2, ON_WIRE);
    WorkMessage.Joined joined = rig.controller.await(WorkMessage.Joined.class);
    assertThat(joined.held()).containsExactly(LEASE);
    assertThat(joined.credit()).isEqualTo(2);
    again.send(new FromTab.Done(ON_WIRE, TWO));
    assertThat(again.await(ToTab.Outcome.class).verdict()).isEqualTo(ToTab.Verdict.ACCEPTED);
  }

  @Test
  void aTabThatStaysAwayLeavesOnceItsSilenceIsOver() throws Exception {
    restart(quick(Duration.ofSeconds(10)));
    TestTab tab = joined(2);
    tab.socket().close((short) 4_000).await();
    assertThat(rig.controller.await(WorkMessage.Left.class).worker()).isEqualTo(new WorkerId(tab.worker));
  }

  @Test
  void aTabThatSaysGoodbyeOrIsClosedLeavesAtOnce() throws Exception {
    TestTab polite = joined(2);
    polite.send(new FromTab.Bye());
    assertThat(rig.controller.await(WorkMessage.Left.class).worker()).isEqualTo(new WorkerId(polite.worker));
    assertThat(polite.closed()).isEqualTo((short) 1000);

    TestTab shut = joined(2);
    shut.close(1001);
    assertThat(rig.controller.await(WorkMessage.Left.class).worker()).isEqualTo(new WorkerId(shut.worker));
  }

  @Test
  void theNewestConnectionOfAKeyWins() throws Exception {
    TestTab old = joined(2);
    TestTab young = rig.tab(old.key).seated(2);
    assertThat(old.closed()).isEqualTo((short) 1012);
    rig.controller.await(WorkMessage.Joined.class);
    offer(young, LEASE);
    assertThat(young.await(ToTab.Lease.class).lease()).isEqualTo(ON_WIRE);
  }

  @Test
  void revokedLeasesAndEndedJobsReachTheTab() throws Exception {
    TestTab tab = joined(2);
    offer(tab, LEASE);
    tab.await(ToTab.Lease.class);
    rig.controller.send(new LeaseMessage.Revoked(new WorkerId(tab.worker), LEASE));
    assertThat(tab.await(ToTab.Revoke.class).lease()).isEqualTo(ON_WIRE);
    rig.controller.send(new LeaseMessage.Forget(new WorkerId(tab.worker), JOB));
    assertThat(tab.await(ToTab.Forget.class).job()).isEqualTo(JOB);
  }

  @Test
  void tabsOfARevokedInviteAreTurnedAwayWithinSeconds() throws Exception {
    restart(quick(Duration.ofSeconds(10)));
    TestTab tab = joined(2);
    rig.access.revokeInvite();

    assertThat(tab.await(ToTab.Problem.class).code()).isEqualTo(1009);
    assertThat(tab.closed()).isEqualTo((short) 1008);
    assertThat(rig.controller.await(WorkMessage.Left.class).worker()).isEqualTo(new WorkerId(tab.worker));
    TestTab again = TestTab.open(rig.vertx, rig.port, tab.key, tab.worker).hello(1);
    assertThat(again.await(ToTab.Problem.class).code()).isEqualTo(1009);
  }

  @Test
  void malformedMessagesAreAnsweredAndTheFourthEndsIt() throws Exception {
    TestTab tab = joined(2);
    for (String bad : List.of("", "[]", "{\"type\":\"from-tab.beat\",\"held\":[null]}",
        "{\"type\":\"from-tab.credit\",\"credit\":65}"))
      tab.sendText(bad);
    assertThat(tab.await(ToTab.Problem.class).code()).isEqualTo(1001);
    assertThat(tab.closed()).isEqualTo((short) 1008);
  }

  @Test
  void workBeforeTheHandshakeIsRefused() throws Exception {
    TestTab tab = rig.tab();
    tab.await(ToTab.Challenge.class);
    tab.send(new FromTab.Done(ON_WIRE, TWO));
    assertThat(tab.await(ToTab.Problem.class).message()).contains("hello");
  }

  @Test
  void aTabWithoutHandshakeIsClosed() throws Exception {
    restart(quick(Duration.ofMillis(300)));
    assertThat(rig.tab().closed()).isEqualTo((short) 1013);
  }

  @Test
  void framesBeyondTheLimitEndTheConnection() throws Exception {
    TestTab tab = joined(2);
    tab.socket().writeFrame(WebSocketFrame.textFrame(" ".repeat(Limits.VOLUNTEER_FRAME_BYTES + 1), true));
    assertThat(tab.closed()).isIn((short) 1009, (short) 1006);
    TestTab other = joined(2);
    for (int i = 0; i < 5; i++)
      other.socket().writeFrame(i == 0
          ? WebSocketFrame.textFrame(" ".repeat(60_000), false)
          : WebSocketFrame.continuationFrame(io.vertx.core.buffer.Buffer.buffer(" ".repeat(60_000)), i == 4));
    assertThat(other.closed()).isIn((short) 1009, (short) 1006);
  }

  @Test
  void floodIsCutOffButResultsOfItsOwnLeasesAreNoFlood() throws Exception {
    restart(VolunteerConfig.defaults().withMessages(10, Duration.ofMinutes(1)));
    TestTab tab = joined(60);
    for (int i = 0; i < 50; i++)
      offer(tab, new LeaseId(3, new Life(5, 6), i));
    for (int i = 0; i < 50; i++)
      tab.send(new FromTab.Done(tab.await(ToTab.Lease.class).lease(), TWO));
    for (int i = 0; i < 50; i++)
      tab.await(ToTab.Outcome.class);
    assertThat(tab.isOpen()).isTrue();

    for (int i = 0; i < 11; i++)
      tab.send(new FromTab.Credit(1));
    assertThat(tab.await(ToTab.Problem.class).code()).isEqualTo(1008);
    assertThat(tab.closed()).isEqualTo((short) 1013);
  }

  @Test
  void anOfferOfCompressionIsNotTaken() throws Exception {
    var client = rig.vertx.createWebSocketClient(new WebSocketClientOptions().setTryUsePerMessageCompression(true)
        .setTryUsePerFrameCompression(true));
    TabKey key = TabKey.make();
    TestTab tab = TestTab.open(client, rig.port, key, rig.access.join(key)).seated(1);
    assertThat(tab.socket().headers().contains("sec-websocket-extensions")).isFalse();
  }

  @Test
  void connectionsBeyondTheLimitOfAnAddressAreClosed() throws Exception {
    restart(VolunteerConfig.defaults().withSockets(100, 3));
    List<TestTab> tabs = new ArrayList<>();
    for (int i = 0; i < 3; i++)
      tabs.add(joined(1));
    assertThat(rig.tab().closed()).isEqualTo((short) 1013);
    tabs.getFirst().send(new FromTab.Bye());
    tabs.getFirst().closed();
    joined(1);
  }

  @Test
  void aTabWithoutRoomIsToldWhichLimitAndTheOwnerSeesWho() throws Exception {
    restart(VolunteerConfig.defaults().withSockets(100, 1));
    TestTab in = joined(1);
    TestTab out = rig.tab();
    assertThat(out.await(ToTab.Problem.class).message()).contains("1 tabs of your address", "volunteers.perAddressMax");
    assertThat(out.closed()).isEqualTo((short) 1013);
    assertThatThrownBy(
        () -> rig.bus.request(Addresses.volunteers(VolunteerRig.NODE), new VolunteerRequest.Room("127.0.0.1")).await())
        .isInstanceOfSatisfying(KithException.class, refused -> assertThat(refused.code()).isEqualTo(ErrorCode.UNAVAILABLE))
        .hasMessageContaining("volunteers.perAddressMax");
    assertThat(rig.bus.request(Addresses.volunteers(VolunteerRig.NODE), new VolunteerRequest.Room("127.0.0.2")).await())
        .isEqualTo(new VolunteerReply.Room());

    VolunteerReply.TurnedAway seen = (VolunteerReply.TurnedAway) rig.bus
        .request(Addresses.volunteers(VolunteerRig.NODE), new VolunteerRequest.ListTurnedAway()).await();
    assertThat(seen.crowds()).singleElement().satisfies(crowd -> {
      assertThat(crowd.address()).isEqualTo("127.0.0.1");
      assertThat(crowd.times()).isEqualTo(2);
      assertThat(crowd.limit()).isEqualTo("volunteers.perAddressMax");
      assertThat(crowd.value()).isEqualTo(1);
    });
    in.send(new FromTab.Bye());
  }

  @Test
  void plainHttpIsToldToUpgrade() {
    int status = rig.vertx.createHttpClient().request(io.vertx.core.http.HttpMethod.GET, rig.port, "127.0.0.1", "/ws/volunteer")
        .compose(request -> request.send()).await().statusCode();
    assertThat(status).isEqualTo(426);
  }

  private static LeaseId wire(LeaseId lease) { return TabLease.of(VolunteerRig.NODE, lease); }

  private TestTab joined(int credit) throws Exception {
    TestTab tab = rig.tab().seated(credit);
    rig.controller.await(WorkMessage.Joined.class);
    return tab;
  }

  private void offer(TestTab tab, LeaseId lease) {
    rig.controller.send(new LeaseMessage.Offered(new WorkerId(tab.worker), lease, JOB, new ShardRange(10, 5), 1,
        Duration.ofMillis(200), Duration.ofSeconds(20)));
  }

  private void answerJobs(String code) {
    rig.controller.answer(message -> Future.succeededFuture(message instanceof WorkMessage.FetchJob
        ? new WorkReply.Material("h.p.s", code, new Json("{\"a\" : 1.0}"), Instant.EPOCH)
        : new WorkReply.Ok()));
  }

  private void restart(VolunteerConfig config) {
    rig.close();
    rig = new VolunteerRig(config);
    answerJobs("return 1");
  }

  private static VolunteerConfig quick(Duration handshake) {
    return new VolunteerConfig(10, 10, 600, Duration.ofSeconds(10), 4, handshake, Duration.ofSeconds(25), Duration.ofSeconds(12),
        Duration.ofMillis(100), Duration.ofMillis(500), Duration.ofMillis(200), 1 << 20, 65_536, 8);
  }

  private static String hello(String worker, String signature) { return """
      {"type":"from-tab.hello","protocol":"kith-volunteer-1","worker":"%s","signature":"%s","credit":1,"held":[],
      "capability":{"label":"","engine":"browser","platform":"","cores":1,"memoryMegabytes":0,"isolation":""}}
      """.formatted(worker, signature); }
}
