package dev.kith.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.kith.bus.Bus;
import dev.kith.bus.Trust;
import dev.kith.message.Addresses;
import dev.kith.message.ErrorCode;
import dev.kith.message.KithException;
import dev.kith.message.Liveness;
import dev.kith.message.MeshView;
import dev.kith.message.NodesReply;
import dev.kith.message.NodesReply.NodeView;
import dev.kith.message.NodesRequest;
import dev.kith.message.PeerReply;
import dev.kith.message.PeerRequest;
import dev.kith.model.NodeId;
import dev.kith.model.Role;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Registries of several nodes on one Vert.x: their bus passes everything, so `Sender` is not what is tested here.
class RegistryVerticleTest {
  private static final RegistryConfig QUICK = new RegistryConfig(Duration.ofMillis(300), Duration.ofMillis(100),
      Duration.ofMillis(500), Duration.ofSeconds(5), Duration.ofMillis(600), Duration.ofMillis(400), 1_000);

  @TempDir
  Path data;
  private final Vertx vertx = Vertx.vertx();
  private final Bus bus = Bus.of(vertx);
  private final Map<NodeId, Trust.Peer> mesh = new ConcurrentHashMap<>();
  private final Map<Integer, FakeTies> ties = new HashMap<>();
  private final Map<Integer, String> deployments = new HashMap<>();
  private final NodeId first = FakeTies.node(1);

  @AfterEach
  void close() { done(vertx.close()); }

  private RegistryVerticle node(int number, Role role) { return node(number, role, InstantSource.system()); }

  private RegistryVerticle node(int number, Role role, InstantSource clock) {
    FakeTies own = new FakeTies(FakeTies.peer(number, role), mesh);
    RegistryVerticle verticle = new RegistryVerticle(own.self.node(), QUICK, data.resolve("n" + number), own, clock);
    ties.put(number, own);
    deployments.put(number, done(vertx.deployVerticle(verticle)));
    return verticle;
  }

  private static void introduce(RegistryVerticle to, int number) {
    to.candidate(FakeTies.node(number), List.of("10.0.0." + number + ":8080"), Optional.empty());
  }

  private NodesReply ask(NodesRequest request) { return done(bus.request(Addresses.nodes(first), request)); }

  private List<NodeView> nodes() { return ((NodesReply.Nodes) ask(new NodesRequest.ListNodes())).nodes(); }

  private Optional<NodeView> seen(int number) {
    return nodes().stream().filter(node -> node.node().equals(FakeTies.node(number))).findFirst();
  }

  private void awaitSeen(int number, Liveness liveness) {
    await().atMost(Duration.ofSeconds(30)).until(() -> seen(number).map(NodeView::liveness).equals(Optional.of(liveness)));
  }

  private static <T> T done(Future<T> future) {
    return future.toCompletionStage().toCompletableFuture().orTimeout(60, TimeUnit.SECONDS).join();
  }

  @Test
  void nodesFindEachOtherThroughOneThatKnowsBoth() {
    RegistryVerticle one = node(1, Role.DUAL);
    node(2, Role.WORKER);
    RegistryVerticle three = node(3, Role.CONTROLLER);
    AtomicReference<MeshView> view = new AtomicReference<>();
    done(bus.subscribe(Addresses.mesh(first), view::set));
    introduce(one, 2);
    introduce(three, 1);
    introduce(one, 3);
    awaitSeen(2, Liveness.ALIVE);
    awaitSeen(3, Liveness.ALIVE);
    await().atMost(Duration.ofSeconds(30)).until(() -> view.get() != null && view.get().members().size() == 3);
    assertThat(view.get().controllers()).containsExactly(first, FakeTies.node(3));
    await().atMost(Duration.ofSeconds(30)).until(() -> ties.get(3).contacted.contains(FakeTies.node(2))); // first told third of second
    assertThat(nodes().getFirst().self()).isTrue();
    assertThat(seen(2).orElseThrow().pingMillis()).isPresent();
    assertThat(seen(2).orElseThrow().addresses()).containsExactly("10.0.0.2:8080");
  }

