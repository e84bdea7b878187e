package dev.kith.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.hazelcast.client.HazelcastClient;
import com.hazelcast.client.config.ClientConfig;
import com.hazelcast.config.Config;
import com.hazelcast.core.Hazelcast;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.nio.serialization.HazelcastSerializationException;
import dev.kith.cluster.TestMesh.TestNode;
import dev.kith.crypto.MeshTls;
import dev.kith.crypto.TlsCredential;
import io.vertx.core.eventbus.impl.codecs.BufferMessageCodec;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.Serializable;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Who is not let in, at both ports, and what is said of it (C16, E5, E6).
class RefusalTest extends TestCluster {
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  /// Certificates that are not good, and the reason by which they are refused.
  enum Bad {
    OTHER_CA("not of this mesh"), SELF_SIGNED("not of this mesh"), EXPIRED("NotAfter"), OTHER_MESH(
        "must name one node of mesh"), REVOKED("revoked");

    final String reason;

    Bad(String reason) { this.reason = reason; }

    TlsCredential credential(TestMesh mesh, TestNode node) {
      return switch (this) {
        case OTHER_CA -> new TestMesh().issue(node.id);
        case SELF_SIGNED -> mesh.selfSigned(node.id);
        case EXPIRED -> mesh.expired(node.id);
        case OTHER_MESH -> mesh.issue("mesh://other/node/" + node.id);
        case REVOKED -> mesh.issue(node.id);
      };
    }
  }

  @ParameterizedTest
  @EnumSource(Bad.class)
  void badCertificatesAreRefusedAtTheClusterPort(Bad bad) {
    TestNode good = mesh.node();
    TestNode node = mesh.node();
    Cluster cluster = start(good);
    good.refused.add(node.id);
    MeshTls tls = MeshTls.of(bad.credential(mesh, node), _ -> {}); // believes everybody
    try (LogLines log = new LogLines()) {
      assertThatThrownBy(() -> Cluster.start(new ClusterConfig(node.id, mesh.id, "127.0.0.1", "127.0.0.1", 0, 0,
          List.of(at(cluster)), tls, 1))).isInstanceOf(RefusedException.class).hasMessageContaining(at(cluster));
      await().atMost(PATIENCE).until(() -> log.has("cluster port (in)", bad.reason));
    }
    assertThat(cluster.members()).containsExactly(good.id);
  }

  @ParameterizedTest
  @EnumSource(Bad.class)
  void badCertificatesAreRefusedAtTheEventBus(Bad bad) throws Exception {
    TestNode good = mesh.node();
    TestNode node = mesh.node();
    Cluster cluster = start(good);
    good.refused.add(node.id);
    SSLContext context = MeshTls.of(bad.credential(mesh, node), _ -> {}).context();
    try (LogLines log = new LogLines(); TlsSocket socket = new TlsSocket(context, cluster.busPort())) {
      assertThatThrownBy(() -> {
        socket.write(ByteBuffer.wrap(new byte[]{0, 0, 0, 1}));
        socket.read();
      }).isInstanceOf(IOException.class);
      await().atMost(PATIENCE).until(() -> log.has("event bus (in)", bad.reason));
    }
  }

  @ParameterizedTest
  @EnumSource(Bad.class)
  void badCertificatesAreRefusedOfServersToo(Bad bad) {
    TestNode good = mesh.node();
    TestNode bogus = mesh.node();
    MeshTls tls = MeshTls.of(bad.credential(mesh, bogus), _ -> {});
    good.refused.add(bogus.id);
    // A cluster that believes everybody is dialled by a node that does not.
    Cluster trap = ends(
        Cluster.start(new ClusterConfig(bogus.id, mesh.id, "127.0.0.1", "127.0.0.1", 0, 0, List.of(), tls, 1)));
    assertThatThrownBy(() -> Cluster.start(good.config(at(trap)))).isInstanceOf(RefusedException.class)
        .hasMessageContaining(bad.reason);
  }

