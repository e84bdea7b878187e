package dev.kith.dashboard;

import dev.kith.dashboard.MeshJobs.Owned;
import dev.kith.dashboard.MeshJobs.Place;
import dev.kith.message.JobReply;
import dev.kith.message.JobView;
import dev.kith.model.NodeId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/// Pages of several nodes as one. Order: the newest first, by whole milliseconds, as ledgers keep them; of the same millisecond by
/// node id; of the same node as the node has them. So the last job of a page tells where each node's next page begins.
final class JobPages {
  private JobPages() {}

  /// @param more whether there are older ones
  record Page(List<Owned<JobView>> jobs, boolean more) {}

  private static final class Cursor {
    final NodeId node;
    final List<JobView> jobs;
    int at;

    Cursor(Owned<JobReply.Page> page) {
      node = page.node();
      jobs = page.reply().jobs();
    }

    boolean over() { return at == jobs.size(); }

    long madeAt() { return jobs.get(at).createdAt().toEpochMilli(); }
  }

  static Page merged(List<Owned<JobReply.Page>> pages, int limit) {
    PriorityQueue<Cursor> heads = new PriorityQueue<>(Math.max(1, pages.size()),
        Comparator.comparingLong(Cursor::madeAt).reversed().thenComparing(cursor -> cursor.node.value()));
    pages.stream().map(Cursor::new).filter(cursor -> !cursor.over()).forEach(heads::add);
    List<Owned<JobView>> jobs = new ArrayList<>();
    while (jobs.size() < limit && !heads.isEmpty()) {
      Cursor head = heads.poll();
      jobs.add(new Owned<>(head.node, head.jobs.get(head.at++)));
      if (!head.over())
        heads.add(head);
    }
    return new Page(jobs, !heads.isEmpty() || pages.stream().anyMatch(page -> page.reply().more()));
  }

  /// Before which moment `node`'s jobs are made that come after the job at `last`, which is another node's.
  static Instant after(Place last, NodeId node) {
    long millis = last.madeAt().toEpochMilli();
    boolean laterInOrder = node.value().compareTo(last.node().value()) > 0; // its jobs of the same millisecond are still to come
    return Instant.ofEpochMilli(laterInOrder ? millis + 1 : millis);
  }
}
