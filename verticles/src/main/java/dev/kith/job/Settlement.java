package dev.kith.job;

import dev.kith.message.BlockResult;
import dev.kith.message.JobEvent;
import dev.kith.message.JobView.Status;
import dev.kith.message.ShardFailure;
import dev.kith.message.WorkMessage;
import dev.kith.message.WorkReply;
import dev.kith.model.Json;
import dev.kith.model.ShardRange;
import java.util.Locale;
import java.util.Optional;

/// What becomes of a lease when it is over: what it brought counts, once; what it did not goes out again; what failed too often
/// ends its job.
final class Settlement {
  private static final int EVENT_TEXT_CHARS = 500;
  private static final int REFUSALS_MAX = 20;

  private final Table table;

  Settlement(Table table) { this.table = table; }

  WorkReply finished(Worker worker, WorkMessage.Finished message, Move move) {
    Optional<Lease> found = table.rules.reportable(table.leases, message.lease(), worker);
    if (found.isEmpty())
      return late(worker, message);
    Lease lease = found.get();
    BlockResult result = message.result();
    Optional<String> flaw = table.rules.flaw(lease, result);
    if (flaw.isPresent())
      return refuse(lease, flaw.get(), move);
    if (result.done() > 0 && !table.rules.fresh(lease.job, lease.shards.head(result.done())))
      return stale(lease, result, move);
    settle(lease, result, move);
    return new WorkReply.Ok();
  }

  /// It could not be run there, which is nobody's failure: the shards are as they were, the worker rests.
  WorkReply declined(Worker worker, WorkMessage.Declined message, Move move) {
    Optional<Lease> found = table.rules.reportable(table.leases, message.lease(), worker);
    if (found.isEmpty())
      return new WorkReply.Late();
    Lease lease = found.get();
    PendingShards.Origin origin = table.rules.declined(lease);
    boolean covered = lease.twin() != null;
    end(lease, 0, true);
    if (!covered)
      table.rules.giveBack(lease.job, new PendingShards.Segment(lease.shards, origin));
    worker.conduct().declined(message.why(), move.millis());
    table.workers.judge(worker, move.millis());
    return new WorkReply.Ok();
  }

  /// A report under a lease that is over. A repeated report of one that counted is none.
  private WorkReply late(Worker worker, WorkMessage.Finished message) {
    Worker.Ended ended = worker.ended(message.lease());
    if (ended != null && ended.reported())
      return new WorkReply.Ok();
    if (ended != null) {
      long shards = Math.min(ended.shards(), message.result().done());
      worker.remember(message.lease(), new Worker.Ended(ended.job(), ended.shards(), true));
      countLate(table.jobs.get(ended.job()), shards);
    }
    return new WorkReply.Late();
  }

  private void countLate(LiveJob job, long shards) {
    table.lateResults += shards;
    if (job != null && shards > 0)
      job.late(shards);
  }

  private WorkReply stale(Lease lease, BlockResult result, Move move) {
    countLate(lease.job, result.done());
    giveUp(lease, "late", true, move);
    return new WorkReply.Late();
  }

  /// A result that can't be right counts against its worker, not against the shards.
  private WorkReply refuse(Lease lease, String flaw, Move move) {
    lease.worker.failed();
    // On a node the code may have spoilt its own result: other jobs must not wait for that. A tab answers for what it sends.
    if (!lease.worker.isNode()) strike(lease.worker, move);
    lease.job.refuse();
    giveUp(lease, "invalid result: " + flaw, true, move);
    endIfHopeless(lease, flaw, move);
    return new WorkReply.Ok();
  }

  private void strike(Worker worker, Move move) {
    worker.conduct().failedAlone(move.millis());
    table.workers.judge(worker, move.millis());
  }

  /// Nothing but refusals, and nobody else at it: it would go on for ever.
  private void endIfHopeless(Lease refused, String flaw, Move move) {
    LiveJob job = refused.job;
    boolean alone = job.leases().stream().allMatch(lease -> lease.worker.id.equals(refused.worker.id));
    if (job.refused() < REFUSALS_MAX || !alone)
      return;
    String text = "results were refused " + job.refused() + " times in a row, last since " + flaw;
    fail(job, JobResults.stopped(job, text, move.millis()), text, move);
  }

  /// The worker is gone, hung, or never got the lease.
  void lapse(Lease lease, Move move) {
    lease.worker.lapsed();
    if (lease.revoked())
      handBack(lease);
    else
      giveUp(lease, "lapsed", false, move);
  }

  /// Its term is over, whatever its worker says.
  void overran(Lease lease, Move move) {
    lease.worker.lapsed();
    giveUp(lease, "overran", false, move);
    move.revoked(lease.worker, lease.id);
    lease.worker.conduct().overran(move.millis());
    table.workers.judge(lease.worker, move.millis());
  }

  private void handBack(Lease lease) {
    boolean covered = lease.twin() != null;
    end(lease, 0, false);
    if (!covered)
      table.rules.giveBack(lease.job, new PendingShards.Segment(lease.shards, lease.origin()));
  }

  private void giveUp(Lease lease, String reason, boolean reported, Move move) {
    boolean covered = lease.twin() != null;
    end(lease, 0, reported);
    if (covered)
      return;
    table.rules.giveBack(lease.job, new PendingShards.Segment(lease.shards, lease.origin().again()));
    lease.job.retry(lease.shards, reason, move.wall());
  }

  private void end(Lease lease, long micros, boolean reported) {
    table.leases.end(lease, reported);
    table.fairness.settle(lease, micros);
  }

