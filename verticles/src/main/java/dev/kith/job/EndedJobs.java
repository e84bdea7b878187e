package dev.kith.job;

import dev.kith.message.JobView;
import dev.kith.model.JobId;
import dev.kith.model.Json;
import java.util.LinkedHashMap;

/// The last jobs that ended, for a quick look; the ledger has all. Bounded in number and bytes. Confined.
final class EndedJobs {
  private final LinkedHashMap<JobId, Ended> jobs = new LinkedHashMap<>();
  private final int max;
  private final long maxBytes;
  private long bytes;

  record Ended(JobView view, String owner, EventRing ring, long bytes) {}

  EndedJobs(JobConfig config) {
    max = config.endedJobs();
    maxBytes = config.endedBytes();
  }

  void add(LiveJob job, long now) {
    JobView view = job.view(now);
    Ended ended = new Ended(view, job.owner(), job.ring(),
        view.args().text().length() + (long) view.result().map(Json::text).orElse("").length());
    jobs.put(job.id(), ended);
    bytes += ended.bytes();
    while (jobs.size() > max || bytes > maxBytes)
      bytes -= jobs.pollFirstEntry().getValue().bytes();
  }

  void forget(JobId id) {
    Ended ended = jobs.remove(id);
    if (ended != null)
      bytes -= ended.bytes();
  }

  /// @return null if it is not here
  Ended find(JobId id) { return jobs.get(id); }

  Iterable<Ended> all() { return jobs.values(); }

  int size() { return jobs.size(); }
}