  @Test
  void aClockThatIsWrongIsSeen() {
    RegistryVerticle one = node(1, Role.DUAL);
    node(2, Role.WORKER, () -> Instant.now().plus(Duration.ofMinutes(10)));
    introduce(one, 2);
    await().atMost(Duration.ofSeconds(30)).until(() -> seen(2).flatMap(NodeView::skewMillis).isPresent());
    assertThat(seen(2).orElseThrow().skewMillis().orElseThrow()).isBetween(590_000L, 610_000L);
  }

  @Test
  void whoIsReachedOverAGatewayIsSaidByItAndByOthers() {
    RegistryVerticle one = node(1, Role.DUAL);
    RegistryVerticle two = node(2, Role.DUAL);
    node(3, Role.WORKER);
    introduce(one, 2);
    introduce(two, 3);
    awaitSeen(3, Liveness.ALIVE);
    two.linked(FakeTies.node(3));
    await().atMost(Duration.ofSeconds(30))
        .until(() -> ties.get(1).told.contains(FakeTies.node(3) + " is behind " + FakeTies.node(2) + ", as others say"));
    ties.get(3).gateway = Optional.of(FakeTies.node(2));
    await().atMost(Duration.ofSeconds(30))
        .until(() -> ties.get(1).told.contains(FakeTies.node(3) + " is behind " + FakeTies.node(2)));
    assertThat(seen(3).orElseThrow().hops()).isEqualTo(2);
  }

  @Test
  void aLateListenerHearsWhoIsThere() {
    node(1, Role.DUAL);
    AtomicReference<MeshView> view = new AtomicReference<>();
    done(bus.subscribe(Addresses.mesh(first), view::set));
    await().atMost(Duration.ofSeconds(30)).until(() -> view.get() != null);
    assertThat(view.get().members()).singleElement().extracting(MeshView.Member::node).isEqualTo(first);
  }

  @Test
  void theDoorPingsReadsStatsAndLogsAndRekeys() {
    RegistryVerticle one = node(1, Role.DUAL);
    node(2, Role.WORKER);
    introduce(one, 2);
    awaitSeen(2, Liveness.ALIVE);
    NodesReply.Pinged pinged = (NodesReply.Pinged) ask(new NodesRequest.PingNode(FakeTies.node(2)));
    assertThat(pinged.name()).isEqualTo("n2");
    assertThat(pinged.millis()).isPositive();
    NodesReply.AllStats all = (NodesReply.AllStats) ask(new NodesRequest.ReadStats(Optional.empty()));
    assertThat(all.stats()).extracting(stats -> stats.name()).containsExactly("n1", "n2");
    assertThat(all.silent()).isEmpty();
    assertThat(all.stats().getLast().figures()).containsEntry("shardsDone", 7L);
    ties.get(2).logs.add(1, "a line");
    assertThat(ask(new NodesRequest.ReadLogs(FakeTies.node(2), 10))).isEqualTo(new NodesReply.Logs(List.of("a line"), false));
    assertThat(ask(new NodesRequest.Rekey())).isEqualTo(new NodesReply.Rekeyed(3));
    Future<NodesReply> unknown = bus.request(Addresses.nodes(first), new NodesRequest.PingNode(FakeTies.node(99)));
    assertThat(done(unknown.map(_ -> ErrorCode.INTERNAL).recover(e -> Future.succeededFuture(((KithException) e).code()))))
        .isEqualTo(ErrorCode.NOT_FOUND);
  }

  @Test
  void whatItsTiesAnswerElsewhereIsTakenUpOnItsOwnContext() {
    node(1, Role.DUAL);
    ties.get(1).elsewhere = true;
    for (int i = 0; i < 20; i++)
      assertThat(done(bus.request(Addresses.peer(first), new PeerRequest.NewCard("c" + i)))).isEqualTo(new PeerReply.Ok());
    assertThat(ties.get(1).askedOn).hasSize(1);
  }

