package dev.kith.job;

import dev.kith.ledger.Journal;
import dev.kith.message.JobEvent;
import dev.kith.message.WorkMessage;
import dev.kith.model.JobId;
import dev.kith.model.ShardRange;
import dev.kith.model.WorkerId;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// What always holds, looked at after every step. Knows the truth from the simulation, not from the board.
final class SimChecks {
  private static final long TICK = 100;

  private final Map<WorkerId, Long> lastHeard = new HashMap<>();
  private final Map<JobId, Long> lastSeq = new HashMap<>();
  private final Map<JobId, Long> durablyDone = new HashMap<>();
  private final Set<JobId> acknowledged = new HashSet<>();
  private final Set<JobId> everLost = new HashSet<>();
  private final Map<JobId, String> shown = new HashMap<>();
  private final EnumSet<Sighting> seen = EnumSet.noneOf(Sighting.class);
  private boolean reportable;
  private int restores;
  private long completedBefore;

  /// What a run went through, to see that the runs are about something.
  enum Sighting {
    LAPSE, LATE, BACKUP, REVOKED, RETRY, BISECTION, RECOVERY, CANCEL, FAILURE, UNKNOWN_WORKER, RESTORE, DECLINED, OVERRUN, BAD_DISK, REFUSED
  }

  EnumSet<Sighting> seen() { return seen; }

  void saw(Sighting what) { seen.add(what); }

