package dev.kith.worker;

import dev.kith.message.BlockResult;
import dev.kith.message.Decline;
import dev.kith.message.KithException;
import dev.kith.message.LeaseMessage;
import dev.kith.message.LeaseMessage.Offered;
import dev.kith.message.Limits;
import dev.kith.message.WorkMessage;
import dev.kith.model.JobId;
import dev.kith.model.LeaseId;
import dev.kith.model.NodeId;
import dev.kith.sandbox.BlockOutcome;
import dev.kith.sandbox.BlockTask;
import dev.kith.sandbox.JobCode;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The leases that this worker holds, of all controllers: each waits for its job's code, then for a slot, runs, and is held until its
/// controller has the result. A lease's id means something only together with its controller. Confined to the verticle's context.
final class Blocks {
  private static final Logger LOG = LoggerFactory.getLogger(Blocks.class);
  private static final long FINISH_AGAIN_MILLIS = 500;
  /// A block is ended so long before its term is over, so that what is done still counts.
  private static final long BEFORE_TERM_MILLIS = 2_000;
  /// Leases of one controller held at once; none may give more credit than that.
  static final int MAX_PER_CONTROLLER = Limits.WORKER_SLOTS;

  private final Vertx vertx;
  private final Context context;
  private final Sandbox sandbox;
  private final Materials materials;
  private final Memberships memberships;
  private final Duration handOver;
  private final LongSupplier clock;
  private final Map<Key, Held> held = new LinkedHashMap<>();
  private final Turns<Held> turns;
  private long nextTask;
  private Promise<Void> emptied = Promise.promise();

  private record Key(NodeId controller, LeaseId lease) {}

  private static final class Held {
    final Key key;
    final Offered offer;
    /// The sandbox's name for it.
    final long task;
    JobCode code;
    final long gotAt;
    long timer = -1;
    boolean running;
    boolean over;

    Held(Key key, Offered offer, long task, long gotAt) {
      this.key = key;
      this.offer = offer;
      this.task = task;
      this.gotAt = gotAt;
    }
  }

  /// @param handOver how long a result is offered to a controller that does not answer
  Blocks(Vertx vertx, Context context, Sandbox sandbox, Materials materials, Memberships memberships, Duration handOver,
      LongSupplier clock) {
    this.vertx = vertx;
    this.context = context;
    this.sandbox = sandbox;
    this.materials = materials;
    this.memberships = memberships;
    this.handOver = handOver;
    this.clock = clock;
    this.turns = new Turns<>(sandbox.slots());
  }

  List<LeaseId> heldOf(NodeId controller) { return of(controller).stream().map(lease -> lease.key.lease()).toList(); }

  private List<Held> of(NodeId controller) {
    return held.values().stream().filter(lease -> lease.key.controller().equals(controller)).toList();
  }

  void offered(NodeId controller, Offered offer) {
    Key key = new Key(controller, offer.lease());
    if (held.containsKey(key)) return; // told twice
    if (of(controller).size() >= MAX_PER_CONTROLLER) {
      LOG.warn("node {} offers lease {} beyond the {} that a controller may give; it lapses", controller, offer.lease(),
          MAX_PER_CONTROLLER);
      return;
    }
    Held lease = new Held(key, offer, nextTask++, clock.getAsLong());
    held.put(key, lease);
    lease.timer = vertx.setTimer(LeaseMessage.BEGIN_WITHIN.toMillis(), _ -> notBegun(lease));
    materials.of(controller, offer.job()).onComplete(code -> ready(lease, code), failure -> decline(lease, failure));
  }

  /// Others may have a free slot, or the job's code.
  private void notBegun(Held lease) {
    turns.remove(lease.key.controller(), lease);
    decline(lease, lease.code == null
        ? new NotRunnable(Decline.Reason.MATERIAL, "the code of job " + lease.offer.job() + " did not come in time")
        : new NotRunnable(Decline.Reason.BUSY, "all slots were taken for " + LeaseMessage.BEGIN_WITHIN.toMillis() + " ms"));
  }

  private void ready(Held lease, JobCode code) {
    if (lease.over) return; // revoked or given up meanwhile
    lease.code = code;
    turns.add(lease.key.controller(), lease);
    runNext();
  }

  private void runNext() {
    for (Optional<Held> next = turns.next(); next.isPresent(); next = turns.next())
      run(next.get());
  }

