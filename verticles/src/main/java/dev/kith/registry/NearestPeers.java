package dev.kith.registry;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/// Which peers are near: by ping, hops, distance and score together, each brought to 0 (the best of these peers) to 1 (the worst), then
/// weighted. What is not known counts as the worst that is.
final class NearestPeers {
  /// Of ping, hops, distance, 100 - score.
  static final double[] WEIGHTS = {1.0, 0.7, 0.2, 1.2};
  /// Of fewer, all are looked at.
  static final int TREE_FROM = 64;

  private NearestPeers() {}

  /// @return up to `count`, the nearest first; equally near ones by node id
  static List<Peer> select(List<Peer> peers, int count) {
    List<Peer> ordered = peers.stream().sorted(Comparator.comparing(peer -> peer.node.value())).toList();
    double[][] points = points(ordered.stream().map(NearestPeers::measured).toList());
    double[] ideal = new double[WEIGHTS.length];
    int wanted = Math.min(count, ordered.size());
    List<Integer> nearest = ordered.size() < TREE_FROM
        ? KdTree.bruteForce(points, ideal, wanted)
        : new KdTree(points).nearest(ideal, wanted);
    return nearest.stream().map(ordered::get).toList();
  }

  private static List<Optional<Double>> measured(Peer peer) {
    return List.of(peer.pingMillis, Optional.of((double) peer.hops()), peer.distanceKm, Optional.of(100.0 - peer.score));
  }

  /// @param rows one a peer, one value a dimension; absent, infinite or NaN: unknown
  static double[][] points(List<List<Optional<Double>>> rows) {
    double[][] points = new double[rows.size()][WEIGHTS.length];
    for (int dimension = 0; dimension < WEIGHTS.length; dimension++) {
      int at = dimension;
      List<OptionalDouble> column = rows.stream().map(row -> finite(row.get(at)))
          .toList();
      double[] known = column.stream().filter(OptionalDouble::isPresent).mapToDouble(OptionalDouble::getAsDouble).toArray();
      double least = Arrays.stream(known).min().orElse(0);
      double most = Arrays.stream(known).max().orElse(0);
      for (int row = 0; row < points.length; row++)
        points[row][dimension] = known.length == 0 ? 0 : WEIGHTS[dimension] * scaled(column.get(row), least, most);
    }
    return points;
  }

  private static OptionalDouble finite(Optional<Double> value) {
    return value.filter(Double::isFinite).map(OptionalDouble::of).orElse(OptionalDouble.empty());
  }

  private static double scaled(OptionalDouble value, double least, double most) {
    if (value.isEmpty()) return 1; // even if all that is known is equal
    double spread = most / 2 - least / 2; // halves, so that it stays finite
    return spread > 0 ? Math.clamp((value.getAsDouble() / 2 - least / 2) / spread, 0.0, 1.0) : 0;
  }
}
