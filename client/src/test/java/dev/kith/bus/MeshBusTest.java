package dev.kith.bus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.kith.bus.Mesh.Station;
import dev.kith.handshake.FrameHeader;
import dev.kith.handshake.FrameHeader.Kind;
import dev.kith.message.Addresses;
import dev.kith.message.Caller;
import dev.kith.message.ErrorCode;
import dev.kith.message.JobEvent;
import dev.kith.message.JobReply;
import dev.kith.message.JobRequest;
import dev.kith.message.KithException;
import dev.kith.message.LeaseMessage;
import dev.kith.message.PeerReply;
import dev.kith.message.PeerRequest;
import dev.kith.message.Sender;
import dev.kith.message.Service;
import dev.kith.model.Blob;
import dev.kith.model.JobId;
import dev.kith.model.Json;
import dev.kith.model.NodeId;
import dev.kith.model.Role;
import dev.kith.model.WorkerId;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Two and three nodes over a wire that loses, repeats and is tapped.
class MeshBusTest {
  private static final JobId JOB = JobId.of(1, 2);
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  @TempDir
  private Path keys;
  private Mesh mesh;
  private Station a;
  private Station b;
  private long requests;

  @BeforeEach
  void twoNodes() {
    mesh = new Mesh(keys);
    a = mesh.add(Role.DUAL);
    b = mesh.add(Role.WORKER);
  }

  @AfterEach
  void close() { mesh.close(); }

  @Test
  void aRequestIsAnsweredByTheOtherNodeWhoKnowsWhoAsks() throws Exception {
    List<Sender> askers = new CopyOnWriteArrayList<>();
    get(b.bus.serve(Addresses.peer(b.id()), (Sender from, PeerRequest request) -> {
      askers.add(from);
      return Future.succeededFuture(new PeerReply.Pong(((PeerRequest.Ping) request).sentAt(), 7, 1));
    }));
    assertThat(get(ping(a, b, 42))).isEqualTo(new PeerReply.Pong(42, 7, 1));
    assertThat(askers).containsExactly(new Sender(a.id(), Role.DUAL));
  }

  @Test
  void aLongPollDoesNotStopTheRequestsBesideIt() throws Exception {
    Promise<JobReply> late = Promise.promise();
    get(b.bus.serve(Addresses.jobs(b.id()), _ -> late.future()));
    get(b.bus.serve(Addresses.peer(b.id()), _ -> Future.succeededFuture(new PeerReply.Ok())));
    Service<JobRequest, JobReply> patient = new Service<>(Addresses.jobs(b.id()).address(), JobRequest.class, JobReply.class,
        b.id(), Duration.ofMinutes(10));
    Future<JobReply> poll = a.bus.request(patient, new JobRequest.Get(new Caller("me", false), JOB, Duration.ofSeconds(30)));
    int kept = 4 * BusConfig.defaults().serving();
    for (int asked = 0; asked < kept + 1_024; asked += 512) {
      List<Future<PeerReply>> some = new ArrayList<>();
      for (int i = 0; i < 512; i++)
        some.add(ping(a, b, i));
      for (Future<PeerReply> each : some)
        get(each);
    }
    assertThat(b.bus.figures()).containsEntry("requestsRefused", 0L);
    late.fail(new KithException(ErrorCode.GONE, "polled long enough"));
    assertFails(poll, ErrorCode.GONE, "polled long enough");
  }

  @Test
  void aKindOfALaterVersionIsAnsweredUnsupportedAndWhatIsBesideItIsHeard() throws Exception {
    Promise<PeerReply> never = Promise.promise();
    List<LeaseMessage> heard = new CopyOnWriteArrayList<>();
    get(b.bus.receive(Addresses.leases(b.id()), (_, message) -> heard.add(message)));
    get(b.bus.serve(Addresses.peer(b.id()), _ -> never.future()));
    Future<PeerReply> first = ping(a, b, 1);
    LeaseMessage beside = new LeaseMessage.Forget(new WorkerId("w"), JOB);
    Peers ofA = (Peers) a.bus.frames();
    ofA.run(() -> {
      ofA.post(b.id(), new Envelope.Unknown(99, 1, "kith.x"));
      ofA.post(b.id(), new Envelope.Unknown(100, 0, "kith.x"));
      a.bus.tell(Addresses.leases(b.id()), beside);
    });
    assertFails(first, ErrorCode.UNSUPPORTED, "node peer (" + b.id() + ") does not know messages of kind 99");
    await().atMost(PATIENCE).until(() -> heard.contains(beside));
    assertThat(b.bus.figures()).containsEntry("messagesUnknown", 2L).containsEntry("framesRefused", 0L);
  }

