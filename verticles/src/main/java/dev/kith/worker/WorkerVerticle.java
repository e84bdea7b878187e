package dev.kith.worker;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.kith.bus.Bus;
import dev.kith.crypto.VerifyingKey;
import dev.kith.message.Addresses;
import dev.kith.message.BlockResult;
import dev.kith.message.KithException;
import dev.kith.message.LeaseMessage;
import dev.kith.message.Service;
import dev.kith.message.ShardFailure;
import dev.kith.message.WorkMessage;
import dev.kith.message.WorkReply;
import dev.kith.model.Capability;
import dev.kith.model.JobId;
import dev.kith.model.LeaseId;
import dev.kith.model.NodeId;
import dev.kith.model.WorkerId;
import dev.kith.model.WorkerKind;
import dev.kith.sandbox.BlockTask;
import dev.kith.sandbox.JobCode;
import dev.kith.sandbox.SandboxPool;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Runs leased blocks in the sandbox, one to a slot. Confined to its context; the sandbox's processes do the computing, so the beats
/// that keep the leases alive never wait for job code.
public final class WorkerVerticle extends VerticleBase {
  private static final Logger LOG = LoggerFactory.getLogger(WorkerVerticle.class);
  private static final int FINISH_TRIES = 5;
  private static final long FINISH_AGAIN_MILLIS = 500;
  private static final long HAND_BACK_MILLIS = 3_000;

  private final NodeId node;
  private final WorkerConfig config;
  private final SandboxPool sandbox;
  private final JobTerms terms;
  private final InstantSource clock;
  private final WorkerId worker;
  private final Service<WorkMessage, WorkReply> controller;
  private final Cache<JobId, Future<JobCode>> jobs;
  private final Map<LeaseId, Held> held = new LinkedHashMap<>();

  private Bus bus;
  private long nextTask;
  private boolean joining;
  private boolean stopping;
  private Promise<Void> emptied = Promise.promise();

  /// A lease that this worker has, and the sandbox's name for it.
  private record Held(LeaseMessage.Offered offer, long task) {}

  public WorkerVerticle(NodeId node, NodeId controllerNode, WorkerConfig config, SandboxPool sandbox, VerifyingKey jobSigningKey,
      InstantSource clock) {
    this.node = node;
    this.config = config;
    this.sandbox = sandbox;
    this.terms = new JobTerms(jobSigningKey);
    this.clock = clock;
    this.worker = new WorkerId(node.value());
    this.controller = Addresses.work(controllerNode);
    this.jobs = Caffeine.newBuilder().maximumSize(config.keepJobs()).build();
  }

  @Override
  public Future<?> start() {
    bus = Bus.of(vertx);
    vertx.setPeriodic(config.beatEvery().toMillis(), _ -> beat());
    Future.fromCompletionStage(sandbox.ready(), context).onSuccess(_ -> announce()); // by then its engine and isolation are known
    return bus.receive(Addresses.leases(node), (_, message) -> take(message)).compose(_ -> join());
  }

  /// Takes no more, hands back what is finished, and leaves.
  @Override
  public Future<?> stop() {
    stopping = true;
    return bus.request(controller, new WorkMessage.Credit(worker, 0)).otherwiseEmpty().compose(_ -> {
      held.values().forEach(lease -> sandbox.cancel(lease.task()));
      return handedBack();
    }).compose(_ -> bus.request(controller, new WorkMessage.Left(worker)).otherwiseEmpty());
  }

  /// Completes when no lease is held any more, or after {@value #HAND_BACK_MILLIS} ms.
  private Future<Void> handedBack() {
    if (held.isEmpty()) return Future.succeededFuture();
    emptied = Promise.promise();
    long timer = vertx.setTimer(HAND_BACK_MILLIS, _ -> emptied.tryComplete());
    return emptied.future().onComplete(_ -> vertx.cancelTimer(timer));
  }

  private Future<WorkReply> join() {
    joining = true;
    Capability capability = new Capability(config.label(), sandbox.engine(),
        System.getProperty("os.name") + " " + System.getProperty("os.arch"),
        Runtime.getRuntime().availableProcessors(), Runtime.getRuntime().maxMemory() >> 20, sandbox.isolation());
    return bus
        .request(controller,
            new WorkMessage.Joined(worker, WorkerKind.NODE, Addresses.leases(node).address(), sandbox.slots(), capability,
                List.copyOf(held.keySet()), config.silence().toMillis()))
        .onComplete(_ -> joining = false);
  }

