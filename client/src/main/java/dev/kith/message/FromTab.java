package dev.kith.message;

import dev.kith.model.Capability;
import dev.kith.model.LeaseId;
import dev.kith.model.WorkerId;
import java.util.List;
import java.util.Objects;

/// A volunteer's tab -> node, one JSON text message each, over `/ws/volunteer`. Untrusted. Bytes and order: `docs/volunteer-protocol.md`.
public sealed interface FromTab {
  /// The first message, in answer to [ToTab.Challenge].
  ///
  /// @param protocol must be [ToTab#PROTOCOL]
  /// @param worker as given at the join
  /// @param signature over the challenge, see [AccessRequest.Connect]
  /// @param credit leases it is willing to hold, 0 to 64
  /// @param held leases of an earlier connection that it still works on, or whose results it has yet to send
  record Hello(String protocol, WorkerId worker, String signature, Capability capability, int credit,
      List<LeaseId> held) implements FromTab {
    public Hello {
      if (!ToTab.PROTOCOL.equals(protocol))
        throw KithException.invalid("protocol must be " + ToTab.PROTOCOL);
      Objects.requireNonNull(worker, "worker is missing");
      Objects.requireNonNull(capability, "capability is missing");
      Limits.length("signature", signature, 86, 86);
      Limits.range("credit", credit, 0, Limits.WORKER_SLOTS);
      held = leases(held);
    }

    @Override
    public String toString() { return "Hello[" + worker + "]"; }
  }

  /// New credit, as an absolute number.
  record Credit(int credit) implements FromTab {
    public Credit {
      Limits.range("credit", credit, 0, Limits.WORKER_SLOTS);
    }
  }

  /// Alive, and still at these leases; every [ToTab.Welcome#beatMillis].
  record Beat(List<LeaseId> held) implements FromTab {
    public Beat {
      held = leases(held);
    }
  }

  /// A lease is over. Sent again, also over another connection, until [ToTab.Outcome] answers it.
  record Done(LeaseId lease, BlockResult result) implements FromTab {
    public Done {
      Objects.requireNonNull(lease, "lease is missing");
      Objects.requireNonNull(result, "result is missing");
    }
  }

  /// A lease goes back untouched, see [WorkMessage.Declined]. Not answered, and not sent again: what is lost lapses.
  record Declined(LeaseId lease, Decline why) implements FromTab {
    public Declined {
      Objects.requireNonNull(lease, "lease is missing");
      Objects.requireNonNull(why, "why is missing");
    }
  }

  /// The tab stops for good: its leases go out again at once.
  record Bye() implements FromTab {}

  private static List<LeaseId> leases(List<LeaseId> held) {
    Limits.range("held (leases)", Objects.requireNonNull(held, "held is missing").size(), 0, 2L * Limits.WORKER_SLOTS);
    return List.copyOf(held);
  }
}