  @Test
  void aMemberOfALaterVersionIsPassedOverAndATypeOfOneIsUnsupported() throws Exception {
    get(b.bus.serve(Addresses.peer(b.id()),
        request -> Future.succeededFuture(new PeerReply.Pong(((PeerRequest.Ping) request).sentAt(), 0, 0))));
    assertThat(get(asked("{\"type\":\"peer-request.ping\",\"sentAt\":5,\"load\":{\"one\":[0.5]}}")))
        .isEqualTo(new PeerReply.Pong(5, 0, 0));
    assertFails(asked("{\"type\":\"peer-request.dance\",\"tune\":1}"), ErrorCode.UNSUPPORTED, "peer-request.dance");
    assertFails(asked("{\"type\":\"peer-request.ping\"}"), ErrorCode.INVALID, "not a valid peer request");
  }

  /// A request whose own frames are lost, and one under its number with that body instead.
  private Future<PeerReply> asked(String json) {
    mesh.lost = header -> header.kind() == Kind.SEALED && header.from().equals(a.id());
    Future<PeerReply> asked = ping(a, b, 0);
    long number = ++requests;
    byte[] name = "\fpeer-request".getBytes(StandardCharsets.US_ASCII);
    byte[] text = json.getBytes(StandardCharsets.US_ASCII);
    byte[] body = java.nio.ByteBuffer.allocate(name.length + text.length).put(name).put(text).array();
    await().atMost(PATIENCE).until(() -> a.bus.known(b.id()).isPresent());
    Peers ofA = (Peers) a.bus.frames();
    ofA.context.runOnContext(_ -> ofA.context.runOnContext(_ -> {
      mesh.lost = _ -> false;
      ofA.post(b.id(), new Envelope.Request(number, Addresses.peer(b.id()).address(), body));
    }));
    return asked;
  }

  @Test
  void whateverTheBusAnswersItAnswersOnTheCallersContext() throws Exception {
    get(b.bus.serve(Addresses.peer(b.id()), _ -> Future.succeededFuture(new PeerReply.Ok())));
    CompletableFuture<List<String>> elsewhere = new CompletableFuture<>();
    Context here = a.vertx.getOrCreateContext();
    List<String> wrong = new CopyOnWriteArrayList<>();
    here.runOnContext(_ -> {
      NodeId nobody = new NodeId("f".repeat(32));
      Map<String, Supplier<Future<?>>> calls = new java.util.LinkedHashMap<>();
      calls.put("request", () -> ping(a, b, 1));
      calls.put("request to nobody", () -> a.bus.request(Addresses.peer(nobody), new PeerRequest.Ping(1)));
      calls.put("meet", () -> a.bus.meet(b.id(), PATIENCE));
      calls.put("meet nobody", () -> a.bus.meet(nobody, Duration.ofMillis(100)));
      calls.put("rekey", a.bus::rekey);
      calls.put("serve", () -> a.bus.serve(Addresses.peer(a.id()), _ -> Future.succeededFuture(new PeerReply.Ok())));
      calls.put("request within the node", () -> ping(a, a, 1));
      calls.put("receive", () -> a.bus.receive(Addresses.leases(a.id()), (_, _) -> {}).compose(Bus.Registration::close));
      calls.put("subscribe", () -> a.bus.subscribe(Addresses.jobEvents(b.id()), _ -> {}).compose(Bus.Registration::close));
      calls.put("greet", () -> a.bus.frames().greet(b.id(), a, PATIENCE));
      calls.put("proved", () -> a.bus.frames().proved(b.id(), a, PATIENCE));
      calls.put("forward", () -> a.bus.frames().forward(b.id(), io.vertx.core.buffer.Buffer.buffer(mesh.wire.getFirst())));
      Future<?> all = Future.succeededFuture();
      for (Map.Entry<String, Supplier<Future<?>>> call : calls.entrySet()) {
        all = all.compose(_ -> call.getValue().get().onComplete(_ -> {
          if (!here.equals(io.vertx.core.Vertx.currentContext()))
            wrong.add(call.getKey());
        }).otherwiseEmpty().mapEmpty());
      }
      all.onComplete(_ -> elsewhere.complete(wrong));
    });
    assertThat(elsewhere.get(60, TimeUnit.SECONDS)).isEmpty();
  }

