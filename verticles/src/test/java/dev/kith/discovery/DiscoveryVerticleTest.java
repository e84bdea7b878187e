package dev.kith.discovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.kith.bus.Trust;
import dev.kith.model.Blob;
import dev.kith.model.NodeId;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DiscoveryVerticleTest {
  private final Vertx vertx = Vertx.vertx();
  private final List<Candidate> heardByOne = new CopyOnWriteArrayList<>();
  private final List<Candidate> heardByTwo = new CopyOnWriteArrayList<>();

  @AfterEach
  void close() { done(vertx.close()); }

  private static NodeId node(int number) { return new NodeId(String.format("%032x", number)); }

  private static <T> T done(Future<T> future) {
    return future.toCompletionStage().toCompletableFuture().orTimeout(60, TimeUnit.SECONDS).join();
  }

  private static int freePort() throws IOException {
    try (DatagramSocket probe = new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))) {
      return probe.getLocalPort();
    }
  }

  private record Keys(Blob key) implements Trust {
    @Override
    public String mesh() { return "ab".repeat(16); }

    @Override
    public byte[] credential() { throw new AssertionError("no part of an announcement"); }

    @Override
    public List<MeshKey> meshKeys() { return List.of(new MeshKey(1, key)); }

    @Override
    public Peer check(byte[] credential, byte[] staticKey) { throw new AssertionError("announcements carry none"); }

    @Override
    public Optional<String> lost(Peer peer) { return Optional.empty(); }
  }

  private void deploy(int number, int port, int key, AtomicReference<Presence> presence, List<Candidate> heard) {
    byte[] meshKey = new byte[32];
    meshKey[0] = (byte) key;
    done(vertx.deployVerticle(new DiscoveryVerticle(node(number), new DiscoveryConfig(port, Duration.ofSeconds(1), true),
        new Keys(new Blob(meshKey)), presence::get, heard::add, InstantSource.system(), new Random(number))));
  }

  private static AtomicReference<Presence> at(int http) {
    return new AtomicReference<>(new Presence(List.of("127.0.0.1"), http, http + 1));
  }

  @Test
  void twoNodesOnOneMachineFindEachOther() throws IOException {
    int port = freePort();
    AtomicReference<Presence> first = at(8080);
    deploy(1, port, 1, first, heardByOne);
    deploy(2, port, 1, at(9090), heardByTwo);
    Candidate one = new Candidate(node(1), List.of("127.0.0.1:8080"), Optional.of("127.0.0.1:8081"));
    await().atMost(Duration.ofSeconds(30)).until(() -> heardByTwo.contains(one) && !heardByOne.isEmpty());
    assertThat(heardByOne).allMatch(candidate -> candidate.node().equals(node(2)));
    first.set(new Presence(List.of("127.0.0.1"), 8090, 0));
    await().atMost(Duration.ofSeconds(30))
        .until(() -> heardByTwo.contains(new Candidate(node(1), List.of("127.0.0.1:8090"), Optional.empty())));
  }

  @Test
  void nodesOfAnotherMeshAreNotHeard() throws IOException {
    int port = freePort();
    deploy(1, port, 1, at(8080), heardByOne);
    deploy(2, port, 2, at(9090), heardByTwo);
    deploy(3, port, 1, at(9191), new CopyOnWriteArrayList<>());
    await().atMost(Duration.ofSeconds(30)).until(() -> heardByOne.size() >= 2);
    assertThat(heardByOne).allMatch(candidate -> candidate.node().equals(node(3)));
    assertThat(heardByTwo).isEmpty();
  }

  @Test
  void portZeroIsSilence() {
    deploy(1, 0, 1, at(8080), heardByOne);
    assertThat(heardByOne).isEmpty();
  }
}
