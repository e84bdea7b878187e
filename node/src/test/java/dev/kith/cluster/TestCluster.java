package dev.kith.cluster;

import dev.kith.cluster.TestMesh.TestNode;
import dev.kith.model.NodeId;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;

/// Starts members of one mesh in this JVM, on loopback, and ends them.
abstract class TestCluster {
  static final Duration SOON = Duration.ofSeconds(30);

  final TestMesh mesh = new TestMesh();
  private final List<Cluster> started = new ArrayList<>();

  @AfterEach
  void close() { started.reversed().forEach(Cluster::close); }

  Cluster start(TestNode node, String... seeds) { return start(node, Cluster.HANDSHAKE, seeds); }

  Cluster start(TestNode node, Duration handshake, String... seeds) {
    long begin = System.nanoTime();
    Cluster cluster = Cluster.start(node.config(seeds), handshake);
    System.out.println("Cluster.start: " + Duration.ofNanos(System.nanoTime() - begin).toMillis() + " ms, "
        + cluster.members().size() + " members");
    return ends(cluster);
  }

  synchronized Cluster ends(Cluster cluster) {
    started.add(cluster);
    return cluster;
  }

  static String at(Cluster cluster) { return "127.0.0.1:" + cluster.clusterPort(); }

  static Queue<String> receive(Cluster at, NodeId node) {
    Queue<String> got = new ConcurrentLinkedQueue<>();
    at.vertx().eventBus().<Buffer>consumer("kith.node." + node, message -> got.add(message.body().toString()));
    return got;
  }

  static void send(Cluster from, NodeId to, String text) { from.vertx().eventBus().send("kith.node." + to, Buffer.buffer(text)); }
}
