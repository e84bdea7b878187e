package dev.kith.transport;

import static dev.kith.handshake.FrameHeader.FRAME_BYTES_MAX;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.kith.handshake.FrameHeader.Kind;
import dev.kith.message.ErrorCode;
import dev.kith.message.KithException;
import dev.kith.model.NodeId;
import dev.kith.transport.TransportConfig.Dial;
import dev.kith.transport.TransportConfig.Gate;
import dev.kith.transport.TransportConfig.Line;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.UpgradeRejectedException;
import io.vertx.core.http.WebSocketConnectOptions;
import io.vertx.core.net.SelfSignedCertificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TransportVerticleTest {
  private static final NodeId STRANGER = TestFrames.node(99);

  private final List<TestNode> nodes = new ArrayList<>();

  private TestNode node(int number, TransportConfig config) {
    TestNode node = new TestNode(number, config);
    nodes.add(node);
    return node;
  }

  private TestNode node(int number) { return node(number, TestNode.QUICK); }

  private static TransportConfig with(Gate gate) {
    return new TransportConfig(gate, TestNode.QUICK.line(), TestNode.QUICK.dial());
  }

  private static TransportConfig with(Line line) {
    return new TransportConfig(TestNode.QUICK.gate(), line, TestNode.QUICK.dial());
  }

  private static Line line(int pingMillis, int stallMillis, int queueBytes, int burst, int perSecond) {
    return new Line(Duration.ofMillis(pingMillis), Duration.ofMillis(pingMillis), Duration.ofMillis(stallMillis), queueBytes,
        burst,
        perSecond);
  }

  private RawLink raw(TestNode gateway) throws Exception { return RawLink.open(gateway.vertx, gateway.port); }

  private static void linked(TestNode node, TestNode gateway) {
    await().atMost(Duration.ofSeconds(30)).until(() -> node.transport.gateway().equals(Optional.of(gateway.id)));
    await().atMost(Duration.ofSeconds(30)).until(() -> gateway.transport.linked().contains(node.id));
  }

  private static int refusal(TestNode gateway, WebSocketConnectOptions to) throws Exception {
    try {
      gateway.vertx.createWebSocketClient().connect(to).toCompletionStage().toCompletableFuture().get(60, TimeUnit.SECONDS);
      return 101;
    } catch (java.util.concurrent.ExecutionException e) {
      return ((UpgradeRejectedException) e.getCause()).getStatus();
    }
  }

  @AfterEach
  void stop() { nodes.forEach(TestNode::close); }

  @Test
  void aNodeThatProvesItselfIsLinkedAndBothEndsSaySo() {
    TestNode gateway = node(1).open();
    AtomicInteger told = new AtomicInteger();
    gateway.transport.onChange(told::incrementAndGet);
    TestNode home = node(2).dial(gateway.door());

    linked(home, gateway);
    assertThat(told).hasValue(1);
    assertThat(gateway.frames.routes).containsKey(home.id);
    assertThat(home.frames.routes).containsKey(gateway.id);
    home.close();
    await().atMost(Duration.ofSeconds(30)).until(() -> gateway.transport.linked().isEmpty());
    assertThat(gateway.frames.routes).isEmpty();
    nodes.remove(home);
  }

  @Test
  void framesAreRelayedBothWaysWholeAndUnchanged() throws Exception {
    TestNode gateway = node(1).open();
    TestNode member = node(3);
    gateway.frames.cluster.put(member.id, member.frames);
    TestNode home = node(2).dial(gateway.door());
    linked(home, gateway);
    Buffer large = TestFrames.frame(Kind.SEALED, home.id, member.id, FRAME_BYTES_MAX);
    byte[] noise = new byte[FRAME_BYTES_MAX - 56];
    new Random(1).nextBytes(noise);
    large.setBytes(56, noise);
    Buffer before = large.copy();

    home.frames.send(member.id, large).await();
    home.frames.send(member.id, large).await();
    assertThat(member.frames.next()).isEqualTo(before);
    assertThat(member.frames.next()).isEqualTo(before);

    Buffer down = TestFrames.frame(Kind.SEALED, member.id, home.id, FRAME_BYTES_MAX).setBytes(56, noise);
    gateway.frames.forward(home.id, down).await();
    assertThat(home.frames.next()).isEqualTo(down);
    home.frames.sealed(gateway.id, 60).await();
    assertThat(gateway.frames.next().length()).isEqualTo(60);
    await().atMost(Duration.ofSeconds(30)).until(() -> gateway.transport.counts().relayed() == 2);
  }

  @Test
  void twoLinkedNodesReachEachOther() throws Exception {
    TestNode gateway = node(1).open();
    TestNode one = node(2).dial(gateway.door());
    TestNode other = node(3).dial(gateway.door());
    linked(one, gateway);
    linked(other, gateway);

    one.frames.sealed(other.id, 100).await();
    assertThat(other.frames.next().length()).isEqualTo(100);
  }

  @Test
  void aFrameThatFindsNoWayIsToldToItsSender() {
    TestNode gateway = node(1).open();
    TestNode home = node(2).dial(gateway.door());
    linked(home, gateway);

    home.frames.sealed(STRANGER, 100).await();
    await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> assertThatThrownBy(() -> home.frames.sealed(STRANGER, 100).await())
        .isInstanceOfSatisfying(KithException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.UNAVAILABLE)));
    assertThat(gateway.transport.counts().notRelayed()).isPositive();
  }

  @Test
  void whoDoesNotProveItselfIsNotRelayedAndClosed() throws Exception {
    TestNode gateway = node(1).open();
    gateway.frames.strangers.put(STRANGER, true);
    RawLink link = raw(gateway);
    RawLink mute = raw(gateway);
    link.send(TestFrames.frame(Kind.FIRST, STRANGER, gateway.id, 200));
    link.send(TestFrames.frame(Kind.THIRD, STRANGER, gateway.id, 200));

    assertThat(link.closed()).isEqualTo(4003);
    assertThat(mute.closed()).isEqualTo(4003);
    assertThat(gateway.transport.linked()).isEmpty();
    assertThat(gateway.frames.routes).isEmpty();
  }

  @Test
  void beforeTheProofOnlyAFewSmallFramesToTheGatewayAreTaken() throws Exception {
    TestNode gateway = node(1).open();
    RawLink toOther = raw(gateway);
    toOther.send(TestFrames.frame(Kind.SEALED, STRANGER, TestFrames.node(5), 100));
    RawLink large = raw(gateway);
    large.send(TestFrames.frame(Kind.FIRST, STRANGER, gateway.id, 16_385));
    RawLink many = raw(gateway);
    for (int i = 0; i < 4; i++)
      many.send(TestFrames.frame(Kind.SEALED, STRANGER, gateway.id, 100));
    RawLink changing = raw(gateway);
    changing.send(TestFrames.frame(Kind.SEALED, STRANGER, gateway.id, 100));
    changing.send(TestFrames.frame(Kind.SEALED, TestFrames.node(98), gateway.id, 100));
    RawLink text = raw(gateway);
    text.socket.writeTextMessage("admitted");

    assertThat(toOther.closed()).isEqualTo(4002);
    assertThat(large.closed()).isEqualTo(1009);
    assertThat(many.closed()).isEqualTo(4002);
    assertThat(changing.closed()).isEqualTo(4002);
    assertThat(text.closed()).isEqualTo(4002);
    assertThat(gateway.transport.counts().breaches()).isEqualTo(5);
  }

  @Test
  void aProvedNodeSpeaksForItselfAlone() throws Exception {
    TestNode gateway = node(1).open();
    TestNode member = node(3);
    gateway.frames.cluster.put(member.id, member.frames);
    RawLink link = raw(gateway).admitted(STRANGER, gateway.id);
    link.send(TestFrames.frame(Kind.SEALED, TestFrames.node(4), member.id, 100));

    assertThat(link.closed()).isEqualTo(4002);
    assertThat(member.frames.got).isEmpty();
    assertThat(gateway.frames.got).isEmpty();
  }

  @Test
  void tooLargeAFrameClosesTheLink() throws Exception {
    TestNode gateway = node(1).open();
    RawLink link = raw(gateway).admitted(STRANGER, gateway.id);
    link.send(TestFrames.frame(Kind.SEALED, STRANGER, gateway.id, FRAME_BYTES_MAX));
    assertThat(gateway.frames.next().length()).isEqualTo(FRAME_BYTES_MAX);
    link.send(TestFrames.frame(Kind.SEALED, STRANGER, gateway.id, FRAME_BYTES_MAX + 1));

    assertThat(link.closed()).isEqualTo(1009);
  }

  @Test
  void browsersAndOtherRequestsAreTurnedAway() throws Exception {
    TestNode gateway = node(1).open();

    assertThat(refusal(gateway, RawLink.to(gateway.port).setAllowOriginHeader(true))).isEqualTo(403);
    assertThat(gateway.transport.counts().turnedAway()).isEqualTo(1);
  }

  @Test
  void linksAreCountedFromTheirFirstMoment() throws Exception {
    TestNode gateway = node(1, with(new Gate(3, 2, Duration.ofMillis(600), 100, 50, 256))).open();
    raw(gateway);
    raw(gateway);
    assertThat(refusal(gateway, RawLink.to(gateway.port).setAllowOriginHeader(false))).isEqualTo(429);
    TestNode small = node(2, with(new Gate(1, 2, Duration.ofMillis(600), 100, 50, 256))).open();
    RawLink only = raw(small);
    assertThat(refusal(small, RawLink.to(small.port).setAllowOriginHeader(false))).isEqualTo(503);

    assertThat(only.closed()).isEqualTo(4003);
    await().atMost(Duration.ofSeconds(30)).until(() -> refusal(small, RawLink.to(small.port).setAllowOriginHeader(false)) == 101);
  }

  @Test
  void anAddressThatTriesTooOftenWaits() throws Exception {
    TestNode gateway = node(1, with(new Gate(100, 100, Duration.ofSeconds(2), 5, 1, 256))).open();
    int status = 101;
    for (int i = 0; i < 6 && status == 101; i++)
      status = refusal(gateway, RawLink.to(gateway.port).setAllowOriginHeader(false));
    assertThat(status).isEqualTo(429);
  }

  @Test
  void aNewerLinkOfANodeReplacesTheOlder() throws Exception {
    TestNode gateway = node(1).open();
    RawLink older = raw(gateway).admitted(STRANGER, gateway.id);
    RawLink newer = raw(gateway).admitted(STRANGER, gateway.id);

    assertThat(older.closed()).isEqualTo(4000);
    assertThat(gateway.transport.linked()).containsExactly(STRANGER);
    gateway.frames.sealed(STRANGER, 77).await();
    Buffer second = newer.messages.poll(10, TimeUnit.SECONDS);
    Buffer sealed = newer.messages.poll(10, TimeUnit.SECONDS);
    assertThat(second.length()).isEqualTo(1_500);
    assertThat(sealed.length()).isEqualTo(77);
  }

  @Test
  void aNodeComesBackWhenItsGatewayDoes() throws Exception {
    TestNode gateway = node(1).open();
    TestNode home = node(2).dial(gateway.door());
    linked(home, gateway);
    int port = gateway.port;
    gateway.close();
    nodes.remove(gateway);
    await().atMost(Duration.ofSeconds(30)).until(() -> home.transport.gateway().isEmpty());
    assertThatThrownBy(() -> home.frames.sealed(gateway.id, 100).await()).isInstanceOf(KithException.class);

    TestNode again = node(1).open(port, Optional.empty());
    linked(home, again);
    home.frames.sealed(again.id, 100).await();
    assertThat(again.frames.next().length()).isEqualTo(100);
  }

  @Test
  void aTlsDoorIsTakenOnlyWithACertificateOfTheMesh() {
    SelfSignedCertificate mesh = SelfSignedCertificate.create("gateway");
    SelfSignedCertificate other = SelfSignedCertificate.create("gateway");
    TestNode gateway = node(1).open(0, Optional.of(mesh.keyCertOptions()));
    Gateway door = Gateway.of(gateway.id, List.of("127.0.0.1:" + gateway.port));
    TestNode trusting = trusting(2, Optional.of(mesh)).dial(door);
    TestNode ofOtherMesh = trusting(3, Optional.of(other)).dial(door);
    TestNode ofNoMesh = trusting(4, Optional.empty()).dial(door);

    linked(trusting, gateway);
    await().during(Duration.ofSeconds(1))
        .until(() -> ofOtherMesh.transport.gateway().isEmpty() && ofNoMesh.transport.gateway().isEmpty());
    assertThat(gateway.transport.linked()).containsExactly(trusting.id);
    assertThat(gateway.transport.sockets()).isEqualTo(1);
  }

  private TestNode trusting(int number, Optional<SelfSignedCertificate> root) {
    TestNode node = new TestNode(number, TestNode.QUICK, root.map(SelfSignedCertificate::trustOptions));
    nodes.add(node);
    return node;
  }

  @Test
  void aNodeGoesToAnotherGatewayWhenItsOwnIsGone() {
    TestNode first = node(1).open();
    TestNode second = node(3).open();
    TestNode home = node(2).dial(first.door(), second.door());
    linked(home, first);
    first.close();
    nodes.remove(first);

    linked(home, second);
  }

  @Test
  void twoLinksAreKeptToDifferentGateways() {
    TestNode first = node(1).open();
    TestNode second = node(3).open();
    Dial two = new Dial(2, Duration.ofSeconds(2), Duration.ofMillis(50), Duration.ofMillis(400), Duration.ofSeconds(1));
    TestNode home = node(2, new TransportConfig(TestNode.QUICK.gate(), Line.DEFAULT, two)).dial(first.door(), second.door());

    await().atMost(Duration.ofSeconds(30)).until(() -> home.transport.gateways().size() == 2);
    assertThat(home.transport.gateways()).containsExactlyInAnyOrder(first.id, second.id);
  }

  @Test
  void aReaderThatDoesNotReadIsRefusedMoreAndThenClosed() throws Exception {
    TestNode gateway = node(1, with(line(10_000, 1_000, 4 << 20, 4_000, 2_000))).open();
    RawLink link = raw(gateway).admitted(STRANGER, gateway.id);
    link.socket.pause();
    List<Throwable> refused = new ArrayList<>();

    // The kernel takes some MiB before the line stands still.
    await().atMost(Duration.ofSeconds(30)).until(() -> {
      gateway.frames.sealed(STRANGER, 1 << 20).onFailure(refused::add);
      return gateway.transport.linked().isEmpty();
    });
    for (int i = 0; i < 8; i++)
      gateway.frames.sealed(STRANGER, 1 << 20).onFailure(refused::add);
    assertThat(refused).isNotEmpty().allSatisfy(
        e -> assertThat(e).isInstanceOfSatisfying(KithException.class,
            k -> assertThat(k.code()).isEqualTo(ErrorCode.UNAVAILABLE)));
    assertThat(gateway.transport.counts().stalled()).isEqualTo(1);
    assertThat(gateway.transport.counts().queueFull()).isPositive();
    await().atMost(Duration.ofSeconds(30)).until(() -> gateway.transport.sockets() == 0);
    link.socket.resume(); // else the client hears of no end, and shuts down slowly
  }

  @Test
  void tooManyFramesAreReadMoreSlowlyAndNoneIsLost() throws Exception {
    TestNode gateway = node(1, with(line(10_000, 10_000, 8 << 20, 50, 200))).open();
    RawLink link = raw(gateway).admitted(STRANGER, gateway.id);
    long start = System.nanoTime();
    for (int i = 0; i < 250; i++)
      link.send(TestFrames.frame(Kind.SEALED, STRANGER, gateway.id, 100));
    for (int i = 0; i < 250; i++)
      gateway.frames.next();

    assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(900));
    assertThat(gateway.transport.counts().slowed()).isPositive();
    assertThat(link.isOpen()).isTrue();
  }

  @Test
  void aHalfOpenLinkIsNoticedByBothEnds() throws Exception {
    TestNode gateway = node(1, with(line(200, 10_000, 8 << 20, 4_000, 2_000))).open();
    try (Wire wire = new Wire(gateway.port)) {
      TestNode home = node(2, with(line(200, 10_000, 8 << 20, 4_000, 2_000)))
          .dial(Gateway.of(gateway.id, List.of("ws://127.0.0.1:" + wire.port())));
      linked(home, gateway);
      await().during(Duration.ofMillis(800)).until(() -> home.transport.gateway().isPresent());
      wire.cut();
      await().atMost(Duration.ofSeconds(30)).until(() -> home.transport.gateway().isEmpty());
      await().atMost(Duration.ofSeconds(30)).until(() -> gateway.transport.linked().isEmpty());
      assertThat(gateway.transport.counts().silent()).isEqualTo(1);
      wire.mend();
      linked(home, gateway);
    }
  }

  @Test
  void randomFramesDoNoHarm() throws Exception {
    TestNode gateway = node(1, with(new Gate(100, 100, Duration.ofSeconds(2), 100_000, 50, 256))).open();
    AtomicInteger escaped = new AtomicInteger();
    gateway.vertx.exceptionHandler(_ -> escaped.incrementAndGet());
    long seed = System.nanoTime();
    Random random = new Random(seed);
    int sent = 0;
    while (sent < 10_000) {
      RawLink link = raw(gateway);
      if (random.nextBoolean())
        link.admitted(STRANGER, gateway.id);
      for (int i = 0; i < 200; i++, sent++)
        link.send(anything(random, gateway.id));
      assertThat(link.closed()).as("seed %d", seed).isIn(4002, 4003, 1009, 1006);
    }
    assertThat(escaped).as("seed %d", seed).hasValue(0);
    await().atMost(Duration.ofSeconds(30)).until(() -> gateway.transport.linked().isEmpty() && gateway.transport.sockets() == 0);
    assertThat(gateway.frames.routes).isEmpty();
    linked(node(2).dial(gateway.door()), gateway);
  }

  /// Noise, or a header that is right but for some bytes.
  private static Buffer anything(Random random, NodeId gateway) {
    if (random.nextInt(4) == 0) {
      byte[] noise = new byte[random.nextInt(300)];
      random.nextBytes(noise);
      return Buffer.buffer(noise);
    }
    Kind kind = List.of(Kind.values()).get(random.nextInt(Kind.values().length));
    Buffer frame = TestFrames.frame(kind, STRANGER, gateway, 56 + random.nextInt(300));
    for (int i = random.nextInt(3); i > 0; i--)
      frame.setByte(random.nextInt(56), (byte) random.nextInt());
    return frame;
  }
}
