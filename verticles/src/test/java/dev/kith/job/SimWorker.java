package dev.kith.job;

import dev.kith.message.BlockResult;
import dev.kith.message.Decline;
import dev.kith.message.LeaseMessage;
import dev.kith.message.LeaseMessage.Forget;
import dev.kith.message.LeaseMessage.Offered;
import dev.kith.message.LeaseMessage.Revoked;
import dev.kith.message.Partial;
import dev.kith.message.ShardFailure;
import dev.kith.message.WorkMessage;
import dev.kith.message.WorkReply;
import dev.kith.model.Capability;
import dev.kith.model.JobId;
import dev.kith.model.LeaseId;
import dev.kith.model.ShardRange;
import dev.kith.model.WorkerId;
import dev.kith.model.WorkerKind;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// A worker that runs what it is offered at its speed, and now and then freezes, dies, is cut off, can't run what it got, or reports
/// what is not its. Its clock may be wrong by hours. One that idles takes what it gets and only says that it is at it.
final class SimWorker {
  static final long SILENCE = 1_500;
  private static final int NONE = -1;

  final WorkerId id;
  private final SimWorld world;
  private final SimController controller;
  private final SimJobs jobs;
  private final int credit;
  private final double speed;
  private final Map<LeaseId, Held> held = new LinkedHashMap<>();
  private int life;
  private boolean joined;
  private final boolean idles;
  private final long wallOffset;
  private final Set<JobId> fetched = new HashSet<>();
  private long frozenUntil;
  private long cutUntil;

  private record Held(Offered offer, int byLife) {}

  SimWorker(String name, boolean idles, SimWorld world, SimController controller, SimJobs jobs) {
    this.id = new WorkerId(name);
    this.world = world;
    this.controller = controller;
    this.jobs = jobs;
    this.idles = idles;
    wallOffset = world.random.nextInt(2) * world.random.nextLong(-10_800_000, 10_800_000);
    credit = 1 + world.random.nextInt(3);
    speed = world.random.nextInt(4) == 0 ? 10 : 1;
  }

  void start() {
    join();
    beat(life);
  }

  private void join() {
    WorkMessage.Joined message = new WorkMessage.Joined(id, WorkerKind.NODE, Jobs.home(id.value()), credit,
        new Capability("", "sim", "", 1, 0, ""), List.copyOf(held.keySet()), SILENCE);
    joined = false;
    say(message, reply -> joined = true);
  }

  private void beat(int ofLife) {
    if (ofLife != life)
      return;
    misfortune();
    if (!frozen()) {
      if (joined)
        say(new WorkMessage.Beat(id, List.copyOf(held.keySet())), _ -> {});
      else
        join();
    }
    int current = life;
    world.in(400, () -> beat(current));
  }

  private void misfortune() {
    if (world.strikes(world.faults.freeze()))
      frozenUntil = world.millis() + world.random.nextInt(4_000);
    if (world.strikes(world.faults.partition()))
      cutUntil = world.millis() + world.random.nextInt(4_000);
    if (world.strikes(world.faults.workerCrash())) {
      held.clear();
      joined = false;
      if (world.random.nextBoolean())
        say(new WorkMessage.Left(id), _ -> {});
    }
    if (world.strikes(world.faults.lie()))
      say(new WorkMessage.Credit(id, world.random.nextInt(credit + 1)), _ -> {});
    if (world.calm())
      say(new WorkMessage.Credit(id, credit), _ -> {});
    if (world.strikes(world.faults.lie()))
      lie();
  }

  private boolean frozen() { return world.millis() < frozenUntil; }

  private boolean cut() { return world.millis() < cutUntil; }

  private void say(WorkMessage message, java.util.function.Consumer<WorkReply> then) { say(message, NONE, then); }

  private void say(WorkMessage message, int byLife, java.util.function.Consumer<WorkReply> then) {
    world.send(cut(), () -> controller.hear(message, byLife, reply -> world.send(cut(), () -> {
      if (reply instanceof WorkReply.UnknownWorker && joined)
        join();
      then.accept(reply);
    })));
  }

  /// @param byLife life of the controller that tells, which no worker knows; for the checks
  void told(LeaseMessage message, int byLife) {
    world.send(cut(), () -> {
      if (frozen())
        world.in(frozenUntil - world.millis(), () -> act(message, byLife));
      else
        act(message, byLife);
    });
  }

  private void act(LeaseMessage message, int byLife) {
    switch (message) {
      case Offered offer -> run(new Held(offer, byLife));
      case Revoked(_, var lease) -> Optional.ofNullable(held.get(lease)).ifPresent(own -> report(own, partly(own.offer())));
      case Forget _ -> {
      }
    }
  }

