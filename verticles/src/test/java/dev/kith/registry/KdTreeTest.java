package dev.kith.registry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kith.model.Role;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class KdTreeTest {
  @Test
  void treeAndBruteForceAgree() {
    long seed = 4_711;
    Random random = new Random(seed);
    for (int round = 0; round < 10_000; round++) {
      double[][] points = NearestPeers.points(rows(random, random.nextInt(90)));
      assertThat(Arrays.stream(points).flatMapToDouble(Arrays::stream)).allMatch(value -> value >= 0 && value <= 1.2);
      double[] target = random.nextBoolean() ? new double[4] : random.doubles(4, -0.2, 1.4).toArray();
      int count = random.nextInt(12);
      assertThat(new KdTree(points).nearest(target, count)).as("seed " + seed + ", round " + round)
          .isEqualTo(KdTree.bruteForce(points, target, count));
    }
  }

  /// Few different values, so that there are ties; some unknown, some nonsense.
  private static List<List<Optional<Double>>> rows(Random random, int count) {
    int kinds = 1 + random.nextInt(20);
    List<List<Optional<Double>>> rows = new ArrayList<>();
    for (int row = 0; row < count; row++) {
      List<Optional<Double>> values = new ArrayList<>();
      for (int dimension = 0; dimension < 4; dimension++)
        values.add(switch (random.nextInt(12)) {
          case 0 -> Optional.empty();
          case 1 -> Optional
              .of(new double[]{Double.NaN, Double.POSITIVE_INFINITY, Double.MAX_VALUE, -Double.MAX_VALUE}[random.nextInt(4)]);
          default -> Optional.of(random.nextInt(kinds) * 3.7);
        });
      rows.add(values);
    }
    return rows;
  }

  private static Peer peer(int number, Double ping, int score) {
    Peer peer = new Peer(FakeTies.peer(number, Role.WORKER), RegistryConfig.DEFAULT);
    peer.pingMillis = Optional.ofNullable(ping);
    peer.score = score;
    return peer;
  }

  @Test
  void theUnknownIsNotIdeal() {
    Peer unknown = peer(2, null, 50);
    Peer near = peer(3, 5.0, 50);
    Peer far = peer(4, 80.0, 50);
    assertThat(NearestPeers.select(List.of(unknown, near), 2)).containsExactly(near, unknown);
    assertThat(NearestPeers.select(List.of(far, unknown, near), 3)).containsExactly(near, unknown, far); // as bad as the worst, then by id
    assertThat(NearestPeers.select(List.of(unknown), 3)).containsExactly(unknown);
    assertThat(NearestPeers.select(List.of(), 1)).isEmpty();
  }

  @Test
  void oneLargeUnitDoesNotOutweighTheScore() {
    Peer good = peer(2, 900.0, 100);
    Peer bad = peer(3, 100.0, 0);
    assertThat(NearestPeers.select(List.of(bad, good), 1)).containsExactly(good);
  }

  @Test
  void manyPeersGoThroughTheTreeInTheSameOrder() {
    Random random = new Random(7);
    List<Peer> peers = new ArrayList<>();
    for (int number = 2; number < 302; number++)
      peers.add(peer(number, random.nextInt(10) == 0 ? null : random.nextInt(50) * 1.0, random.nextInt(101)));
    List<Peer> all = NearestPeers.select(peers, 300);
    assertThat(NearestPeers.select(peers, 10)).isEqualTo(all.subList(0, 10));
    assertThat(all).hasSize(300).doesNotHaveDuplicates();
  }
}
