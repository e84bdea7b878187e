package dev.kith.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.kith.cluster.TestMesh.TestNode;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// Members come, speak, part and come together again.
class ClusterTest extends TestCluster {
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

  @Test
  void otherAddressesStayInsideTheNode() {
    TestNode a = mesh.node();
    TestNode b = mesh.node();
    Cluster first = start(a);
    Cluster second = start(b, at(first));
    Queue<String> local = new ConcurrentLinkedQueue<>();
    Queue<String> remote = new ConcurrentLinkedQueue<>();
    first.vertx().eventBus().<String>consumer("kith.other", message -> local.add(message.body()));
    second.vertx().eventBus().<String>consumer("kith.other", message -> remote.add(message.body()));
    first.vertx().eventBus().send("kith.other", "sent");
    first.vertx().eventBus().publish("kith.other", "published");
    Queue<String> wire = receive(second, b.id);
    send(first, b.id, "last");
    await().atMost(SOON).until(() -> wire.size() == 1 && local.size() == 2);
    assertThat(remote).isEmpty();
  }

  @Test
  void whatIsForANodeThatIsNoMemberFails() {
    Cluster alone = start(mesh.node());
    var sender = alone.vertx().eventBus().sender("kith.node." + mesh.node().id);
    var written = sender.write(Buffer.buffer("x"));
    await().atMost(SOON).until(written::isComplete);
    assertThat(written.cause()).hasMessageContaining("is not a member of the cluster");
    assertThatThrownBy(() -> alone.vertx().sharedData().getClusterWideMap("m").toCompletionStage().toCompletableFuture().join())
        .hasMessageContaining("for membership only");
  }

  @Test
  void nodesThatStartTogetherEndInOneCluster() throws Exception {
    List<TestNode> nodes = List.of(mesh.node(), mesh.node(), mesh.node());
    List<Integer> ports = IntStream.range(0, nodes.size()).mapToObj(_ -> FreePort.any()).toList();
    String[] seeds = ports.stream().map(port -> "127.0.0.1:" + port).toArray(String[]::new);
    List<Cluster> all;
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Callable<Cluster>> starts = IntStream.range(0, nodes.size())
          .<Callable<Cluster>>mapToObj(i -> () -> ends(Cluster.start(onPort(nodes.get(i).config(seeds), ports.get(i))))).toList();
      all = threads.invokeAll(starts).stream().map(Future::resultNow).toList();
    }
    await().atMost(SOON).until(() -> all.stream().allMatch(cluster -> cluster.members().size() == nodes.size()));
  }

  private static ClusterConfig onPort(ClusterConfig config, int port) {
    return new ClusterConfig(config.nodeId(), config.mesh(), config.bind(), config.tell(), port, 0, config.seeds(), config.tls(),
        1);
  }

  @Test
  void clustersThatFindEachOtherLaterBecomeOneWhicheverIsTold() {
    Cluster a = start(mesh.node());
    Cluster b = start(mesh.node());
    Cluster c = start(mesh.node(), at(b));
    a.seed(at(c));
    await().atMost(SOON).until(() -> List.of(a, b, c).stream().allMatch(cluster -> cluster.members().size() == 3));
    Cluster d = start(mesh.node());
    a.seed(at(d));
    await().atMost(SOON).until(() -> List.of(a, b, c, d).stream().allMatch(cluster -> cluster.members().size() == 4));
  }

  @Test
  void afterASplitFramesFlowBothWaysAgain() {
    TestNode a = mesh.node();
    TestNode b = mesh.node();
    TestNode c = mesh.node();
    Cluster first = start(a);
    Cluster second = start(b, at(first));
    Cluster third = start(c, at(first));
    await().atMost(SOON).until(() -> second.members().size() == 3);

    List.of(a, b).forEach(node -> node.refused.add(c.id));
    c.refused.addAll(List.of(a.id, b.id));
    third.disconnect(a.id);
    third.disconnect(b.id);
    await().atMost(SOON).until(() -> third.members().size() == 1 && first.members().size() == 2 && second.members().size() == 2);

    List.of(a, b, c).forEach(node -> node.refused.clear());
    long healed = System.nanoTime();
    await().atMost(SOON).until(() -> List.of(first, second, third).stream().allMatch(cluster -> cluster.members().size() == 3));
    Queue<String> atB = receive(second, b.id);
    Queue<String> atC = receive(third, c.id);
    send(second, c.id, "b to c");
    send(third, b.id, "c to b");
    await().atMost(SOON).until(() -> atC.contains("b to c") && atB.contains("c to b"));
    System.out.println("split healed in " + Duration.ofNanos(System.nanoTime() - healed).toMillis() + " ms");
  }

  @Test
  void aKilledMemberIsToldOf() {
    TestNode a = mesh.node();
    TestNode b = mesh.node();
    Cluster first = start(a);
    Queue<MemberChange> changes = new ConcurrentLinkedQueue<>();
    first.onChange(changes::add);
    Cluster second = start(b, at(first));
    await().atMost(SOON).until(() -> changes.contains(new MemberChange.Joined(b.id)));
    second.kill();
    await().atMost(SOON).until(() -> changes.contains(new MemberChange.Left(b.id)));
  }

  @Test
  void aNodeThatComesBackUnderItsIdIsReachedAgain() {
    TestNode a = mesh.node();
    TestNode b = mesh.node();
    Cluster first = start(a);
    start(b, at(first)).kill();
    Cluster again = start(b, at(first));
    Queue<String> got = receive(again, b.id);
    await().atMost(SOON).until(() -> {
      send(first, b.id, "hello again");
      return !got.isEmpty();
    });
    await().atMost(SOON).untilAsserted(() -> assertThat(first.members()).containsExactly(a.id, b.id));
  }
}