  @Test
  void whoNamesAnotherNodeThanItsCertificateIsNotLetIn() {
    Cluster cluster = start(mesh.node());
    TestNode thief = mesh.node();
    TestNode victim = mesh.node();
    try (LogLines log = new LogLines()) {
      assertThatThrownBy(() -> Cluster.start(new ClusterConfig(victim.id, mesh.id, "127.0.0.1", "127.0.0.1", 0, 0,
          List.of(at(cluster)), thief.tls, 1)).close()).isInstanceOf(RuntimeException.class);
      await().atMost(SOON).until(() -> log.lines.stream().anyMatch(line -> line.contains("claims node id " + victim.id)));
    }
    assertThat(cluster.members()).hasSize(1);
  }

  @Test
  void aPlainMemberIsNotLetIn() {
    Cluster cluster = start(mesh.node());
    Config config = new Config().setClusterName("kith-" + mesh.id).setProperty("hazelcast.phone.home.enabled", "false")
        .setProperty("hazelcast.socket.bind.any", "false").setProperty("hazelcast.max.join.seconds", "4")
        .setProperty("hazelcast.wait.seconds.before.join", "0").setProperty("hazelcast.partition.count", "31")
        .setProperty("hazelcast.logging.type", "slf4j");
    config.getJetConfig().setEnabled(false);
    config.getNetworkConfig().setPort(0).getInterfaces().setEnabled(true).addInterface("127.0.0.1");
    config.getNetworkConfig().getJoin().getMulticastConfig().setEnabled(false);
    config.getNetworkConfig().getJoin().getAutoDetectionConfig().setEnabled(false);
    config.getNetworkConfig().getJoin().getTcpIpConfig().setEnabled(true).addMember(at(cluster)).setConnectionTimeoutSeconds(1);
    try (LogLines log = new LogLines()) {
      try {
        HazelcastInstance plain = Hazelcast.newHazelcastInstance(config);
        assertThat(plain.getCluster().getMembers()).hasSize(1);
        plain.getLifecycleService().terminate();
      } catch (IllegalStateException notStarted) {
        assertThat(notStarted).hasMessageContaining("failed to start");
      }
      assertThat(log.has("cluster port (in)", "")).isTrue();
    }
    assertThat(cluster.members()).hasSize(1);
  }

  @Test
  void aHazelcastClientIsNotLetIn() {
    Cluster cluster = start(mesh.node());
    ClientConfig config = new ClientConfig().setClusterName("kith-" + mesh.id).setProperty("hazelcast.logging.type", "slf4j");
    config.getNetworkConfig().addAddress(at(cluster));
    config.getConnectionStrategyConfig().getConnectionRetryConfig().setClusterConnectTimeoutMillis(1_000);
    try (LogLines log = new LogLines()) {
      assertThatThrownBy(() -> HazelcastClient.newHazelcastClient(config)).isInstanceOf(IllegalStateException.class);
      assertThat(log.has("cluster port (in)", "")).isTrue();
    }
  }

  @Test
  void whoProvesNothingIsCutOff() throws Exception {
    Cluster cluster = start(mesh.node(), Duration.ofMillis(700));
    for (int port : List.of(cluster.clusterPort(), cluster.busPort())) {
      try (LogLines log = new LogLines(); Socket idle = new Socket(InetAddress.getLoopbackAddress(), port)) {
        idle.setSoTimeout(2_000);
        assertEnds(idle);
        await().atMost(PATIENCE).until(() -> log.has("", "within 700 ms") || log.has("", "handshake timed out"));
      }
    }
    await().atMost(PATIENCE).until(() -> cluster.gate().unproven() == 0);
  }

  /// At most a TLS alert comes before.
  private static void assertEnds(Socket socket) throws IOException {
    try {
      assertThat(socket.getInputStream().readAllBytes()).hasSizeLessThan(16);
    } catch (SocketException reset) {
      assertThat(reset).hasMessageContaining("reset");
    }
  }