  @Test
  void aNodeThatMadeRoomInTheMiddleOfItsHandshakeIsLookedAfterAllTheSame() throws Exception {
    Station small = mesh.add(Role.DUAL, withPeers(1));
    AtomicInteger served = new AtomicInteger();
    get(small.bus.serve(Addresses.peer(small.id()), (Sender from, PeerRequest _) -> {
      if (from.node().equals(a.id()))
        served.incrementAndGet();
      return Future.succeededFuture(new PeerReply.Ok());
    }));
    CompletableFuture<byte[]> third = new CompletableFuture<>();
    mesh.lost = header -> header.kind() == Kind.THIRD && header.from().equals(a.id()) && third.complete(mesh.wire.getLast());
    Future<PeerReply> first = ping(a, small, 1);
    byte[] late = third.get(30, TimeUnit.SECONDS);
    get(ping(b, small, 2)); // takes the place of a
    small.bus.frames().arrived(io.vertx.core.buffer.Buffer.buffer(late), a);
    get(first);
    assertThat(served).hasValue(1);
    small.revoked.add(a.id());
    await().atMost(PATIENCE).until(() -> small.bus.known(a.id()).isEmpty());
    assertThat(failed(a, small)).isTrue();
    assertThat(served).hasValue(1);
  }

  @Test
  void aNodeWhoseSessionsMadeRoomIsServedOnceAllTheSame() throws Exception {
    Station small = mesh.add(Role.DUAL, withPeers(1));
    AtomicInteger served = new AtomicInteger();
    get(small.bus.serve(Addresses.peer(small.id()), (Sender from, PeerRequest _) -> {
      if (from.node().equals(a.id()))
        served.incrementAndGet();
      return Future.succeededFuture(new PeerReply.Ok());
    }));
    get(ping(a, small, 0));
    mesh.lost = header -> header.kind() == Kind.SEALED && header.to().equals(a.id()); // its answers
    Future<PeerReply> second = ping(a, small, 1);
    await().atMost(PATIENCE).untilAtomic(served, org.hamcrest.Matchers.equalTo(2));
    get(ping(b, small, 2)); // takes the place of a
    mesh.lost = _ -> false;
    get(second);
    assertThat(served).hasValue(2);
  }

  private static BusConfig withPeers(int peers) {
    BusConfig usual = BusConfig.defaults();
    return new BusConfig(usual.suite(), usual.handshake(), usual.again(), usual.pending(), usual.serving(), usual.queuedBytes(),
        usual.keptBytes(), usual.handshakesPerSecond(), peers);
  }

  @Test
  void aCopyOfANodeThatRunsBesideItIsNoticed() throws Exception {
    List<Trust.Peer> twins = new CopyOnWriteArrayList<>();
    b.bus.onTwin(twins::add);
    get(b.bus.serve(Addresses.peer(b.id()), _ -> Future.succeededFuture(new PeerReply.Ok())));
    get(ping(a, b, 0));
    Station copy = mesh.copy(a);
    get(ping(copy, b, 1));
    assertThat(twins).as("a node that began anew looks the same").isEmpty();
    get(ping(a, b, 2));
    await().atMost(PATIENCE).until(() -> !twins.isEmpty());
    assertThat(twins.getFirst().node()).isEqualTo(a.id());
    get(ping(copy, b, 3));
    get(ping(a, b, 4));
    copy.vertx.close();
  }

  @Test
  void nothingOnTheWireShowsWhatWasSaid() throws Exception {
    get(b.bus.serve(Addresses.peer(b.id()),
        _ -> Future.succeededFuture(new PeerReply.Logs(List.of("canary-in-the-log"), false))));
    get(a.bus.request(Addresses.peer(b.id()), new PeerRequest.Disconnect(1000, "canary-in-the-reason")));
    assertThat(mesh.wire).hasSizeGreaterThanOrEqualTo(5).noneMatch(MeshBusTest::readable);
  }

  private static boolean readable(byte[] frame) {
    String text = new String(frame, StandardCharsets.ISO_8859_1);
    return text.contains("canary") || text.contains("kith.registry") || text.contains("DUAL") || text.contains("WORKER");
  }

