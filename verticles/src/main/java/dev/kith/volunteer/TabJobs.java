package dev.kith.volunteer;

import dev.kith.message.LeaseMessage;
import dev.kith.message.Limits;
import dev.kith.message.ToTab;
import dev.kith.message.WorkReply;
import dev.kith.model.JobId;
import dev.kith.model.LeaseId;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Which jobs one connection knows, so that code goes over it once, and which leases wait for their job's code.
/// A lease that can't be sent is let go: it lapses, and goes elsewhere.
final class TabJobs {
  private static final Logger LOG = LoggerFactory.getLogger(TabJobs.class);
  /// Jobs that a tab is to remember; beyond it the one not used for longest is forgotten.
  static final int KNOWN_MAX = 64;

  private final Function<JobId, Future<WorkReply.Material>> fetch;
  private final Consumer<ToTab> out;
  private final LinkedHashSet<JobId> known = new LinkedHashSet<>();
  private final Map<JobId, List<LeaseMessage.Offered>> waiting = HashMap.newHashMap(0);

  TabJobs(Function<JobId, Future<WorkReply.Material>> fetch, Consumer<ToTab> out) {
    this.fetch = fetch;
    this.out = out;
  }

  void offered(LeaseMessage.Offered offer) {
    if (known.contains(offer.job())) {
      known.addLast(offer.job()); // the most recently used is last
      out.accept(lease(offer));
    } else if (waiting.containsKey(offer.job())) {
      if (waiting.values().stream().mapToInt(List::size).sum() < 2 * Limits.WORKER_SLOTS)
        waiting.get(offer.job()).add(offer);
    } else if (waiting.size() < Limits.WORKER_SLOTS) {
      waiting.put(offer.job(), new ArrayList<>(List.of(offer)));
      fetch.apply(offer.job()).onComplete(material -> deliver(offer.job(), material), failure -> {
        waiting.remove(offer.job());
        LOG.warn("job {} could not be fetched for a volunteer: {}", offer.job(), failure.getMessage());
      });
    }
  }

  void revoked(LeaseId lease) {
    for (List<LeaseMessage.Offered> offers : waiting.values()) {
      if (offers.removeIf(offer -> offer.lease().equals(lease)))
        return;
    }
    out.accept(new ToTab.Revoke(lease));
  }

  void forget(JobId job) {
    waiting.remove(job);
    if (known.remove(job))
      out.accept(new ToTab.Forget(job));
  }

  private void deliver(JobId job, WorkReply.Material material) {
    List<LeaseMessage.Offered> offers = waiting.remove(job);
    if (offers == null || offers.isEmpty())
      return; // revoked or forgotten meanwhile
    if (known.size() >= KNOWN_MAX)
      forget(known.getFirst());
    known.add(job);
    JobFrames.of(job, material).forEach(out);
    offers.forEach(offer -> out.accept(lease(offer)));
  }

  private static ToTab.Lease lease(LeaseMessage.Offered offer) {
    return new ToTab.Lease(offer.lease(), offer.job(), offer.shards().first(), offer.shards().count(), offer.attempt(),
        offer.budget().toMillis());
  }
}