  @Test
  void onlySoManyMayBeUnproven() throws Exception {
    Cluster cluster = start(mesh.node());
    List<Socket> idle = new ArrayList<>();
    try (LogLines log = new LogLines()) {
      for (int i = 0; i < Gate.UNPROVEN_MAX; i++)
        idle.add(new Socket(InetAddress.getLoopbackAddress(), i % 2 == 0 ? cluster.clusterPort() : cluster.busPort()));
      await().atMost(PATIENCE).until(() -> cluster.gate().unproven() == Gate.UNPROVEN_MAX);
      for (int port : List.of(cluster.clusterPort(), cluster.busPort())) {
        try (Socket oneMore = new Socket(InetAddress.getLoopbackAddress(), port)) {
          oneMore.setSoTimeout((int) PATIENCE.toMillis());
          assertEnds(oneMore);
        }
      }
      assertThat(log.has("cluster port (in)", "more than 64")).isTrue();
      assertThat(log.has("event bus (in)", "more than 64")).isTrue();
    } finally {
      for (Socket socket : idle)
        socket.close();
    }
    await().atMost(PATIENCE).until(() -> cluster.gate().unproven() == 0);
    Cluster second = start(mesh.node(), at(cluster));
    assertThat(second.members()).hasSize(2);
  }

  @Test
  void aRevokedNodeIsCutOffAtOnce() {
    TestNode a = mesh.node();
    TestNode b = mesh.node();
    Cluster first = start(a);
    Cluster second = start(b, at(first));
    Queue<String> atB = receive(second, b.id);
    send(first, b.id, "before");
    await().atMost(SOON).until(() -> atB.contains("before"));
    a.refused.add(b.id);
    assertThat(first.disconnect(b.id)).isGreaterThanOrEqualTo(2);
    await().atMost(PATIENCE).until(() -> first.members().equals(List.of(a.id)));
  }

  @Test
  void aRenewedCertificateIsShownToThoseWhoComeLater() {
    TestNode a = mesh.node();
    Cluster first = start(a);
    TestNode b = mesh.node();
    start(b, at(first));
    TlsCredential renewed = mesh.issue(a.id);
    a.tls.replace(renewed);
    assertThat(first.members()).hasSize(2);
    Cluster third = start(mesh.node(), at(first));
    await().atMost(SOON).until(() -> third.members().size() == 3);
  }

  /// What a gadget would be: any class of ours, or of a library, that is Serializable.
  public static final class Gadget implements Serializable {
    private static final AtomicBoolean RAN = new AtomicBoolean();