  @Test
  void failuresKeepTheirCodeAndText() throws Exception {
    get(b.bus.serve(Addresses.peer(b.id()), _ -> Future.failedFuture(new KithException(ErrorCode.GONE, "it went"))));
    assertFails(ping(a, b, 1), ErrorCode.GONE, "it went");
    assertFails(a.bus.request(Addresses.nodes(b.id()), new dev.kith.message.NodesRequest.ListNodes()), ErrorCode.UNAVAILABLE,
        "node peer (" + b.id() + ") does not serve this now");
  }

  @Test
  void aQuestionThatIsNoneIsRefused() throws Exception {
    get(b.bus.serve(Addresses.peer(b.id()), _ -> Future.succeededFuture(new PeerReply.Ok())));
    Service<JobRequest, PeerReply> wrong = new Service<>(Addresses.peer(b.id()).address(), JobRequest.class, PeerReply.class,
        b.id(), PATIENCE);
    assertFails(a.bus.request(wrong, new JobRequest.StopAll(new Caller("me", false))), ErrorCode.INVALID, "PeerRequest");
  }

  @Test
  void lostRequestsAndAnswersAreSentAgainAndServedOnce() throws Exception {
    AtomicInteger served = new AtomicInteger();
    get(b.bus.serve(Addresses.peer(b.id()), _ -> {
      served.incrementAndGet();
      return Future.succeededFuture(new PeerReply.Ok());
    }));
    get(ping(a, b, 0));
    AtomicInteger frames = new AtomicInteger();
    mesh.lost = header -> header.kind() == Kind.SEALED && frames.incrementAndGet() <= 3; // request, request, answer
    get(ping(a, b, 1));
    assertThat(served).hasValue(2);
    assertThat(frames).hasValueGreaterThanOrEqualTo(4);
  }

  @Test
  void framesThatComeTwiceHaveNoSecondEffect() throws Exception {
    AtomicInteger served = new AtomicInteger();
    get(b.bus.serve(Addresses.peer(b.id()), _ -> {
      served.incrementAndGet();
      return Future.succeededFuture(new PeerReply.Ok());
    }));
    mesh.twice = _ -> true;
    for (int i = 0; i < 50; i++)
      get(ping(a, b, i));
    assertThat(served).hasValue(50);
    assertThat(b.bus.figures().get("framesRefused")).isPositive();
  }

  @Test
  void aTapedConversationPlayedAgainChangesNothing() throws Exception {
    AtomicInteger served = new AtomicInteger();
    get(b.bus.serve(Addresses.peer(b.id()), _ -> {
      served.incrementAndGet();
      return Future.succeededFuture(new PeerReply.Ok());
    }));
    for (int i = 0; i < 10; i++)
      get(ping(a, b, i));
    List<byte[]> tape = List.copyOf(mesh.wire);
    mesh.lost = _ -> true; // answers to the player go nowhere
    for (byte[] frame : tape) {
      b.bus.frames().arrived(io.vertx.core.buffer.Buffer.buffer(frame), b);
      a.bus.frames().arrived(io.vertx.core.buffer.Buffer.buffer(frame), a);
    }
    mesh.lost = _ -> false;
    get(ping(a, b, 99));
    assertThat(served).hasValue(11);
  }

  @Test
  void manyAtOnceAreAllAnswered() throws Exception {
    get(b.bus.serve(Addresses.peer(b.id()),
        request -> Future.succeededFuture(new PeerReply.Pong(((PeerRequest.Ping) request).sentAt(), 0, 0))));
    List<Future<PeerReply>> answers = new ArrayList<>();
    for (int i = 0; i < 2_000; i++)
      answers.add(ping(a, b, i));
    for (int i = 0; i < 2_000; i++)
      assertThat(get(answers.get(i))).isEqualTo(new PeerReply.Pong(i, 0, 0));
    assertThat(a.bus.figures().get("framesSent")).as("messages travel together").isLessThan(1_500);
  }

  @Test
  void aNodeThatBeganAnewIsFoundAgainAtOnce() throws Exception {
    get(b.bus.serve(Addresses.peer(b.id()), _ -> Future.succeededFuture(new PeerReply.Ok())));
    get(ping(a, b, 0));
    Station again = mesh.again(b);
    get(again.bus.serve(Addresses.peer(b.id()), _ -> Future.succeededFuture(new PeerReply.Pong(1, 1, 2))));
    assertThat(get(ping(a, b, 1))).isEqualTo(new PeerReply.Pong(1, 1, 2));
  }

