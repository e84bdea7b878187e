package dev.kith.job;

import dev.kith.message.JobView.Status;
import dev.kith.model.JobId;
import dev.kith.model.Json;
import dev.kith.model.PlainText;
import dev.kith.message.LeaseMessage;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// What the parts of the board work on together: jobs, workers and the leases between them. Confined.
final class Table {
  final JobConfig config;
  final LeaseRules rules;
  final Map<JobId, LiveJob> jobs = new LinkedHashMap<>();
  final Workers workers;
  final Leases leases;
  final Fairness fairness = new Fairness();
  final RateMeter shardsRate;
  long shardsDone;
  long lateResults;
  long jobsEnded;

  Table(JobConfig config, LeaseRules rules, Start start, long now) {
    this.config = config;
    this.rules = rules;
    workers = new Workers(config.maxWorkers());
    leases = new Leases(start, workers);
    shardsRate = new RateMeter(now);
  }

  /// Ends a job for good: nothing of it runs on, and nothing that still comes counts.
  void end(LiveJob job, Status how, Optional<Json> shown, Optional<String> why, Move move) {
    job.end(how, shown, why.map(PlainText::line), move.wall(), move.millis());
    drop(job, move);
    jobsEnded++;
    move.touch(job);
  }

  /// Takes a job from the table.
  void drop(LiveJob job, Move move) {
    for (Lease lease : job.leases()) {
      leases.end(lease, false);
      move.revoked(lease.worker, lease.id);
    }
    job.knownBy().forEach(id -> workers.find(id)
        .ifPresent(worker -> move.tell(worker, new LeaseMessage.Forget(worker.id, job.id()))));
    fairness.leave(job);
    jobs.remove(job.id());
  }
}
