package dev.kith.volunteer;

import dev.kith.model.LeaseId;
import java.util.HashSet;
import java.util.Set;

/// What of one tab is under way to one controller. Bounded, and each controller has its own: one that hangs holds up nothing of the
/// others. Confined.
final class Line {
  private final int most;
  private final Set<LeaseId> reports = new HashSet<>();
  private boolean beating;
  private boolean telling;

  /// @param most reports under way at once
  Line(int most) { this.most = most; }

  /// @return false if this one is under way already, or too many are; then it is dropped, and the tab sends it again
  boolean report(LeaseId lease) { return reports.size() < most && reports.add(lease); }

  void reported(LeaseId lease) { reports.remove(lease); }

  /// @return false if the last beat was not answered yet
  boolean beat() {
    boolean free = !beating;
    beating = true;
    return free;
  }

  void beaten() { beating = false; }

  /// @return false if the credit told last was not answered yet
  boolean tell() {
    boolean free = !telling;
    telling = true;
    return free;
  }

  void told() { telling = false; }
}
