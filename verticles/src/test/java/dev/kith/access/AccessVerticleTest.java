package dev.kith.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kith.bus.Bus;
import dev.kith.message.AccessReply;
import dev.kith.message.AccessReply.InviteMade;
import dev.kith.message.AccessReply.KeyMade;
import dev.kith.message.AccessRequest;
import dev.kith.message.Addresses;
import dev.kith.message.ErrorCode;
import dev.kith.message.KithException;
import dev.kith.message.Scope;
import dev.kith.message.Sender;
import dev.kith.model.NodeId;
import dev.kith.model.Role;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AccessVerticleTest {
  private static final NodeId NODE = new NodeId("0".repeat(32));
  private final FakeClock clock = new FakeClock();
  private final MemoryStore store = new MemoryStore();
  private Vertx vertx;
  private Access access;
  private String deployment;

  @BeforeEach
  void deploy() throws Exception {
    vertx = Vertx.vertx();
    start();
  }

  @AfterEach
  void close() throws Exception { done(vertx.close()); }

  private void start() throws Exception {
    access = Access.open(AccessConfig.DEFAULT, store, clock, clock, new Random(6));
    deployment = done(vertx.deployVerticle(new AccessVerticle(NODE, access)));
  }

  private static <T> T done(Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
  }

  private Future<AccessReply> ask(AccessRequest request) { return Bus.of(vertx).request(Addresses.access(NODE), request); }

  private ErrorCode failure(AccessRequest request) throws Exception {
    return done(ask(request).map(_ -> (ErrorCode) null).recover(e -> Future.succeededFuture(((KithException) e).code())));
  }

  private InviteMade invite(int maxUses) throws Exception {
    return (InviteMade) done(ask(new AccessRequest.MakeInvite("k1", "lab", Optional.empty(), Optional.of(maxUses))));
  }

  @Test
  void otherNodesMayOnlyAskWhoseAKeyIsAndOnlyIfTheyServeClients() throws Exception {
    NodeId other = new NodeId("b".repeat(32));
    AccessRequest authenticate = new AccessRequest.Authenticate("wrong", "192.0.2.1");
    assertThat(failure(new Sender(other, Role.DUAL), authenticate)).isEqualTo(ErrorCode.UNAUTHORIZED);
    assertThat(failure(new Sender(other, Role.WORKER), authenticate)).isEqualTo(ErrorCode.FORBIDDEN);
    assertThat(failure(new Sender(other, Role.DUAL), new AccessRequest.ListKeys())).isEqualTo(ErrorCode.FORBIDDEN);
    assertThat(failure(new Sender(other, Role.CONTROLLER), new AccessRequest.Admit("192.0.2.1"))).isEqualTo(ErrorCode.FORBIDDEN);
  }

  private ErrorCode failure(Sender from, AccessRequest request) throws Exception {
    return done(Bus.of(vertx, from).request(Addresses.access(NODE), request).map(_ -> (ErrorCode) null)
        .recover(e -> Future.succeededFuture(((KithException) e).code())));
  }

  @Test
  void aHundredTabsJoinOverTheBusAtOnceAndExactlySoManyGetInWithFewWrites() throws Exception {
    InviteMade made = invite(37);
    int before = store.saves();
    List<Future<Boolean>> joins = IntStream.range(0, 100)
        .mapToObj(_ -> ask(new Tab().join(made.token())).map(true).otherwise(false))
        .toList();
    int in = 0;
    for (Future<Boolean> join : joins)
      in += done(join) ? 1 : 0;
    assertThat(in).isEqualTo(37);
    assertThat(store.saves() - before).isBetween(1, 37);
    assertThat(Access.open(AccessConfig.DEFAULT, store).snapshot().volunteers()).hasSize(37);
  }

  @Test
  void whatWasAnsweredIsThereAfterARestart() throws Exception {
    Tab tab = new Tab();
    done(ask(tab.join(invite(1).shortCode())));
    KeyMade key = (KeyMade) done(ask(new AccessRequest.MakeKey("ci", Set.of(Scope.JOBS), Optional.empty())));
    done(vertx.undeploy(deployment));
    start();
    assertThat(access.firstKey()).isEmpty();
    assertThat(done(ask(tab.connect()))).isInstanceOf(AccessReply.Connected.class);
    assertThat(done(ask(new AccessRequest.Authenticate(key.secret(), "192.0.2.1")))).isInstanceOf(AccessReply.Granted.class);
  }

  @Test
  void everyFailureReachesTheAskerByItsCode() throws Exception {
    assertThat(failure(new AccessRequest.Authenticate("wrong", "192.0.2.1"))).isEqualTo(ErrorCode.UNAUTHORIZED);
    assertThat(failure(new Tab().join("nosuchcode"))).isEqualTo(ErrorCode.NOT_FOUND);
    assertThat(failure(new Tab().connect())).isEqualTo(ErrorCode.UNAUTHORIZED);
    assertThat(failure(new AccessRequest.RevokeKey(access.firstKey().orElseThrow().key().id()))).isEqualTo(ErrorCode.CONFLICT);
    assertThat(done(ask(new AccessRequest.Admit("192.0.2.1")))).isEqualTo(new AccessReply.Done());
  }

  @Test
  void aKeyOrInviteThatCannotBeSavedIsTakenBackAndAJoinIsTriedAgain() throws Exception {
    InviteMade made = invite(1);
    Tab tab = new Tab();
    store.full = true;
    assertThat(failure(new AccessRequest.MakeKey("ci", Set.of(Scope.JOBS), Optional.empty()))).isEqualTo(ErrorCode.STORAGE_FULL);
    assertThat(failure(new AccessRequest.MakeInvite("k1", "", Optional.empty(), Optional.empty())))
        .isEqualTo(ErrorCode.STORAGE_FULL);
    assertThat(failure(tab.join(made.token()))).isEqualTo(ErrorCode.STORAGE_FULL);
    store.full = false;
    assertThat(done(ask(tab.join(made.token())))).isInstanceOf(AccessReply.Joined.class);
    assertThat(((AccessReply.Keys) done(ask(new AccessRequest.ListKeys()))).keys()).hasSize(1);
    assertThat(((AccessReply.Invites) done(ask(new AccessRequest.ListInvites()))).invites()).hasSize(1);
    assertThat(Access.open(AccessConfig.DEFAULT, store).snapshot().volunteers()).hasSize(1);
  }

  @Test
  void whatWasLastUsedIsWrittenWhenTheVerticleStops() throws Exception {
    done(ask(new AccessRequest.Authenticate(access.firstKey().orElseThrow().secret(), "192.0.2.1")));
    int before = store.saves();
    done(vertx.undeploy(deployment));
    assertThat(store.saves()).isEqualTo(before + 1);
    assertThat(Access.open(AccessConfig.DEFAULT, store).snapshot().keys().getFirst().lastUsedAt()).contains(clock.instant());
  }
}