  private void run(Held lease) {
    Offered offer = lease.offer();
    jobs.overhear(offer);
    if (held.containsKey(offer.lease()))
      return;
    held.put(offer.lease(), lease);
    if (idles)
      return;
    if (world.strikes(world.faults.unfit()))
      decline(lease, Decline.Reason.SANDBOX);
    else if (fetched.contains(offer.job()))
      begin(lease);
    else
      fetch(lease);
  }

  private void fetch(Held lease) {
    Offered offer = lease.offer();
    say(new WorkMessage.FetchJob(id, offer.job()), reply -> {
      if (!(reply instanceof WorkReply.Material material) || !held.containsKey(offer.lease()) || fetched.contains(offer.job()))
        return;
      if (judged(material) >= controller.signedUntil(offer.job())) {
        decline(lease, Decline.Reason.TERMS);
      } else {
        fetched.add(offer.job());
        held.values().stream().filter(each -> each.offer().job().equals(offer.job())).toList().forEach(this::begin);
      }
    });
    world.in(1_500, () -> {
      if (held.containsKey(offer.lease()) && !fetched.contains(offer.job()))
        decline(lease, Decline.Reason.MATERIAL);
    });
  }

  private long judged(WorkReply.Material material) {
    return controller.bug() == PlantedBug.OWN_CLOCK
        ? world.now().wall().toEpochMilli() + wallOffset
        : material.clock().toEpochMilli();
  }

  private void decline(Held lease, Decline.Reason reason) {
    LeaseId id = lease.offer().lease();
    held.remove(id);
    reportUntilHeard(new WorkMessage.Declined(this.id, id, Decline.of(reason, "sim")), lease.byLife(), 0, new boolean[1]);
  }

  private void begin(Held lease) {
    Offered offer = lease.offer();
    int current = life;
    long shards = Math.min(offer.shards().count(), Math.max(1, (long) (400 / (jobs.millis(offer.job()) * speed))));
    world.in(1 + (long) (shards * jobs.millis(offer.job()) * speed), () -> done(lease, shards, current));
  }

  private void done(Held lease, long shards, int ofLife) {
    if (frozen())
      world.in(frozenUntil - world.millis(), () -> done(lease, shards, ofLife));
    else if (ofLife == life && lease.equals(held.get(lease.offer().lease())))
      report(lease, outcome(lease.offer(), shards));
  }

  private BlockResult partly(Offered offer) {
    long shards = world.random.nextLong(offer.shards().count());
    return outcome(offer, shards);
  }

  private BlockResult outcome(Offered offer, long shards) {
    if (shards == 0)
      return BlockResult.untouched();
    ShardRange run = offer.shards().head(shards);
    long failing = jobs.firstFailing(offer.job(), run);
    long done = failing < 0 ? shards : failing - run.first();
    if (failing >= 0 && jobs.crashes(offer.job()))
      return BlockResult.failed(failure(ShardFailure.Kind.CRASH), 10);
    Optional<Partial> partial = done == 0 ? Optional.empty() : Optional.of(jobs.partial(offer.job(), run.head(done)));
    Optional<ShardFailure> failure = failing < 0 ? Optional.empty() : Optional.of(failure(ShardFailure.Kind.ERROR));
    return new BlockResult(done, partial, failure, (long) (done * jobs.millis(offer.job()) * speed * 1000), List.of());
  }

  private static ShardFailure failure(ShardFailure.Kind kind) { return new ShardFailure(kind, "sim", "", List.of()); }

  private void report(Held lease, BlockResult result) {
    held.remove(lease.offer().lease());
    reportUntilHeard(new WorkMessage.Finished(id, lease.offer().lease(), result), lease.byLife(), 0, new boolean[1]);
  }

  private void reportUntilHeard(WorkMessage message, int byLife, int tries, boolean[] heard) {
    if (heard[0] || tries > 5)
      return;
    say(message, byLife, reply -> heard[0] |= !(reply instanceof WorkReply.UnknownWorker));
    world.in(700, () -> reportUntilHeard(message, byLife, tries + 1, heard));
  }

  /// Reports under a lease of somebody else, or of long ago, with numbers out of the air. Under one that may be its own they
  /// can't be right; what a worker makes up well under its own lease is for quorums to find.
  private void lie() {
    jobs.overheard(world.random).ifPresent(offer -> {
      long shards = offer.worker().equals(id) ? 2 : 1;
      Partial made = new Partial.Sums(shards, Map.of("n", new Partial.FieldSum(1, List.of(1e6))));
      say(new WorkMessage.Finished(id, offer.lease(), new BlockResult(1, Optional.of(made), Optional.empty(), 1, List.of())),
          _ -> {});
    });
  }
}
