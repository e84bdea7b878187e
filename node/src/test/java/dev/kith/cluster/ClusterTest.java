package dev.kith.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.kith.cluster.TestMesh.TestNode;
import dev.kith.model.NodeId;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Members of one mesh in one JVM, on loopback.
class ClusterTest {
  private static final Duration SOON = Duration.ofSeconds(30);

  private final TestMesh mesh = new TestMesh();
  private final List<Cluster> started = new ArrayList<>();

  @AfterEach
  void close() { started.reversed().forEach(Cluster::close); }

  private Cluster start(TestNode node, String... seeds) {
    long begin = System.nanoTime();
    Cluster cluster = Cluster.start(node.config(seeds));
    System.out.println(
        "Cluster.start of node " + (started.size() + 1) + ": " + Duration.ofNanos(System.nanoTime() - begin).toMillis() + " ms");
    started.add(cluster);
    return cluster;
  }

  private static String at(Cluster cluster) { return "127.0.0.1:" + cluster.clusterPort(); }

  private static Queue<String> receive(Cluster at, NodeId node) {
    Queue<String> got = new ConcurrentLinkedQueue<>();
    at.vertx().eventBus().<Buffer>consumer("kith.node." + node, message -> got.add(message.body().toString()));
    return got;
  }

  private static void send(Cluster from, NodeId to, String text) {
    from.vertx().eventBus().send("kith.node." + to, Buffer.buffer(text));
  }

  @Test
  void framesGoToTheNodeOfTheirAddress() {
    TestNode a = mesh.node();
    TestNode b = mesh.node();
    TestNode c = mesh.node();
    Cluster first = start(a);
    Cluster second = start(b, at(first));
    Cluster third = start(c, at(second), "127.0.0.1:1");
    await().atMost(SOON).until(() -> first.members().size() == 3);
    assertThat(third.members()).containsExactly(a.id, b.id, c.id);

    Queue<String> atA = receive(first, a.id);
    Queue<String> atC = receive(third, c.id);
    send(first, c.id, "from a");
    send(second, c.id, "from b");
    send(third, a.id, "from c");
    send(first, a.id, "from itself");
    await().atMost(SOON).untilAsserted(() -> {
      assertThat(atC).containsExactlyInAnyOrder("from a", "from b");
      assertThat(atA).containsExactlyInAnyOrder("from c", "from itself");
    });
  }
}