  static final class Violated extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Violated(String text) { super(text); }
  }

  private void check(boolean holds, String text) { if (!holds)
    throw new Violated(text); }

  void acknowledged(JobId job) {
    acknowledged.add(job);
    everLost.remove(job);
  }

  Set<JobId> acknowledged() { return acknowledged; }

  /// A client saw this end of a job; it must never see another one.
  void shown(JobId job, String end) {
    String before = shown.putIfAbsent(job, end);
    check(before == null || before.equals(end), "job " + job + " ended as " + before + ", then as " + end);
  }

  void started(JobBoard board) {
    lastHeard.clear();
    check(board.table().leases.size() == 0, "a new epoch starts without leases");
  }

  void recovered(Ledger.Recovered recovered, Ledger ledger) {
    acknowledged.forEach(job -> check(ledger.find(job).isPresent(), "acknowledged job " + job + " is lost"));
    if (recovered.live().stream().anyMatch(record -> record.progress().completed() > 0))
      saw(Sighting.RECOVERY);
    recovered.live().forEach(record -> {
      agrees(record.terms().id(), record.progress());
      long before = durablyDone.getOrDefault(record.terms().id(), 0L);
      check(record.progress().completed() >= before, "shards of " + record.terms().id() + " were done and are not any more");
    });
  }

  void durable(Ledger ledger, List<LedgerEntry> entries) {
    for (LedgerEntry entry : entries) {
      if (entry instanceof LedgerEntry.Advance advance) {
        check(ledger.find(advance.job()).isPresent(), "an advance without its job");
        long before = durablyDone.getOrDefault(advance.job(), 0L);
        check(advance.progress().completed() >= before, "an older state of " + advance.job() + " was written over a newer one");
        durablyDone.merge(advance.job(), advance.progress().completed(), Math::max);
      }
    }
  }

  /// An earlier ledger is in its place: what it does not know is lost with the knowledge of all, and may be done again.
  void restored(SimLedger ledger) {
    saw(Sighting.RESTORE);
    restores++;
    durablyDone.clear();
    lastSeq.clear();
    shown.clear();
    everLost.addAll(acknowledged);
    acknowledged.clear();
    ledger.replayed().keySet().forEach(job -> {
      if (everLost.remove(job))
        acknowledged.add(job);
    });
  }

  int restores() { return restores; }

  /// @param wellFor how long the disk has had no trouble, ms; negative before
  void holds(boolean holding, long wellFor) {
    check(!holding || wellFor < 2 * Journal.RETRY_MILLIS,
        "the board holds although the disk takes everything for " + wellFor + " ms");
  }

  /// Nobody knows that job any more.
  void lost(JobId job) { check(everLost.contains(job), "acknowledged job " + job + " is lost"); }

  boolean everLost(JobId job) { return everLost.contains(job); }

  void heard(JobBoard board, WorkMessage message, boolean ofThisLife, SimWorld world) {
    lastHeard.put(message.worker(), world.millis());
    reportable = ofThisLife && message instanceof WorkMessage.Finished finished && finished.lease().epoch() == board.epoch()
        && finished.lease().life().equals(board.table().leases.start().life())
        && board.table().leases.find(finished.lease()).filter(lease -> lease.worker.id.equals(message.worker())).isPresent();
    completedBefore = board.table().shardsDone;
    if (message instanceof WorkMessage.Declined)
      saw(Sighting.DECLINED);
  }

  void afterReport(JobBoard board, WorkMessage message) {
    check(reportable || board.table().shardsDone == completedBefore,
        "a result under a lease that is not live, not its own, or of an old epoch or life counted: " + message);
  }

  void ticked(JobBoard board, SimWorld world) {
    for (Lease lease : board.table().leases.all()) {
      look(lease);
      check(lease.revoked() || world.now().monotonicMillis() - lease.offeredAt <= lease.termMillis + TICK,
          "lease " + lease.id + " of " + lease.worker.id + " outlives its term");
      long heard = lastHeard.getOrDefault(lease.worker.id, 0L);
      check(world.millis() - heard <= SimWorker.SILENCE + TICK,
          "lease " + lease.id + " outlives the silence of " + lease.worker.id + " by " + (world.millis() - heard));
    }
  }

  private void look(Lease lease) {
    if (lease.twin() != null)
      saw(Sighting.BACKUP);
    if (lease.revoked())
      saw(Sighting.REVOKED);
    if (lease.origin().failures() > 0)
      saw(Sighting.RETRY);
    if (lease.origin().cap() < lease.job.totalShards())
      saw(Sighting.BISECTION);
    if (lease.origin().attempt() > 1 && lease.origin().suspect().isEmpty())
      saw(Sighting.LAPSE);
  }

  void step(JobBoard board, Step<?> step) {
    for (LedgerEntry entry : step.writes()) {
      if (entry instanceof LedgerEntry.Advance advance)
        agrees(advance.job(), advance.progress());
    }
    if (!step.writes().isEmpty() || !step.tell().isEmpty())
      board.table().jobs.values().forEach(SimChecks::partitioned);
    int credit = 3 * board.table().workers.size();
    check(board.table().leases.size() <= credit, "more leases than credit");
  }

  /// Every shard is in exactly one place: done, waiting, or leased (to one worker, or to two as copies).
  private static void partitioned(LiveJob job) {
    byte[] places = new byte[(int) job.totalShards()];
    for (Lease lease : job.leases()) {
      boolean counted = lease.twin() != null && lease.twin().id.number() < lease.id.number();
      for (long shard = lease.shards.first(); !counted && shard < lease.shards.end(); shard++)
        places[(int) shard]++;
    }
    long waiting = 0;
    for (int shard = 0; shard < places.length; shard++) {
      boolean waits = job.pending().containsAny(new ShardRange(shard, 1));
      waiting += waits ? 1 : 0;
      int here = places[shard] + (waits ? 1 : 0) + (job.hasDone(shard) ? 1 : 0);
      if (here != 1)
        throw new Violated("shard " + shard + " of " + job.id() + " is in " + here + " places");
    }
    if (waiting != job.pending().count())
      throw new Violated("job " + job.id() + " counts " + job.pending().count() + " waiting shards, not " + waiting);
    if (job.pending().pieces() > places.length)
      throw new Violated("job " + job.id() + " keeps " + job.pending().pieces() + " pieces");
  }

  /// Completed set and aggregate say the same.
  private void agrees(JobId job, JobRecord.Progress progress) {
    ShardSet done = ShardSet.fromBytes(progress.done());
    double sum = 0;
    long count = 0;
    for (long shard = done.nextPresent(0); shard >= 0; shard = done.nextPresent(shard + 1)) {
      sum += SimJobs.value(job, shard);
      count++;
    }
    Fold fold = Fold.of(java.util.Optional.of(Jobs.SUM), 1000, progress.fold());
    String aggregate = fold.aggregate().text();
    check(aggregate.equals("{\"n\":" + JsonObject.number(sum) + "}"),
        "job " + job + " has " + count + " shards done of sum " + sum + " but aggregate " + aggregate);
    check(count == progress.completed(), "job " + job + " says " + progress.completed() + " shards done, not " + count);
  }

  void published(List<JobEvent> events) {
    for (JobEvent event : events) {
      if (event.type() == JobEvent.Type.JOB_CANCELLED)
        saw(Sighting.CANCEL);
      if (event.data().text().contains("\"reason\":\"overran\""))
        saw(Sighting.OVERRUN);
      if (event.type() == JobEvent.Type.JOB_FAILED)
        saw(Sighting.FAILURE);
      long before = lastSeq.getOrDefault(event.job(), 0L);
      check(event.seq() > before, "event " + event.seq() + " of " + event.job() + " published after " + before);
      lastSeq.put(event.job(), event.seq());
    }
  }
}