  /// The block's budget counts from here on, not from its arrival; its term does from there, so it is ended before.
  private void run(Held lease) {
    lease.running = true;
    vertx.cancelTimer(lease.timer);
    long left = lease.gotAt + lease.offer.term().toMillis() - BEFORE_TERM_MILLIS - clock.getAsLong();
    lease.timer = vertx.setTimer(Math.max(1, left), _ -> sandbox.cancel(lease.task));
    outcome(lease).onComplete(outcome -> {
      turns.done(lease.key.controller());
      runNext();
      if (outcome.failed()) decline(lease, new NotRunnable(Decline.Reason.SANDBOX, outcome.cause().getMessage()));
      else
        outcome.result().notRun().ifPresentOrElse(why -> decline(lease, new NotRunnable(Decline.Reason.SANDBOX, why)),
            () -> ran(lease, outcome.result()));
    });
  }

  private void ran(Held lease, BlockOutcome outcome) {
    memberships.ran(lease.key.controller());
    finish(lease, Outcomes.result(outcome));
  }

  private Future<BlockOutcome> outcome(Held lease) {
    Offered offer = lease.offer;
    try {
      return Future.fromCompletionStage(
          sandbox.run(new BlockTask(lease.task, lease.code, offer.shards(), offer.attempt(), offer.budget())), context);
    } catch (IllegalStateException closedOrBusy) {
      return Future.failedFuture(closedOrBusy);
    }
  }

  void revoked(NodeId controller, LeaseId id) {
    Held lease = held.get(new Key(controller, id));
    if (lease != null) stop(lease);
  }

  private void stop(Held lease) {
    if (lease.running) {
      sandbox.cancel(lease.task);
    } else {
      turns.remove(lease.key.controller(), lease);
      finish(lease, BlockResult.untouched());
    }
  }

  void forget(NodeId controller, JobId job) { if (materials.forget(controller, job)) sandbox.forget(job.value()); }

  /// Nothing of this controller's leases is of use any more.
  void giveUp(NodeId controller) {
    for (Held lease : of(controller)) {
      lease.over = true;
      if (lease.running) sandbox.cancel(lease.task);
      else
        turns.remove(controller, lease);
      release(lease);
    }
  }

  /// Stops everything; completes when all results are handed over, or after `patience`.
  Future<Void> handBack(Duration patience) {
    List.copyOf(held.values()).forEach(this::stop);
    if (held.isEmpty()) return Future.succeededFuture();
    emptied = Promise.promise();
    long timer = vertx.setTimer(patience.toMillis(), _ -> emptied.tryComplete());
    return emptied.future().onComplete(_ -> vertx.cancelTimer(timer));
  }

  private void decline(Held lease, Throwable failure) {
    if (lease.over) return;
    lease.over = true;
    Decline why = failure instanceof NotRunnable known
        ? known.why()
        : Decline.of(Decline.Reason.MATERIAL, String.valueOf(failure.getMessage()));
    Offered offer = lease.offer;
    LOG.warn("shards {} of job {} go back to node {} untouched: {}", offer.shards(), offer.job(), lease.key.controller(),
        why.text());
    if (why.reason() != Decline.Reason.BUSY) memberships.gaveBack(lease.key.controller());
    handOver(lease, new WorkMessage.Declined(memberships.worker(), lease.key.lease(), why), clock.getAsLong());
  }

  /// The lease is held until the controller has the result, so that beats keep it alive meanwhile.
  private void finish(Held lease, BlockResult result) {
    if (lease.over) return;
    lease.over = true;
    handOver(lease, new WorkMessage.Finished(memberships.worker(), lease.key.lease(), result), clock.getAsLong());
  }

  private void handOver(Held lease, WorkMessage finished, long since) {
    if (held.get(lease.key) != lease) return; // given up
    memberships.say(lease.key.controller(), finished).onComplete(reply -> {
      release(lease);
      memberships.heard(lease.key.controller(), reply);
    }, failure -> {
      if (passing(failure) && clock.getAsLong() - since < handOver.toMillis()) {
        vertx.setTimer(FINISH_AGAIN_MILLIS, _ -> handOver(lease, finished, since));
      } else {
        release(lease);
        LOG.warn("a result of lease {} could not be handed over to node {}: {}; it will be run again", lease.key.lease(),
            lease.key.controller(), failure.getMessage());
      }
    });
  }

  private static boolean passing(Throwable failure) {
    return !(failure instanceof KithException known) || known.code().retryable();
  }

  private void release(Held lease) {
    vertx.cancelTimer(lease.timer);
    held.remove(lease.key, lease);
    if (held.isEmpty()) emptied.tryComplete();
  }
}
