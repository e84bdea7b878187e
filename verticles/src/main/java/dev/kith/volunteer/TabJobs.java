package dev.kith.volunteer;

import dev.kith.message.Decline;
import dev.kith.message.LeaseMessage;
import dev.kith.message.Limits;
import dev.kith.message.ToTab;
import dev.kith.message.WorkReply;
import dev.kith.model.JobId;
import dev.kith.model.LeaseId;
import dev.kith.model.NodeId;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Which jobs one connection knows, so that code goes over it once, and which leases wait for their job's code.
/// A lease whose job can't be had is given back at once.
final class TabJobs {
  private static final Logger LOG = LoggerFactory.getLogger(TabJobs.class);
  /// Jobs that a tab is to remember; beyond it the one not used for longest is forgotten.
  static final int KNOWN_MAX = 64;

  private final BiFunction<NodeId, JobId, Future<WorkReply.Material>> fetch;
  private final Consumer<ToTab> out;
  private final Declining declining;
  /// Whose each known job is: another controller can't slip in code under its id.
  private final LinkedHashMap<JobId, NodeId> known = new LinkedHashMap<>();
  private final Map<JobId, Waiting> waiting = HashMap.newHashMap(0);

  private record Waiting(NodeId controller, List<LeaseMessage.Offered> offers) {}

  /// Gives a lease, its id in the tab's form, back to its controller.
  interface Declining {
    void decline(NodeId controller, LeaseId lease, Decline why);
  }

  TabJobs(BiFunction<NodeId, JobId, Future<WorkReply.Material>> fetch, Consumer<ToTab> out, Declining declining) {
    this.fetch = fetch;
    this.out = out;
    this.declining = declining;
  }

  /// @param offer with the lease's id in the tab's form
  void offered(NodeId controller, LeaseMessage.Offered offer) {
    NodeId owner = owner(offer.job());
    if (owner != null && !owner.equals(controller)) {
      LOG.warn("node {} offers shards of job {}, which is of node {}", controller, offer.job(), owner);
    } else if (known.containsKey(offer.job())) {
      known.putLast(offer.job(), controller); // the most recently used is last
      out.accept(lease(offer));
    } else if (waiting.containsKey(offer.job())) {
      if (waitingOf(controller) < 2 * Limits.WORKER_SLOTS)
        waiting.get(offer.job()).offers().add(offer);
    } else if (waitingOf(controller) < Limits.WORKER_SLOTS) {
      waiting.put(offer.job(), new Waiting(controller, new ArrayList<>(List.of(offer))));
      fetch.apply(controller, offer.job()).onComplete(material -> deliver(offer.job(), material),
          failure -> notFetched(offer.job(), failure));
    }
  }

  /// Each controller has its own share: one that hangs takes none of the others'.
  private int waitingOf(NodeId controller) {
    return waiting.values().stream().filter(each -> each.controller().equals(controller)).mapToInt(each -> each.offers().size())
        .sum();
  }

  private void notFetched(JobId job, Throwable failure) {
    Waiting waits = waiting.remove(job);
    LOG.warn("job {} could not be fetched for a volunteer: {}", job, failure.getMessage());
    if (waits == null)
      return;
    Decline why = Decline.of(Decline.Reason.MATERIAL,
        "the node of this tab cannot fetch job " + job + ": " + failure.getMessage());
    waits.offers().forEach(offer -> declining.decline(waits.controller(), offer.lease(), why));
  }

  /// The tab can't run it as it has it: the next lease comes with its code and terms again.
  void doubted(JobId job) { known.remove(job); }

  private NodeId owner(JobId job) {
    Waiting waits = waiting.get(job);
    return waits != null ? waits.controller() : known.get(job);
  }

  void revoked(LeaseId lease) {
    for (Waiting waits : waiting.values()) {
      if (waits.offers().removeIf(offer -> offer.lease().equals(lease)))
        return;
    }
    out.accept(new ToTab.Revoke(lease));
  }

  void forget(NodeId controller, JobId job) { if (controller.equals(owner(job)))
    forget(job); }

  private void forget(JobId job) {
    waiting.remove(job);
    if (known.remove(job) != null)
      out.accept(new ToTab.Forget(job));
  }

  private void deliver(JobId job, WorkReply.Material material) {
    Waiting waits = waiting.remove(job);
    if (waits == null || waits.offers().isEmpty())
      return; // revoked or forgotten meanwhile
    if (known.size() >= KNOWN_MAX)
      forget(known.firstEntry().getKey());
    known.put(job, waits.controller());
    JobFrames.of(job, material).forEach(out);
    waits.offers().forEach(offer -> out.accept(lease(offer)));
  }

  private static ToTab.Lease lease(LeaseMessage.Offered offer) {
    return new ToTab.Lease(offer.lease(), offer.job(), offer.shards().first(), offer.shards().count(), offer.attempt(),
        offer.budget().toMillis(), offer.term().toMillis());
  }
}
