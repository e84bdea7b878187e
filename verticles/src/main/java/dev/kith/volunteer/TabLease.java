package dev.kith.volunteer;

import dev.kith.model.LeaseId;
import dev.kith.model.NodeId;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/// A lease's id as tabs see it. A lease's id says nothing of its controller, a tab works for all: so a tab's form carries the
/// controller too, and whichever door the tab comes back to knows whose lease it is. Text form as ever.
///
/// | part   | bits | |
/// |--------|------|---|
/// | epoch  | up to 27, then 32 | the controller's epoch, then the first 8 hex digits of the controller's node id |
/// | life   | as is | |
/// | number | as is | |
final class TabLease {
  private static final int TAG_BITS = 32;
  private static final int TAG_DIGITS = 8;
  /// So that both parts stay within the 18 digits of a [LeaseId]'s text.
  static final long EPOCH_MAX = (1L << 27) - 1;

  private TabLease() {}

  /// @throws IllegalArgumentException if the epoch is beyond {@link #EPOCH_MAX}: more starts than a node lives to see
  static LeaseId of(NodeId controller, LeaseId lease) {
    if (lease.epoch() > EPOCH_MAX)
      throw new IllegalArgumentException("epoch " + lease.epoch() + " of node " + controller + " is beyond " + EPOCH_MAX);
    return new LeaseId(lease.epoch() << TAG_BITS | tag(controller), lease.life(), lease.number());
  }

  /// As the controller knows it.
  static LeaseId lease(LeaseId ofTab) { return new LeaseId(ofTab.epoch() >>> TAG_BITS, ofTab.life(), ofTab.number()); }

  /// Whose lease it is; empty if none of `controllers` or two of them (with like ids) could be meant.
  static Optional<NodeId> controller(LeaseId ofTab, Collection<NodeId> controllers) {
    List<NodeId> meant = controllers.stream().filter(controller -> isOf(controller, ofTab)).limit(2).toList();
    return meant.size() == 1 ? Optional.of(meant.getFirst()) : Optional.empty();
  }

  static boolean isOf(NodeId controller, LeaseId ofTab) { return (ofTab.epoch() & (1L << TAG_BITS) - 1) == tag(controller); }

  private static long tag(NodeId controller) { return Long.parseLong(controller.value().substring(0, TAG_DIGITS), 16); }
}
