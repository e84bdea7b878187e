package dev.kith.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kith.bus.Bus;
import dev.kith.message.Addresses;
import dev.kith.message.ErrorCode;
import dev.kith.message.KithException;
import dev.kith.message.Liveness;
import dev.kith.message.NodesReply;
import dev.kith.message.NodesRequest;
import dev.kith.message.PeerReply;
import dev.kith.message.PeerRequest;
import dev.kith.message.PeerRequest.PeerClaim;
import dev.kith.message.Sender;
import dev.kith.model.NodeId;
import dev.kith.model.Role;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PeerDoorTest {
  private static final NodeId SELF = FakeTies.node(1);
  private static final Sender WORKER = new Sender(FakeTies.node(2), Role.WORKER);
  private static final Sender CONTROLLER = new Sender(FakeTies.node(3), Role.CONTROLLER);

  private final Vertx vertx = Vertx.vertx();
  private final Bus bus = Bus.of(vertx);
  private final FakeTies ties = new FakeTies(FakeTies.peer(1, Role.DUAL), new ConcurrentHashMap<>());
  private final PeerTable table = new PeerTable(SELF, RegistryConfig.DEFAULT, 4, new Random(1));
  private final Candidates candidates = new Candidates();
  private final PeerDoor door;

  PeerDoorTest() {
    ties.mesh.put(WORKER.node(), FakeTies.peer(2, Role.WORKER));
    ties.mesh.put(CONTROLLER.node(), FakeTies.peer(3, Role.CONTROLLER));
    InstantSource clock = InstantSource.fixed(Instant.EPOCH);
    PeerViews views = new PeerViews(SELF, table, ties, clock);
    Prober prober = new Prober(bus, table, ties, clock, () -> 1_000);
    Gossip gossip = new Gossip(SELF, bus, table, views, candidates, ties, () -> 1_000, () -> {});
    door = new PeerDoor(SELF, table, views, prober, gossip, ties, clock, () -> 1_000);
  }

  @AfterEach
  void close() { done(vertx.close()); }

  private static <T> T done(Future<T> future) {
    return future.toCompletionStage().toCompletableFuture().orTimeout(60, TimeUnit.SECONDS).join();
  }

  private PeerReply ask(Sender sender, PeerRequest request) { return done(door.answer(sender, request)); }

  private Liveness liveness(Sender of) { return table.get(of.node()).orElseThrow().liveness; }

  @Test
  void aNodeThatIsThereOverALinkAloneIsTriedAsAMemberWhereItSaysThatItIs() {
    PeerRequest claims = new PeerRequest.Exchange(List.of(new PeerRequest.PeerClaim(WORKER.node(), 1, Liveness.ALIVE,
        List.of("10.0.0.2:8080"), Optional.of("10.0.0.2:5701"), Optional.empty(), false)));
    table.heard(FakeTies.peer(2, Role.WORKER), 1_000);
    table.answered(WORKER.node(), 1, 3, 1_000);

    ask(WORKER, claims);
    assertThat(ties.contacted).as("a member already").doesNotContain(WORKER.node());
    ties.carrier = "link";
    ask(WORKER, claims);
    assertThat(ties.contacted).contains(WORKER.node());
  }

  @Test
  void anotherNodeDoesNotAskOnInThisOnesName() {
    InstantSource clock = InstantSource.fixed(Instant.EPOCH);
    PeerViews views = new PeerViews(SELF, table, ties, clock);
    NodesDoor own = new NodesDoor(SELF, bus, table, views, new Prober(bus, table, ties, clock, () -> 1_000), ties, () -> 1_000);
    for (NodesRequest request : List.of(new NodesRequest.ReadLogs(SELF, 10), new NodesRequest.Rekey(),
        new NodesRequest.ListNodes())) {
      for (Sender other : List.of(WORKER, CONTROLLER)) {
        assertThatThrownBy(() -> own.answer(other, request)).isInstanceOfSatisfying(KithException.class,
            refused -> assertThat(refused.code()).isEqualTo(ErrorCode.FORBIDDEN));
      }
    }
    assertThat(done(own.answer(new Sender(SELF, Role.DUAL), new NodesRequest.ListNodes()))).isInstanceOf(NodesReply.Nodes.class);
  }

  @Test
  void whoAsksIsKnownAndAnswered() {
    assertThat(ask(WORKER, new PeerRequest.Ping(77))).isEqualTo(new PeerReply.Pong(77, 0, 4));
    assertThat(liveness(WORKER)).isEqualTo(Liveness.ALIVE);
    assertThat(ask(WORKER, new PeerRequest.GetStats())).isInstanceOf(PeerReply.Stats.class);
  }

  @Test
  void logsAreForControllersOnly() {
    ties.logs.add(1, "x");
    assertThat(ask(CONTROLLER, new PeerRequest.GetLogs(5, Optional.empty()))).isEqualTo(new PeerReply.Logs(List.of("x"), false));
    assertThatThrownBy(() -> door.answer(WORKER, new PeerRequest.GetLogs(5, Optional.empty())))
        .isInstanceOfSatisfying(KithException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.FORBIDDEN));
  }

  @Test
  void whoSaysGoodbyeHasLeftAndNothingElseOfThatTimeUndoesIt() {
    ask(WORKER, new PeerRequest.Ping(1));
    table.answered(WORKER.node(), 7, 1, 1_000);
    ask(WORKER, new PeerRequest.Disconnect(1004, "bye"));
    assertThat(liveness(WORKER)).isEqualTo(Liveness.LEFT);
    ask(WORKER, new PeerRequest.Ping(2));
    table.answered(WORKER.node(), 7, 1, 1_000);
    assertThat(liveness(WORKER)).isEqualTo(Liveness.LEFT);
  }

  @Test
  void claimsAreAnsweredWithClaimsAndStrangersBecomeCandidates() {
    PeerClaim own = new PeerClaim(WORKER.node(), 3, Liveness.ALIVE, List.of("192.0.2.2:80"), Optional.empty(), Optional.empty(),
        false);
    PeerClaim other = new PeerClaim(FakeTies.node(9), 3, Liveness.ALIVE, List.of("192.0.2.9:80"), Optional.empty(),
        Optional.empty(), false);
    PeerReply.Claims answer = (PeerReply.Claims) ask(WORKER, new PeerRequest.Exchange(List.of(own, other)));
    assertThat(answer.claims()).extracting(PeerClaim::node).containsExactly(SELF, WORKER.node());
    assertThat(answer.claims().getLast().addresses()).containsExactly("192.0.2.2:80");
    assertThat(candidates.due(1_000)).containsExactly(FakeTies.node(9));
    assertThat(ties.contacted).containsExactly(FakeTies.node(9));
  }

  @Test
  void aSuspicionOfThisNodeIsRefutedInTheAnswer() {
    PeerClaim wrong = new PeerClaim(SELF, 6, Liveness.SUSPECT, List.of(), Optional.empty(), Optional.empty(), false);
    PeerReply.Claims answer = (PeerReply.Claims) ask(WORKER, new PeerRequest.Exchange(List.of(wrong)));
    assertThat(answer.claims().getFirst().incarnation()).isEqualTo(7);
    assertThat(answer.claims().getFirst().liveness()).isEqualTo(Liveness.ALIVE);
  }

  @Test
  void cardsAndRevocationsArePassedOnToBeChecked() {
    ask(WORKER, new PeerRequest.NewCard("card"));
    ask(CONTROLLER, new PeerRequest.Revoked("list"));
    assertThat(ties.told).containsExactlyInAnyOrder("card of " + WORKER.node() + ": card", "revoked: list");
  }

  @Test
  void anotherNodeIsTriedForWhoeverCannotReachIt() {
    ask(CONTROLLER, new PeerRequest.Ping(1));
    done(bus.serve(Addresses.peer(CONTROLLER.node()), _ -> Future.succeededFuture(new PeerReply.Pong(1, 2, 3))));
    assertThat(ask(WORKER, new PeerRequest.Probe(CONTROLLER.node()))).isEqualTo(new PeerReply.Pong(1, 2, 3));
    assertThatThrownBy(() -> door.answer(WORKER, new PeerRequest.Probe(FakeTies.node(9))))
        .isInstanceOfSatisfying(KithException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_FOUND));
  }

  @Test
  void onlySoManyAreTriedAtOnce() {
    ask(CONTROLLER, new PeerRequest.Ping(1));
    done(bus.serve(Addresses.peer(CONTROLLER.node()), _ -> Promise.<PeerReply>promise().future()));
    PeerRequest probe = new PeerRequest.Probe(CONTROLLER.node());
    List<Future<PeerReply>> waiting = java.util.stream.IntStream.range(0, PeerDoor.RELAYED_MAX)
        .mapToObj(_ -> door.answer(WORKER, probe)).toList();
    assertThatThrownBy(() -> door.answer(WORKER, probe))
        .isInstanceOfSatisfying(KithException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.UNAVAILABLE));
    assertThat(waiting).hasSize(PeerDoor.RELAYED_MAX);
  }
}
