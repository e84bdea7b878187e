package dev.kith.job;

import java.time.Instant;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.SplittableRandom;

/// Time, chance and the network of a simulated run. All that happens, happens in an order that the seed fixes.
final class SimWorld {
  final SplittableRandom random;
  final SimFaults faults;
  private final PriorityQueue<Happening> agenda = new PriorityQueue<>(
      Comparator.comparingLong(Happening::at).thenComparingLong(Happening::order));
  private long millis;
  private long wallOffset;
  private long order;
  private long logHash = 17;

  private record Happening(long at, long order, Runnable what) {}

  SimWorld(long seed, SimFaults faults) {
    this.random = new SplittableRandom(seed);
    this.faults = faults;
  }

  long millis() { return millis; }

  Now now() { return new Now(1_000_000 + millis, Instant.ofEpochMilli(1_700_000_000_000L + millis + wallOffset)); }

  boolean calm() { return millis >= faults.calmAt(); }

  /// Whether something that happens so many times in a thousand happens now; nothing does once it is calm.
  boolean strikes(int perMille) { return !calm() && random.nextInt(1000) < perMille; }

  void in(long delay, Runnable what) { agenda.add(new Happening(millis + delay, order++, what)); }

  /// @return false if nothing is left to happen
  boolean next() {
    Happening next = agenda.poll();
    if (next == null)
      return false;
    millis = next.at();
    next.what().run();
    return true;
  }

  /// Over the network: soon, late, twice, or never.
  void send(boolean cut, Runnable delivery) {
    if (cut || strikes(faults.drop()))
      return;
    in(random.nextLong(1, 11), delivery);
    if (strikes(faults.duplicate()))
      in(random.nextLong(1, 801), delivery);
    if (strikes(faults.delay()))
      in(random.nextLong(500, 2_500), delivery);
  }

  void jumpWall() { wallOffset += random.nextInt(-7_200_000, 7_200_000); }

  void log(Step<?> what) { logHash = 31 * logHash + millis * 7 + what.hashCode(); }

  long logHash() { return logHash; }
}
