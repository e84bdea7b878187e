package dev.kith.job;

/// Computing time that a job or an owner had, with what is out on leases charged in advance. Confined.
final class VirtualTime implements Comparable<VirtualTime> {
  private double settled;
  private double charged;

  void charge(double micros) { charged += micros; }

  void settle(double wasCharged, long micros) {
    charged -= wasCharged;
    settled += micros;
  }

  void atLeast(double micros) { settled = Math.max(settled, micros); }

  /// Without what is out: who comes new starts from here, so that no refund puts anyone before them.
  double settled() { return settled; }

  @Override
  public int compareTo(VirtualTime other) { return Double.compare(settled + charged, other.settled + other.charged); }
}