  private void announce() {
    if (!stopping) join().onFailure(failure -> LOG.debug("not announced: {}", failure.getMessage())); // the next beat joins if need be
  }

  private void beat() {
    if (joining) return;
    bus.request(controller, new WorkMessage.Beat(worker, List.copyOf(held.keySet()))).onComplete(this::heard, this::unheard);
  }

  private void heard(WorkReply reply) {
    if (!(reply instanceof WorkReply.UnknownWorker) || joining) return;
    LOG.info("the controller does not know this worker; joining again");
    held.values().forEach(lease -> sandbox.cancel(lease.task()));
    held.clear(); // its leases were of another epoch
    join().onFailure(failure -> LOG.warn("cannot join: {}; trying again with the next beat", failure.getMessage()));
  }

  private void unheard(Throwable failure) { LOG.debug("no answer to a beat: {}", failure.getMessage()); }

  private void take(LeaseMessage message) {
    switch (message) {
      case LeaseMessage.Offered offered -> run(offered);
      case LeaseMessage.Revoked revoked -> revoke(revoked.lease());
      case LeaseMessage.Forget forget -> {
        jobs.invalidate(forget.job());
        sandbox.forget(forget.job().value());
      }
    }
  }

  private void run(LeaseMessage.Offered offer) {
    if (stopping || held.containsKey(offer.lease())) return; // it lapses when this worker leaves, or was told twice
    Held lease = new Held(offer, nextTask++);
    held.put(offer.lease(), lease);
    job(offer.job()).compose(code -> compute(lease, code)).recover(failure -> Future.succeededFuture(refused(offer, failure)))
        .onSuccess(result -> finish(new WorkMessage.Finished(worker, offer.lease(), result), FINISH_TRIES));
  }

  private Future<BlockResult> compute(Held lease, JobCode code) {
    LeaseMessage.Offered offer = lease.offer();
    if (!held.containsKey(offer.lease())) return Future.succeededFuture(BlockResult.untouched()); // revoked meanwhile
    BlockTask task = new BlockTask(lease.task(), code, offer.shards(), offer.attempt(), offer.budget());
    return Future.fromCompletionStage(sandbox.run(task), context).map(Outcomes::result);
  }

  private void revoke(LeaseId id) {
    Held lease = held.get(id);
    if (lease != null) sandbox.cancel(lease.task());
  }

  /// The job's checked terms; asked for and checked once.
  private Future<JobCode> job(JobId job) {
    Future<JobCode> known = jobs.getIfPresent(job);
    if (known != null && !known.failed()) return known;
    Future<JobCode> asked = bus.request(controller, new WorkMessage.FetchJob(worker, job)).map(reply -> switch (reply) {
      case WorkReply.Material material -> terms.checked(job, material, clock.instant());
      default -> throw KithException.invalid("cannot run job " + job + ": the controller has no terms of it");
    });
    jobs.put(job, asked);
    return asked;
  }

  private static BlockResult refused(LeaseMessage.Offered offer, Throwable failure) {
    LOG.warn("cannot run shards {} of job {}: {}", offer.shards(), offer.job(), failure.getMessage());
    if (!(failure instanceof KithException)) return BlockResult.untouched();
    return BlockResult.failed(new ShardFailure(ShardFailure.Kind.CRASH, failure.getMessage(), "", List.of()), 0);
  }

  /// The lease is held until the controller has the result, so that beats keep it alive meanwhile.
  private void finish(WorkMessage.Finished finished, int tries) {
    bus.request(controller, finished).onComplete(reply -> {
      release(finished.lease());
      heard(reply);
    }, failure -> {
      if (tries > 1) {
        vertx.setTimer(FINISH_AGAIN_MILLIS, _ -> finish(finished, tries - 1));
      } else {
        release(finished.lease());
        LOG.warn("a result of lease {} could not be handed over: {}; it will be run again", finished.lease(),
            failure.getMessage());
      }
    });
  }

  private void release(LeaseId lease) {
    held.remove(lease);
    if (held.isEmpty()) emptied.tryComplete();
  }
}
