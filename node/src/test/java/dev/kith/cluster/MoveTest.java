package dev.kith.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.kith.cluster.TestMesh.TestNode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/// A member that is told to others at another address than before, and members at IPv6 addresses. The many addresses of loopback stand
/// for those of networks.
class MoveTest extends TestCluster {
  private Cluster startAt(TestNode node, String bind, String tell, String... seeds) {
    return ends(Cluster.start(node.config(bind, tell, seeds)));
  }

  private static void awaitBothWays(Cluster a, TestNode at, Queue<String> atA, Cluster b, TestNode bt, Queue<String> atB) {
    await().atMost(SOON).until(() -> {
      send(a, bt.id, "there");
      send(b, at.id, "back");
      return !atA.isEmpty() && !atB.isEmpty();
    });
  }

  @Test
  void aMemberThatMovedIsReachedAtItsNewAddressOverTheSameEventBus() {
    TestNode a = mesh.node();
    TestNode b = mesh.node();
    Cluster first = start(a);
    Cluster second = startAt(b, "0.0.0.0", "127.0.0.2", at(first));
    Queue<String> atA = receive(first, a.id);
    Queue<String> atB = receive(second, b.id);
    awaitBothWays(first, a, atA, second, b, atB);

    second.move("127.0.0.3");
    await().atMost(SOON).untilAsserted(() -> {
      assertThat(addresses(first)).containsExactlyInAnyOrder("127.0.0.1", "127.0.0.3");
      assertThat(first.members()).containsExactlyInAnyOrder(a.id, b.id);
      assertThat(second.members()).containsExactlyInAnyOrder(a.id, b.id);
    });
    assertThat(second.told()).isEqualTo("127.0.0.3");
    atA.clear();
    atB.clear();
    awaitBothWays(first, a, atA, second, b, atB);
  }

  private static List<String> addresses(Cluster seen) {
    return seen.hazelcast().getCluster().getMembers().stream().map(member -> member.getAddress().getHost()).toList();
  }

  @Test
  void theFirstMemberMayMoveTooAndFindsThoseWhoJoinedIt() {
    TestNode a = mesh.node();
    TestNode b = mesh.node();
    Cluster first = startAt(a, "0.0.0.0", "127.0.0.2");
    Cluster second = start(b, "127.0.0.2:" + first.clusterPort());
    Queue<String> atA = receive(first, a.id);
    Queue<String> atB = receive(second, b.id);
    awaitBothWays(first, a, atA, second, b, atB);
    int port = first.clusterPort();

    first.move("127.0.0.3");
    await().atMost(SOON).untilAsserted(() -> {
      assertThat(addresses(second)).containsExactlyInAnyOrder("127.0.0.1", "127.0.0.3");
      assertThat(first.members()).containsExactlyInAnyOrder(a.id, b.id);
    });
    assertThat(first.clusterPort()).as("others may remember it").isEqualTo(port);
    atA.clear();
    atB.clear();
    awaitBothWays(first, a, atA, second, b, atB);
  }

  @Test
  void whoWasThereBeforeAMoveAndIsAfterItDidNotLeaveForTheOneThatMoved() {
    TestNode a = mesh.node();
    TestNode b = mesh.node();
    Cluster first = start(a);
    Cluster second = startAt(b, "0.0.0.0", "127.0.0.2", at(first));
    Queue<MemberChange> changes = new ConcurrentLinkedQueue<>();
    second.onChange(changes::add);

    second.move("127.0.0.3");
    await().atMost(SOON).until(() -> second.members().size() == 2 && first.members().size() == 2);
    assertThat(changes).doesNotContain(new MemberChange.Left(a.id));
  }

  @Test
  void membersAtIpv6AddressesAreOneCluster() throws IOException {
    Assumptions.assumeTrue(NetworkInterface.getByInetAddress(InetAddress.ofLiteral("::1")) != null, "this machine has no IPv6");
    TestNode a = mesh.node();
    TestNode b = mesh.node();
    TestNode c = mesh.node();
    Cluster first = startAt(a, "::1", "::1");
    Cluster second = startAt(b, "::", "::1", "[::1]:" + first.clusterPort());
    Cluster third = startAt(c, "0.0.0.0", "::1", "[0:0:0:0:0:0:0:1]:" + second.clusterPort());
    await().atMost(SOON).until(() -> List.of(first, second, third).stream().allMatch(one -> one.members().size() == 3));
    Queue<String> atA = receive(first, a.id);
    Queue<String> atC = receive(third, c.id);
    awaitBothWays(first, a, atA, third, c, atC);
  }
}