    private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
      in.defaultReadObject();
      RAN.set(true);
    }
  }

  @Test
  void anEnrolledNodeCannotMakeOthersReadItsObjects() {
    Cluster first = start(mesh.node());
    Cluster second = start(mesh.node(), at(first));
    Gadget.RAN.set(false);
    second.hazelcast().getMap("m").put("k", new Gadget());
    assertThatThrownBy(() -> first.hazelcast().getMap("m").get("k")).isInstanceOf(HazelcastSerializationException.class)
        .hasRootCauseInstanceOf(SecurityException.class);
    second.hazelcast().getTopic("kith.seeds").publish(new Gadget());
    second.hazelcast().getTopic("kith.seeds").publish("127.0.0.1:1");
    Queue<Object> heard = new ConcurrentLinkedQueue<>();
    first.hazelcast().getTopic("end").addMessageListener(message -> heard.add(message.getMessageObject()));
    second.hazelcast().getTopic("end").publish("end");
    await().atMost(SOON).until(() -> heard.contains("end"));
    assertThat(Gadget.RAN).isFalse();
    assertThat(first.members()).hasSize(2);
  }

  @Test
  void framesThatTheMeshDoesNotSendEndTheConnection() throws Exception {
    TestNode a = mesh.node();
    TestNode b = mesh.node();
    Cluster cluster = start(a);
    Queue<String> got = receive(cluster, a.id);
    record Case(ByteBuffer frame, String reason) {}
    byte bytes = new BufferMessageCodec().systemCodecID();
    List<Case> cases = List.of(new Case(ByteBuffer.allocate(4).putInt(Integer.MAX_VALUE - 8).flip(), "length"),
        new Case(ByteBuffer.allocate(4).putInt(FrameGuard.FRAME_BYTES_MAX).flip(), "length"),
        new Case(ByteBuffer.allocate(4).putInt(-5).flip(), "length"),
        new Case(frame((byte) 15, "kith.node." + a.id), "its body is not bytes"),
        new Case(frame((byte) -1, "kith.node." + a.id), "its body is not bytes"),
        new Case(frame(bytes, "kith.jobs.offer"), "not for this node's address"),
        new Case(frame(bytes, "kith.node." + b.id + "0"), "")); // logged already
    for (Case one : cases) {
      try (LogLines log = new LogLines(); TlsSocket socket = new TlsSocket(b.tls.context(), cluster.busPort())) {
        socket.write(one.frame);
        assertThatThrownBy(socket::read).isInstanceOf(IOException.class);
        await().atMost(PATIENCE).until(() -> one.reason.isEmpty() || log.has("event bus (in)", one.reason));
      }
    }
    assertThat(got).isEmpty();
  }

  private static ByteBuffer frame(byte codec, String address) {
    byte[] text = address.getBytes(StandardCharsets.UTF_8);
    ByteBuffer frame = ByteBuffer.allocate(200 + text.length);
    frame.putInt(frame.capacity() - 4).put((byte) 2).put(codec).put((byte) 0).putInt(text.length).put(text);
    return frame.clear();
  }

  /// A blocking TLS connection of an attacker's own.
  static final class TlsSocket implements AutoCloseable {
    private final Socket socket;
    private final SSLEngine engine;
    private final ByteBuffer in = ByteBuffer.allocate(64 << 10).limit(0);
    private final ByteBuffer out = ByteBuffer.allocate(64 << 10);
    private final ByteBuffer plain = ByteBuffer.allocate(64 << 10);

    TlsSocket(SSLContext context, int port) throws IOException {
      socket = new Socket(InetAddress.getLoopbackAddress(), port);
      socket.setSoTimeout((int) PATIENCE.toMillis());
      engine = context.createSSLEngine();
      engine.setUseClientMode(true);
      engine.beginHandshake();
    }

    void write(ByteBuffer bytes) throws IOException {
      while (bytes.hasRemaining())
        step(bytes);
    }

    /// Until the other end says something or ends.
    void read() throws IOException {
      ByteBuffer nothing = ByteBuffer.allocate(0);
      while (plain.position() == 0)
        step(nothing);
    }

    private void step(ByteBuffer toSend) throws IOException {
      switch (engine.getHandshakeStatus()) {
        case NEED_TASK -> engine.getDelegatedTask().run();
        case NEED_WRAP -> send(ByteBuffer.allocate(0));
        case NEED_UNWRAP, NEED_UNWRAP_AGAIN -> receive();
        default -> {
          if (toSend.hasRemaining())
            send(toSend);
          else
            receive();
        }
      }
    }

    private void send(ByteBuffer from) throws IOException {
      engine.wrap(from, out.clear());
      socket.getOutputStream().write(out.array(), 0, out.position());
    }

    private void receive() throws IOException {
      switch (engine.unwrap(in, plain).getStatus()) {
        case CLOSED -> throw new IOException("closed");
        case BUFFER_UNDERFLOW -> {
          in.compact();
          int count = socket.getInputStream().read(in.array(), in.position(), in.remaining());
          if (count < 0)
            throw new IOException("closed");
          in.position(in.position() + count).flip();
        }
        default -> {
          // there may be more
        }
      }
    }

    @Override
    public void close() throws IOException { socket.close(); }
  }
}
