package dev.kith.volunteer;

import dev.kith.message.WorkMessage;
import dev.kith.model.Capability;
import dev.kith.model.LeaseId;
import dev.kith.model.WorkerId;
import dev.kith.model.WorkerKind;
import java.util.List;
import java.util.Optional;

/// A volunteer as the controller knows it: a worker that outlives its connection for a while, so that a tab on a changed
/// network keeps its leases. Confined to the verticle's context.
final class Seat {
  private final WorkerId worker;
  private final String invite;
  private Capability capability;
  private int credit;
  private List<LeaseId> held = List.of();
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

  /// @param home where leases for it are to be sent
  WorkMessage.Joined joined(String home, long silenceMillis) {
    return new WorkMessage.Joined(worker, WorkerKind.BROWSER, home, tab == null ? 0 : credit, capability, held, silenceMillis);
  }
}
