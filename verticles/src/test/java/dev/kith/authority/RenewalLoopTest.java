package dev.kith.authority;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.kith.bus.Bus;
import dev.kith.crypto.Base64Url;
import dev.kith.message.Addresses;
import dev.kith.message.AuthorityReply;
import dev.kith.message.AuthorityReply.Status;
import dev.kith.message.AuthorityRequest;
import dev.kith.message.AuthorityRequest.GetStatus;
import dev.kith.message.AuthorityRequest.GetUpdate;
import dev.kith.message.AuthorityRequest.GrantRole;
import dev.kith.message.AuthorityRequest.ListTokens;
import dev.kith.message.AuthorityRequest.Proved;
import dev.kith.message.AuthorityRequest.Renew;
import dev.kith.message.AuthorityRequest.RevokeNode;
import dev.kith.message.ErrorCode;
import dev.kith.message.KithException;
import dev.kith.message.Liveness;
import dev.kith.message.MeshView;
import dev.kith.message.NodeCard;
import dev.kith.message.NodeCard.Ports;
import dev.kith.message.PeerReply;
import dev.kith.message.PeerRequest;
import dev.kith.message.Sender;
import dev.kith.model.Role;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RenewalLoopTest {
  @TempDir
  Path directory;
  private final Vertx vertx = Vertx.vertx();
  private TestDoor mesh;
  private ChallengeDesk challenges;
  private AuthorityDesk desk;
  private Membership second;
  private final List<String> spread = new CopyOnWriteArrayList<>();
  private final AtomicReference<Own> own = new AtomicReference<>(TestDoor.own("second", "127.0.0.2"));

  @BeforeEach
  void make() throws Exception {
    mesh = TestDoor.inClear(vertx, directory);
    challenges = new ChallengeDesk(vertx,
        new ChallengeFetch(new ChallengeTargets(true, _ -> false), mesh.config.challengePort()));
    desk = new AuthorityDesk(mesh.authority, mesh.membership.node(), challenges, this::run,
        () -> spread.add("at once"), () -> spread.add("once it is answered"), List::of, List::of);
    second = mesh.join("second", "127.0.0.2").membership();
  }

  @AfterEach
  void end() { mesh.close(); }

  private <T> Future<T> run(Callable<T> work) { return vertx.executeBlocking(work, false); }

  private Future<AuthorityReply> ask(AuthorityRequest request) {
    return desk.answer(new Sender(second.node(), second.card().role()), request);
  }

  @Test
  void aNodeThatLeavesIsAnsweredBeforeOthersHearOfIt() throws Exception {
    Membership third = mesh.join("third", "127.0.0.3").membership();
    Sender operator = new Sender(mesh.membership.node(), Role.DUAL);
    assertThat(done(desk.answer(operator, new RevokeNode(third.node(), "lost")))).isEqualTo(new AuthorityReply.Done());
    assertThat(spread).containsExactly("at once");
    assertThat(done(ask(new RevokeNode(second.node(), "left")))).isEqualTo(new AuthorityReply.Done());
    assertThat(spread).containsExactly("at once", "once it is answered");
  }

  private Renewer renewer() {
    return new Renewer(new Renewer.Ties(second, own::get, this::ask, this::run, mesh.config.challengePort(), mesh.clock),
        new RenewalPlan(RandomGenerator.of("L64X128MixRandom")));
  }

  private static <T> T done(Future<T> future) { return future.toCompletionStage().toCompletableFuture().join(); }

  private static void assertForbidden(Future<?> future, String why) {
    assertThatThrownBy(() -> done(future)).isInstanceOf(CompletionException.class).cause().isInstanceOf(KithException.class)
        .hasMessageContaining(why).satisfies(e -> assertThat(((KithException) e).code()).isEqualTo(ErrorCode.FORBIDDEN));
  }

  /// D10: twenty lives of 24 h, a look every 10 minutes; others believe the node at every look.
  @Test
  void twentyRenewalsWithoutAGap() {
    Renewer renewer = renewer();
    MeshTrust trust = new MeshTrust(mesh.membership, Admission.OPEN, MeshTrust.STALE_AFTER, mesh.clock);
    Set<String> serials = new HashSet<>(Set.of(second.card().serial()));
    byte[] staticKey = Base64Url.decode(second.card().staticKey()).orElseThrow();
    for (int look = 0; look < 20 * 24 * 6 && serials.size() <= 20; look++) {
      mesh.clock.pass(Duration.ofMinutes(10));
      if (look % 6 == 0) {
        mesh.authority.tend();
        mesh.membership.update(mesh.authority.update(), mesh.clock.instant());
        done(renewer.update());
      }
      done(renewer.check());
      assertThat(trust.check(second.credential(), staticKey).node()).isEqualTo(second.node());
      serials.add(second.card().serial());
    }
    assertThat(serials).hasSize(21);
  }

  @Test
  void renewalFailsAndGoesOn() {
    AtomicInteger asked = new AtomicInteger();
    Renewer lonely = new Renewer(new Renewer.Ties(second, own::get, _ -> {
      asked.incrementAndGet();
      return Future.failedFuture(new KithException(ErrorCode.TIMEOUT, "no answer"));
    }, this::run, mesh.config.challengePort(), mesh.clock), new RenewalPlan(RandomGenerator.of("L64X128MixRandom")));
    mesh.clock.pass(Duration.ofHours(17));
    for (int second = 0; second < 3_600; second += 5) {
      done(lonely.check());
      mesh.clock.pass(Duration.ofSeconds(5));
    }
    assertThat(asked.get()).isBetween(8, 20); // 10 s, 20 s, 40 s ... 10 min
    mesh.clock.pass(Duration.ofHours(5));
    assertThat(RenewalPlan.alarming(mesh.clock.instant(), second.card())).isTrue();
    Renewer better = renewer();
    String before = second.card().serial();
    done(better.check());
    assertThat(second.card().serial()).isNotEqualTo(before);
  }

  @Test
  void newNameNeedsNoChallenge() {
    own.set(TestDoor.own("other name", "127.0.0.2"));
    done(renewer().check());
    assertThat(second.card().name()).isEqualTo("other name");
  }

  @Test
  void grantedRoleIsFetched() {
    done(desk.answer(new Sender(mesh.membership.node(), Role.DUAL), new GrantRole(second.node(), Role.DUAL)));
    Renewer renewer = renewer();
    done(renewer.check());
    assertThat(second.card().role()).isEqualTo(Role.WORKER);
    done(renewer.askRole());
    assertThat(second.card().role()).isEqualTo(Role.DUAL);
  }

  /// D12.
  @Test
  void newAddressIsProved() {
    own.set(TestDoor.own("second", "127.0.0.2", "127.0.0.3"));
    done(renewer().check());
    assertThat(second.card().addresses()).containsExactly("127.0.0.2", "127.0.0.3");
    own.set(TestDoor.own("second", "127.0.0.4"));
    done(renewer().check());
    assertThat(second.card().addresses()).containsExactly("127.0.0.4");
  }

  /// D12.
  @Test
  void addressThatDoesNotAnswerIsRefusedOrLeftOutIfThereAreOthers() {
    AuthorityReply.Challenge alone = (AuthorityReply.Challenge) done(
        ask(second.renewal(TestDoor.own("second", "127.0.0.9")).request()));
    assertForbidden(ask(new Proved(alone.order())), "127.0.0.9 port " + mesh.config.challengePort());

    AuthorityReply.Challenge beside = (AuthorityReply.Challenge) done(
        ask(second.renewal(TestDoor.own("second", "127.0.0.2", "127.0.0.9")).request()));
    assertThat(done(ask(new Proved(beside.order())))).isInstanceOf(AuthorityReply.Renewed.class);
    assertThat(mesh.authority.card(second.node()).addresses()).containsExactly("127.0.0.2");
  }

  /// D12: who stole all keys of a node that still is where its card says can't move it, even if he answers challenges himself.
  @Test
  void thiefElsewhereIsRefused() throws Exception {
    int door = ChallengeTest.freePort();
    own.set(new Own("second", List.of("127.0.0.2"), new Ports(door, 5701, 5801)));
    done(renewer().check());
    try (RawServer _ = new RawServer(InetAddress.ofLiteral("127.0.0.2"), door, _ -> {})) {
      own.set(new Own("second", List.of("127.0.0.66"), new Ports(door, 5701, 5801)));
      assertForbidden(renewer().renew(), "something answers at [127.0.0.2] port " + door);
      own.set(new Own("second", List.of("127.0.0.2", "127.0.0.66"), new Ports(door, 5701, 5801)));
      Renewer node = new Renewer(
          new Renewer.Ties(second, own::get, this::ask, this::run, mesh.config.challengePort(), mesh.clock),
          new RenewalPlan(RandomGenerator.of("L64X128MixRandom")));
      done(node.renew()); // answers at the old address too, as only the node itself does
      assertThat(second.card().addresses()).contains("127.0.0.66");
    }
  }

  /// D12: the certificate's key alone, without the identity's.
  @Test
  void renewalWithoutTheIdentityKeyIsRefused() {
    Renew good = second.renewal(own.get()).request();
    assertForbidden(ask(new Renew(good.csr(), "thief", good.addresses(), good.ports(), good.signature())), "not signed");
  }

  @Test
  void workersAreNoOperators() {
    Sender worker = new Sender(second.node(), Role.WORKER);
    for (AuthorityRequest request : List.of(new ListTokens(), new RevokeNode(mesh.membership.node(), ""),
        new GrantRole(second.node(), Role.DUAL)))
      assertForbidden(desk.answer(worker, request), "is a worker");
    assertThat(done(desk.answer(worker, new GetStatus()))).isInstanceOf(Status.class);
    assertThat(done(desk.answer(worker, new GetUpdate(List.of(Revocations.FIRST_ID), second.card().serial()))))
        .isInstanceOf(AuthorityReply.Update.class);
  }

  /// D8: told at once by the authority.
  @Test
  void revocationReachesOthers() {
    Membership third = mesh.join("third", "127.0.0.3").membership();
    EnrolConfig seldom = new EnrolConfig(mesh.config.challengePort(), true, Set.of(), Duration.ofHours(1), Duration.ofHours(1));
    AuthorityVerticle verticle = new AuthorityVerticle(seldom, second, Optional.empty(), own::get, List::of, List::of,
        mesh.clock);
    done(vertx.deployVerticle(verticle));
    AtomicInteger told = new AtomicInteger();
    Bus bus = Bus.of(vertx);
    done(bus.serve(Addresses.peer(second.node()), request -> verticle.revoked(((PeerRequest.Revoked) request).signed())
        .<PeerReply>map(_ -> new PeerReply.Ok()).onSuccess(_ -> told.incrementAndGet())));
    bus.publish(Addresses.mesh(mesh.membership.node()), view(mesh.membership.card(), second.card()));
    MeshTrust trust = new MeshTrust(second, Admission.OPEN, MeshTrust.STALE_AFTER, mesh.clock);
    byte[] staticKey = Base64Url.decode(third.card().staticKey()).orElseThrow();
    assertThat(trust.check(third.credential(), staticKey).node()).isEqualTo(third.node());
    long meshKey = second.newestMeshKey();

    done(bus.request(Addresses.authority(mesh.membership.node()), new RevokeNode(third.node(), "lost")));

    await().atMost(Duration.ofSeconds(30)).until(() -> second.revocations().of(third.node(), "").isPresent());
    assertThatThrownBy(() -> trust.check(third.credential(), staticKey)).isInstanceOf(KithException.class)
        .hasMessageContaining("revoked");
    await().atMost(Duration.ofSeconds(30)).until(() -> second.newestMeshKey() > meshKey && told.get() == 1);
    assertForbidden(
        desk.answer(new Sender(third.node(), Role.WORKER), new GetUpdate(List.of(Revocations.FIRST_ID), second.card().serial())),
        "revoked");
  }

  /// D8: a node that nobody told asks itself.
  @Test
  void revocationIsFetched() {
    Membership third = mesh.join("third", "127.0.0.3").membership();
    AuthorityVerticle verticle = new AuthorityVerticle(mesh.config, second, Optional.empty(), own::get, List::of, List::of,
        mesh.clock);
    done(vertx.deployVerticle(verticle));
    mesh.authority.revoke(new RevokeNode(third.node(), ""));
    await().atMost(Duration.ofSeconds(30)).until(() -> second.revocations().of(third.node(), "").isPresent());
  }

  @Test
  void listThatTheAuthorityDidNotSignIsRefused() {
    Renewer renewer = renewer();
    String signed = mesh.authority.update().revocations();
    assertForbidden(renewer.revoked(signed.substring(0, signed.length() - 4) + "AAAA"), "");
    done(renewer.revoked(signed));
    assertThat(second.newestMeshKey()).isEqualTo(mesh.membership.newestMeshKey());
  }

  private static MeshView view(NodeCard... cards) {
    return new MeshView(1, List.of(cards).stream()
        .map(card -> new MeshView.Member(card.node(), card.role(), Liveness.ALIVE, 100)).toList());
  }
}
