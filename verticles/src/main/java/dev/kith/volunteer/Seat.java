package dev.kith.volunteer;

import dev.kith.job.CreditSplit;
import dev.kith.message.WorkMessage;
import dev.kith.model.Capability;
import dev.kith.model.LeaseId;
import dev.kith.model.NodeId;
import dev.kith.model.WorkerId;
import dev.kith.model.WorkerKind;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A volunteer as the controller knows it: a worker that outlives its connection for a while, so that a tab on a changed
/// network keeps its leases. Confined to the verticle's context.
final class Seat {
  private final WorkerId worker;
  private final String invite;
  private Capability capability;
  private int credit;
  private List<LeaseId> held = List.of();
  /// The credit last told to each controller that it has joined.
  private final Map<NodeId, Integer> told = new HashMap<>();
  private final CreditSplit split = new CreditSplit();
  private final Map<NodeId, Line> lines = new HashMap<>();
  private Tab tab;
  private long emptySince;

  Seat(WorkerId worker, String invite) {
    this.worker = worker;
    this.invite = invite;
  }

  WorkerId worker() { return worker; }

  String invite() { return invite; }

  Optional<Tab> tab() { return Optional.ofNullable(tab); }

  /// @return the tab that sat here before
  Optional<Tab> take(Tab newcomer, Capability newCapability, int newCredit, List<LeaseId> newHeld) {
    Optional<Tab> before = tab();
    tab = newcomer;
    capability = newCapability;
    credit = newCredit;
    held = newHeld;
    return before;
  }

  /// @return whether it was `leaver` who sat here, not a newer tab
  boolean leave(Tab leaver, long nowMillis) {
    if (tab != leaver)
      return false;
    tab = null;
    emptySince = nowMillis;
    return true;
  }

  boolean abandoned(long nowMillis, long silenceMillis) { return tab == null && nowMillis - emptySince >= silenceMillis; }

  void credit(int newCredit) { credit = newCredit; }

  void held(List<LeaseId> newHeld) { held = newHeld; }

  /// What the tab says it holds, of this controller's leases, as the controller knows them.
  List<LeaseId> heldOf(NodeId controller) {
    return held.stream().filter(lease -> TabLease.isOf(controller, lease)).map(TabLease::lease).toList();
  }

  /// Said again with each join, so that whoever missed a change hears of it.
  ///
  /// @param home where leases for it are to be sent
  WorkMessage.Joined joined(NodeId controller, String home, long silenceMillis, long nowMillis) {
    int share = share(controller, nowMillis);
    told.put(controller, share);
    return new WorkMessage.Joined(worker, WorkerKind.BROWSER, home, share, capability, heldOf(controller), silenceMillis);
  }

  void worked(NodeId controller, long nowMillis) { split.worked(controller, nowMillis); }

  /// Its credit with this controller, if that is not what the controller was told last.
  Optional<WorkMessage> changedCredit(NodeId controller, long nowMillis) {
    int share = share(controller, nowMillis);
    Integer before = told.put(controller, share);
    return before != null && before == share ? Optional.empty() : Optional.of(new WorkMessage.Credit(worker, share));
  }

  /// A controller did not get what it was told.
  void forgetTold(NodeId controller) { told.remove(controller); }

  void forget(NodeId controller) {
    told.remove(controller);
    lines.remove(controller);
    split.forget(controller);
  }

  /// @param most reports of it under way at once
  Line line(NodeId controller, int most) { return lines.computeIfAbsent(controller, _ -> new Line(most)); }

  private int share(NodeId controller, long nowMillis) { return tab == null ? 0 : split.credit(credit, controller, nowMillis); }
}