  @Test
  void aCopyOfANodeIsSaidHereAndToTheNodeItself() {
    RegistryVerticle one = node(1, Role.DUAL);
    node(2, Role.WORKER);
    introduce(one, 2);
    awaitSeen(2, Liveness.ALIVE);
    assertThat(nodes()).noneMatch(NodeView::twin);
    one.twin(FakeTies.peer(2, Role.WORKER));
    await().atMost(Duration.ofSeconds(30)).until(() -> seen(2).orElseThrow().twin());
    await().atMost(Duration.ofSeconds(30))
        .until(() -> ((NodesReply.Nodes) done(bus.request(Addresses.nodes(FakeTies.node(2)), new NodesRequest.ListNodes())))
            .nodes().getFirst().twin()); // by the claims of the first
    assertThat(nodes().getFirst().twin()).as("the first node has none itself").isFalse();
  }

  @Test
  void aHungNodeIsSuspectThenDeadAndAliveAgainWhenItAnswers() {
    RegistryVerticle one = node(1, Role.DUAL);
    mesh.put(FakeTies.node(2), FakeTies.peer(2, Role.WORKER));
    AtomicReference<Boolean> hung = new AtomicReference<>(false);
    done(bus.serve(Addresses.peer(FakeTies.node(2)),
        request -> hung.get() ? Promise.<PeerReply>promise().future() : answer(request)));
    introduce(one, 2);
    awaitSeen(2, Liveness.ALIVE);
    hung.set(true);
    awaitSeen(2, Liveness.SUSPECT);
    NodesReply.AllStats stats = (NodesReply.AllStats) ask(new NodesRequest.ReadStats(Optional.empty()));
    assertThat(stats.silent()).containsExactly(FakeTies.node(2));
    awaitSeen(2, Liveness.DEAD);
    hung.set(false);
    awaitSeen(2, Liveness.ALIVE);
  }

  @Test
  void aCrashedNodeIsDeadSoonAfterItsConnectionClosed() {
    RegistryVerticle one = node(1, Role.DUAL);
    node(2, Role.WORKER);
    introduce(one, 2);
    awaitSeen(2, Liveness.ALIVE);
    mesh.put(FakeTies.node(3), FakeTies.peer(3, Role.WORKER));
    Bus.Registration third = done(bus.serve(Addresses.peer(FakeTies.node(3)), RegistryVerticleTest::answer));
    introduce(one, 3);
    awaitSeen(3, Liveness.ALIVE);
    done(third.close());
    one.carrierLost(FakeTies.node(3));
    one.carrierLost(FakeTies.node(2)); // this one still answers
    await().atMost(Duration.ofSeconds(30)).until(() -> seen(3).orElseThrow().liveness() == Liveness.DEAD);
    awaitSeen(2, Liveness.ALIVE);
  }

  @Test
  void peersAreFoundAgainAfterARestart() {
    RegistryVerticle one = node(1, Role.DUAL);
    node(2, Role.WORKER);
    introduce(one, 2);
    awaitSeen(2, Liveness.ALIVE);
    long before = nodes().getFirst().incarnation();
    done(vertx.undeploy(deployments.get(1)));
    node(1, Role.DUAL);
    awaitSeen(2, Liveness.ALIVE);
    assertThat(nodes().getFirst().incarnation()).isGreaterThan(before);
    assertThat(ties.get(1).contacted).contains(FakeTies.node(2));
  }

  private static Future<PeerReply> answer(PeerRequest request) {
    return Future.succeededFuture(request instanceof PeerRequest.Ping(long sentAt)
        ? new PeerReply.Pong(sentAt, sentAt, 1)
        : new PeerReply.Claims(List.of()));
  }
}
