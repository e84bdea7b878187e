package dev.kith.registry;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.stream.IntStream;

/// The nearest of many points (Euclidean). All coordinates are finite. Equally near points come by their index. Immutable.
final class KdTree {
  private record Near(int index, double distance) {}

  private static final Comparator<Near> NEAREST_FIRST = Comparator.comparingDouble(Near::distance).thenComparingInt(Near::index);

  private final double[][] points;
  private final int[] order;

  /// @param points kept, not copied
  KdTree(double[][] points) {
    this.points = points;
    this.order = IntStream.range(0, points.length).toArray();
    build(0, order.length, 0);
  }

  /// @return indices of `points`, the nearest first
  List<Integer> nearest(double[] target, int count) {
    PriorityQueue<Near> best = new PriorityQueue<>(NEAREST_FIRST.reversed());
    if (count > 0) search(0, order.length, 0, target, count, best);
    return best.stream().sorted(NEAREST_FIRST).map(Near::index).toList();
  }

  /// The same by looking at all.
  static List<Integer> bruteForce(double[][] points, double[] target, int count) {
    return IntStream.range(0, points.length).mapToObj(index -> new Near(index, squared(points[index], target)))
        .sorted(NEAREST_FIRST).limit(Math.max(0, count)).map(Near::index).toList();
  }

  /// The middle of each range divides it: not greater on its left, not less on its right.
  private void build(int from, int to, int depth) {
    if (to - from < 2) return;
    int axis = depth % points[0].length;
    List<Integer> range = new ArrayList<>(IntStream.range(from, to).mapToObj(at -> order[at]).toList());
    range.sort(Comparator.comparingDouble(index -> points[index][axis]));
    for (int at = from; at < to; at++)
      order[at] = range.get(at - from);
    int middle = (from + to) >>> 1;
    build(from, middle, depth + 1);
    build(middle + 1, to, depth + 1);
  }

  private void search(int from, int to, int depth, double[] target, int count, PriorityQueue<Near> best) {
    if (from >= to) return;
    int middle = (from + to) >>> 1;
    int index = order[middle];
    int axis = depth % target.length;
    double offset = target[axis] - points[index][axis];
    offer(new Near(index, squared(points[index], target)), count, best);
    boolean leftFirst = offset <= 0;
    if (leftFirst) search(from, middle, depth + 1, target, count, best);
    else
      search(middle + 1, to, depth + 1, target, count, best);
    if (best.size() == count && offset * offset > best.peek().distance()) return; // an equal one may have a lower index
    if (leftFirst) search(middle + 1, to, depth + 1, target, count, best);
    else
      search(from, middle, depth + 1, target, count, best);
  }

  private static void offer(Near near, int count, PriorityQueue<Near> best) {
    best.add(near);
    if (best.size() > count) best.remove();
  }

  private static double squared(double[] a, double[] b) {
    double sum = 0;
    for (int axis = 0; axis < a.length; axis++)
      sum += (a[axis] - b[axis]) * (a[axis] - b[axis]);
    return sum;
  }
}
