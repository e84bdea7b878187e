package dev.kith.job;

import dev.kith.message.LeaseMessage.Offered;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/// Gives out work: to whoever has a place free, of whichever job is next, in blocks of the right size; and copies of what is slow
/// when there is nothing else to do.
final class Dispatcher {
  /// A tab may take so long over a first block before somebody else has a try as well.
  private static final Duration UNPROVEN = Duration.ofSeconds(30);

  private final Table table;
  private final BlockSize sizes;
  private boolean holding;

  Dispatcher(Table table) {
    this.table = table;
    sizes = new BlockSize(table.config);
  }

  void hold(boolean wanted) { holding = wanted; }

  /// Offers until either work or places run out.
  void offer(Move move) {
    if (holding || !table.workers.anyIdle() || table.jobs.values().stream().noneMatch(LiveJob::wants))
      return;
    boolean picky = table.workers.several();
    for (Deque<Worker> idle : table.workers.idle())
      offerRound(best(idle), picky, move);
  }

  /// Where there are more places than work: first who is fastest at the job that is next (by powers of two, so that chance does not
  /// choose), then whose node has the better score, then who got something longest ago.
  private Deque<Worker> best(Deque<Worker> idle) {
    if (idle.size() < 2 || !idle.peek().isNode())
      return idle;
    LiveJob next = table.fairness.next(table.jobs.values(), _ -> true);
    if (next == null)
      return idle;
    List<Worker> ordered = new ArrayList<>(idle);
    ordered.sort(Comparator.<Worker>comparingInt(worker -> Math.getExponent(speed(next, worker)))
        .thenComparingInt(Worker::score).reversed());
    return new ArrayDeque<>(ordered);
  }

  private void offerRound(Deque<Worker> idle, boolean picky, Move move) {
    while (!idle.isEmpty()) {
      Worker worker = idle.poll();
      if (offerOne(worker, picky, move) && worker.free() > 0)
        idle.add(worker);
    }
  }

  private boolean offerOne(Worker worker, boolean picky, Move move) {
    long now = move.millis();
    LiveJob job = table.fairness.next(table.jobs.values(), each -> each.pending().offersTo(worker.id, now, picky));
    if (job == null)
      return false;
    long wanted = sizes.of(job, worker, table.workers.slots());
    PendingShards.Segment block = job.pending().take(worker.id, now, picky, wanted).orElseThrow();
    give(job, worker, block, move);
    return true;
  }

  private Lease give(LiveJob job, Worker worker, PendingShards.Segment block, Move move) {
    double expected = BlockSize.micros(job, worker) * block.shards().count();
    double charge = expected > 0 ? expected : sizes.targetMicros();
    Duration term = LeaseTerm.of(table.config, job.spec().timeout());
    Lease lease = table.leases.give(job, worker, block, move.millis(), term.toMillis(), expected, charge);
    table.fairness.charge(job, charge);
    job.start(move.wall(), move.millis());
    move.tell(worker, new Offered(worker.id, lease.id, job.id(), lease.shards, lease.origin().attempt(),
        LeaseTerm.budget(table.config), term));
    return lease;
  }

  /// Copies of slow leases for idle workers, where nothing waits any more.
  void backUp(Move move) {
    if (holding || !table.workers.anyIdle())
      return;
    for (LiveJob job : table.jobs.values()) {
      if (job.active() && job.pending().count() == 0 && job.held() > 0)
        backUp(job, move);
    }
  }

  private void backUp(LiveJob job, Move move) {
    for (Lease lease : job.leases()) {
      if (slow(lease, move.millis()))
        substitute(lease).ifPresent(worker -> {
          PendingShards.Segment copy = new PendingShards.Segment(lease.shards, lease.origin().again());
          lease.pairWith(give(job, worker, copy, move));
        });
    }
  }

  private boolean slow(Lease lease, long now) {
    if (lease.twin() != null || lease.revoked())
      return false;
    if (lease.job.pace().micros() == 0)
      return now - lease.offeredAt > unknownPace(lease).toMillis();
    double expected = Math.max(lease.expectedMicros, lease.job.pace().micros() * lease.shards.count());
    return now - lease.offeredAt > Math.max(table.config.backupAfter().toMillis(), (long) (2 * expected / 1000));
  }

  /// How long a first block may take before it is called slow: as long as its work may take at most. Where that is long, because the
  /// job has no time-out, a node is believed to be at it, a tab is not.
  private Duration unknownPace(Lease lease) {
    Duration most = LeaseTerm.work(table.config, lease.job.spec().timeout());
    boolean believed = lease.worker.isNode() || most.compareTo(UNPROVEN) < 0;
    return believed ? most : UNPROVEN;
  }

  /// The fastest idle worker that is not the lease's own; those that never ran this job come last.
  private Optional<Worker> substitute(Lease lease) {
    Worker best = null;
    for (Deque<Worker> idle : table.workers.idle()) {
      for (Worker worker : idle) {
        boolean fit = worker != lease.worker && worker.conduct().spotless();
        if (fit && (best == null || speed(lease.job, worker) > speed(lease.job, best)))
          best = worker;
      }
    }
    return Optional.ofNullable(best);
  }

  private static double speed(LiveJob job, Worker worker) {
    double micros = job.pace(worker.id).micros();
    return micros == 0 ? 0 : 1 / micros;
  }
}