  @Test
  void aNodeThatIsNotThereFailsAtOnceAndOneThatIsSilentInTime() throws Exception {
    NodeId nobody = new NodeId("f".repeat(32));
    assertFails(a.bus.request(Addresses.peer(nobody), new PeerRequest.GetStats()), ErrorCode.UNAVAILABLE, nobody.value());
    mesh.lost = _ -> true;
    Service<PeerRequest, PeerReply> hasty = new Service<>(Addresses.peer(b.id()).address(), PeerRequest.class, PeerReply.class,
        b.id(),
        Duration.ofMillis(300));
    assertFails(a.bus.request(hasty, new PeerRequest.GetStats()), ErrorCode.TIMEOUT, "in time");
  }

  @Test
  void aRevokedNodeLosesItsSessionsAndGetsNoNewOne() throws Exception {
    get(a.bus.serve(Addresses.peer(a.id()), _ -> Future.succeededFuture(new PeerReply.Ok())));
    get(ping(b, a, 1));
    a.revoked.add(b.id());
    await().atMost(PATIENCE).until(() -> failed(b, a));
    assertFails(ping(a, b, 2), ErrorCode.FORBIDDEN, "revoked");
  }

  private boolean failed(Station from, Station to) {
    try {
      Service<PeerRequest, PeerReply> hasty = new Service<>(Addresses.peer(to.id()).address(), PeerRequest.class, PeerReply.class,
          to.id(), Duration.ofMillis(500));
      get(from.bus.request(hasty, new PeerRequest.Ping(1)));
      return false;
    } catch (ExecutionException refused) {
      return true;
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void withoutTheMeshKeyThereIsNoAnswerAtAll() throws Exception {
    a.meshKeys = List.of(new Trust.MeshKey(1, new Blob("x".repeat(32).getBytes(StandardCharsets.US_ASCII))));
    mesh.wire.clear();
    assertThat(failed(a, b)).isTrue();
    assertThat(mesh.wire).as("only the question is on the wire").hasSize(1);
  }

  @Test
  void anOlderMeshKeyStillWorksWhileItIsReplaced() throws Exception {
    get(b.bus.serve(Addresses.peer(b.id()), _ -> Future.succeededFuture(new PeerReply.Ok())));
    Trust.MeshKey fresh = new Trust.MeshKey(2, new Blob("y".repeat(32).getBytes(StandardCharsets.US_ASCII)));
    b.meshKeys = List.of(fresh, b.meshKeys.getFirst());
    get(ping(a, b, 1));
    a.meshKeys = List.of(fresh);
    assertThat(get(a.bus.rekey())).isEqualTo(1);
    get(ping(a, b, 2));
  }

  @Test
  void tellsReachTheInboxOfTheOneNode() throws Exception {
    List<LeaseMessage> heard = new CopyOnWriteArrayList<>();
    get(b.bus.receive(Addresses.leases(b.id()), (_, message) -> heard.add(message)));
    LeaseMessage message = new LeaseMessage.Forget(new WorkerId("w"), JOB);
    a.bus.tell(Addresses.leases(b.id()), message);
    await().atMost(Duration.ofSeconds(30)).until(() -> heard.contains(message));
  }

  @Test
  void eventsReachListenersAtOtherNodesThatControlAndNoOthers() throws Exception {
    Station c = mesh.add(Role.CONTROLLER);
    List<JobEvent> atC = new CopyOnWriteArrayList<>();
    List<JobEvent> atB = new CopyOnWriteArrayList<>();
    Bus.Registration listening = get(c.bus.subscribe(Addresses.jobEvents(a.id()), atC::add));
    get(b.bus.subscribe(Addresses.jobEvents(a.id()), atB::add)); // its card says worker
    JobEvent event = new JobEvent(JOB, "me", 1, Instant.EPOCH, JobEvent.Type.JOB_DONE, new Json("{}"));
    await().atMost(PATIENCE).until(() -> {
      a.bus.publish(Addresses.jobEvents(a.id()), event);
      return atC.contains(event);
    });
    assertThat(atB).isEmpty();
    get(listening.close());
  }

  @Test
  void junkInANodesNameDoesNotKeepThatNodeOut() throws Exception {
    get(b.bus.serve(Addresses.peer(b.id()), _ -> Future.succeededFuture(new PeerReply.Ok())));
    byte[] junk = new byte[1304];
    new java.util.Random(1).nextBytes(junk);
    byte[] header = new FrameHeader(1, Kind.FIRST, b.id(), a.id(), 7, 1, 0).encode();
    System.arraycopy(header, 0, junk, 0, header.length);
    for (int i = 0; i < 1_000; i++) // ten times of what one node may begin at once
      b.bus.frames().arrived(io.vertx.core.buffer.Buffer.buffer(junk), b);
    assertThat(get(ping(a, b, 1))).isEqualTo(new PeerReply.Ok());
    assertThat(b.bus.figures().get("handshakesRefused")).isZero();
  }

  @Test
  void tooManyAtOnceAreRefusedWithACode() throws Exception {
    BusConfig usual = BusConfig.defaults();
    Station small = mesh.add(Role.DUAL,
        new BusConfig(usual.suite(), usual.handshake(), usual.again(), 8, 4, 1 << 20, 1 << 20, 50, 10));
    Promise<PeerReply> never = Promise.promise();
    get(small.bus.serve(Addresses.peer(small.id()), _ -> never.future()));
    List<Future<PeerReply>> five = new ArrayList<>();
    for (int i = 0; i < 5; i++)
      five.add(ping(a, small, i));
    assertFails(five.get(4), ErrorCode.RATE_LIMITED, "serves 4 requests");
    never.complete(new PeerReply.Ok());
    get(five.get(0));

    Promise<PeerReply> silent = Promise.promise();
    get(b.bus.serve(Addresses.peer(b.id()), _ -> silent.future()));
    List<Future<PeerReply>> nine = new ArrayList<>();
    for (int i = 0; i < 9; i++)
      nine.add(ping(small, b, i));
    assertFails(nine.get(8), ErrorCode.UNAVAILABLE, "bus.pending");
    silent.complete(new PeerReply.Ok());
  }

  @Test
  void rubbishIsRefusedAndHarmless() throws Exception {
    get(b.bus.serve(Addresses.peer(b.id()), _ -> Future.succeededFuture(new PeerReply.Ok())));
    get(ping(a, b, 0));
    java.util.Random random = new java.util.Random(1);
    byte[] good = mesh.wire.getLast();
    for (int i = 0; i < 5_000; i++) {
      byte[] frame = i % 2 == 0 ? good.clone() : new byte[random.nextInt(2_000)];
      if (i % 2 == 0)
        frame[random.nextInt(frame.length)] ^= (byte) (1 + random.nextInt(255));
      else
        random.nextBytes(frame);
      b.bus.frames().arrived(io.vertx.core.buffer.Buffer.buffer(frame), b);
      a.bus.frames().arrived(io.vertx.core.buffer.Buffer.buffer(frame), a);
    }
    get(ping(a, b, 1));
    assertThat(b.bus.figures().get("framesRefused")).isGreaterThan(1_000);
  }

  @Test
  void strangersGreetedByACarrierAreMetByThatCarrier() throws Exception {
    assertThat(get(a.bus.frames().greet(b.id(), a, PATIENCE))).isEqualTo(new Sender(b.id(), Role.WORKER));
    assertThat(get(b.bus.frames().proved(a.id(), b, Duration.ofSeconds(5)))).isEqualTo(new Sender(a.id(), Role.DUAL));
    assertThatThrownBy(() -> get(b.bus.frames().proved(a.id(), a, Duration.ofMillis(100)))).hasMessageContaining("in time");
  }

  private static Future<PeerReply> ping(Station from, Station to, long at) {
    return from.bus.request(within(PATIENCE, to), new PeerRequest.Ping(at));
  }

  private static Service<PeerRequest, PeerReply> within(Duration timeout, Station server) {
    Service<PeerRequest, PeerReply> usual = Addresses.peer(server.id());
    return new Service<>(usual.address(), usual.question(), usual.answer(), usual.server(), timeout);
  }

  private static void assertFails(Future<?> future, ErrorCode code, String text) {
    assertThatThrownBy(() -> get(future)).cause().isInstanceOf(KithException.class).hasMessageContaining(text)
        .extracting(failure -> ((KithException) failure).code()).isEqualTo(code);
  }

  private static <T> T get(Future<T> future)
      throws ExecutionException, InterruptedException, java.util.concurrent.TimeoutException {
    return future.toCompletionStage().toCompletableFuture().get(60, TimeUnit.SECONDS);
  }
}