  private void settle(Lease lease, BlockResult result, Move move) {
    Lease twin = lease.twin();
    long micros = Math.min(result.computeMicros(), 1000 * Math.max(1, move.millis() - lease.offeredAt));
    end(lease, micros, true);
    if (result.done() > 0) {
      count(lease, result, micros, move);
      if (twin != null) {
        end(twin, 0, false);
        move.revoked(twin.worker, twin.id);
        twin = null;
      }
    }
    if (result.done() < lease.shards.count())
      rest(lease, lease.shards.after(result.done()), result, twin, move);
    move.touch(lease.job);
    conclude(lease.job, move);
  }

  private void count(Lease lease, BlockResult result, long micros, Move move) {
    LiveJob job = lease.job;
    ShardRange done = lease.shards.head(result.done());
    job.count(done, result.partial().orElseThrow(), lease.worker, micros, move.millis());
    lease.worker.did(done.count(), micros);
    table.shardsDone += done.count();
    table.shardsRate.add(done.count(), move.millis());
    blameSuspect(lease, move);
    job.event(JobEvent.Type.SHARD_DONE, move.wall(),
        new JsonObject().put("shardId", done.first()).put("count", done.count()).put("worker", lease.worker.id.value())
            .put("computeMs", Math.round(micros / 1000.0)).put("completedShards", job.completed())
            .put("totalShards", job.totalShards()));
  }

  /// What failed there worked here, so it was the worker.
  private void blameSuspect(Lease lease, Move move) {
    if (lease.origin().failures() > 0) {
      lease.origin().suspect().filter(id -> !id.equals(lease.worker.id)).flatMap(table.workers::find)
          .ifPresent(suspect -> strike(suspect, move));
    }
  }

  private void rest(Lease lease, ShardRange rest, BlockResult result, Lease twin, Move move) {
    if (result.failure().isEmpty()) {
      if (twin == null)
        table.rules.giveBack(lease.job, new PendingShards.Segment(rest, lease.origin()));
      return;
    }
    ShardFailure failure = result.failure().get();
    lease.worker.failed();
    if (failure.kind() == ShardFailure.Kind.CRASH && lease.shards.count() > 1)
      bisect(lease, rest, twin, move);
    else
      blame(lease, rest, failure, result.computeMicros(), twin, move);
  }

  /// Any of them may have killed the sandbox: in halves, until the one stands alone.
  private void bisect(Lease lease, ShardRange rest, Lease twin, Move move) {
    if (twin != null)
      return;
    PendingShards.Origin origin = lease.origin().crashed(lease.worker.id, Math.max(1, rest.count() / 2), elsewhereUntil(move));
    table.rules.giveBack(lease.job, new PendingShards.Segment(rest, origin));
    lease.job.retry(rest, "crash", move.wall());
  }

  private void blame(Lease lease, ShardRange rest, ShardFailure failure, long micros, Lease twin, Move move) {
    LiveJob job = lease.job;
    ShardRange shard = rest.head(1);
    int failures = (lease.shards.count() == 1 ? lease.origin().failures() : 0) + 1;
    // A volunteer's word alone must not end a job.
    boolean hopeless = failure.doesNotCompile() && lease.worker.isNode();
    boolean last = hopeless || failures >= job.spec().attempts();
    job.event(JobEvent.Type.SHARD_FAILED, move.wall(), new JsonObject().put("shardId", shard.first()).put("attempt", failures)
        .put("kind", failure.kind().name().toLowerCase(Locale.ROOT)).put("message", clipped(failure.message()))
        .put("worker", lease.worker.id.value()).put("final", last));
    if (last) {
      fail(job, JobResults.exhausted(job, shard.first(), failures, failure, lease.worker, micros, move.millis()),
          "shard " + shard.first() + " failed " + failures + (failures == 1 ? " time: " : " times: ") + failure.message(), move);
      return;
    }
    PendingShards.Origin origin = lease.origin().failed(lease.worker.id, elsewhereUntil(move));
    if (twin != null) {
      if (lease.shards.count() == 1)
        twin.origin(origin);
      return;
    }
    table.rules.giveBack(job, new PendingShards.Segment(shard, origin));
    job.retry(shard, "failed", move.wall());
    if (rest.count() > 1)
      table.rules.giveBack(job, new PendingShards.Segment(rest.after(1), lease.origin()));
  }

  private long elsewhereUntil(Move move) { return move.millis() + table.config.elsewhereFor().toMillis(); }

  private void conclude(LiveJob job, Move move) {
    if (job.ended())
      return;
    Optional<String> excess = job.fold().excess();
    if (excess.isPresent()) {
      fail(job, JobResults.stopped(job, excess.get(), move.millis()), excess.get(), move);
    } else if (job.pending().failing() > table.config.maxFailingShards()) {
      String text = "more than " + table.config.maxFailingShards() + " shards failed and wait for another attempt";
      fail(job, JobResults.stopped(job, text, move.millis()), text, move);
    } else if (job.complete()) {
      job.event(JobEvent.Type.JOB_DONE, move.wall(), new JsonObject().put("completedShards", job.completed())
          .put("totalShards", job.totalShards()).put("durationMs", job.ran(move.millis())));
      table.end(job, Status.DONE, Optional.of(JobResults.done(job, move.millis())), Optional.empty(), move);
    }
  }

  private void fail(LiveJob job, Json shown, String why, Move move) {
    job.event(JobEvent.Type.JOB_FAILED, move.wall(), new JsonObject().put("message", clipped(why))
        .put("completedShards", job.completed()).put("totalShards", job.totalShards()));
    table.end(job, Status.FAILED, Optional.of(shown), Optional.of(why), move);
  }

  private static String clipped(String text) {
    return text.length() <= EVENT_TEXT_CHARS ? text : text.substring(0, EVENT_TEXT_CHARS);
  }
}
