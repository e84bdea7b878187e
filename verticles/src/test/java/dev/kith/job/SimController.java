package dev.kith.job;

import dev.kith.ledger.GroupCommit;
import dev.kith.ledger.Journal;
import dev.kith.ledger.LedgerWriter;
import dev.kith.message.ErrorCode;
import dev.kith.message.JobEvent;
import dev.kith.message.JobRequest.Steer.Action;
import dev.kith.message.JobView;
import dev.kith.message.KithException;
import dev.kith.message.Liveness;
import dev.kith.message.MeshView;
import dev.kith.message.WorkMessage;
import dev.kith.message.WorkReply;
import dev.kith.model.JobId;
import dev.kith.model.Life;
import dev.kith.model.Role;
import dev.kith.model.WorkerId;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/// Does with a board what the controller of a node does: writes its steps in order, then answers; and dies now and then.
final class SimController {
  /// From the disk's thread to the controller's.
  private static final long HOP = 3;
  private static final long DISK_TROUBLE = 3_000;

  private final SimWorld world;
  private final SimLedger ledger;
  private final SimChecks checks;
  private final PlantedBug bug;
  private static final long SIGNED_FOR = 3_600_000;

  private final Map<WorkerId, SimWorker> workers = new HashMap<>();
  private final Map<JobId, Long> signed = new HashMap<>();
  private final Set<String> accepting = new HashSet<>();
  private GroupCommit commits;
  private Journal journal;
  private boolean pumping;
  private boolean holding;
  private long badUntil;
  private JobBoard board;
  private BrokenRules rules;
  private Optional<Start> seen = Optional.empty();
  private Backup backup;
  private int life;

  @Override
  public String toString() {
    return board == null
        ? "down"
        : board.live(Optional.empty(), world.now()) + " " + board.workers(world.now(), Optional.empty());
  }

  /// @param seen what the node remembered beside the ledger
  private record Backup(SimLedger ledger, Optional<Start> seen) {}

  SimController(SimWorld world, SimLedger ledger, SimChecks checks, PlantedBug bug) {
    this.world = world;
    this.ledger = ledger;
    this.checks = checks;
    this.bug = bug;
    backup = new Backup(new SimLedger(bug), Optional.empty());
  }

  void employ(SimWorker worker) { workers.put(worker.id, worker); }

  void start() {
    rules = new BrokenRules(bug);
    Ledger.Recovered recovered = begin();
    checks.recovered(recovered, ledger);
    board = new JobBoard(JobConfig.defaults(), recovered, world.now(), rules);
    checks.started(board);
    life++;
    holding = false;
    ledger.attach(this::trouble, entries -> checks.durable(ledger, entries));
    commits = new GroupCommit(ledger, LedgerWriter.Bounds.DEFAULT);
    journal = journal(life);
    tick(life);
  }

  private Ledger.Recovered begin() {
    Life drawn = bug == PlantedBug.LIFE_REPEATED ? Life.NONE : Life.draw(world.random);
    Start next = NextStart.after(ledger.last(), seen, drawn).start();
    Ledger.Recovered recovered = ledger.recover(next);
    seen = Optional.of(next);
    return recovered;
  }

  private void tick(int ofLife) {
    if (ofLife != life || board == null)
      return;
    take(board.tick(world.now()), _ -> {});
    checks.ticked(board, world);
    if (world.faults.restore() > 0 && world.strikes(world.faults.restore()))
      backup = new Backup(ledger.copy(), seen);
    if (world.faults.disk() > 0 && world.strikes(world.faults.disk()))
      badUntil = world.millis() + world.random.nextLong(DISK_TROUBLE);
    checks.holds(holding, world.millis() - Math.max(badUntil, world.faults.calmAt()));
    if (world.strikes(world.faults.wallJump()))
      world.jumpWall();
    if (world.strikes(world.faults.rumour()))
      hearRumour();
    if (world.strikes(world.faults.controllerCrash()))
      crash();
    else
      world.in(100, () -> tick(ofLife));
  }

  /// The registry tells who is there, rightly or not; soon after it tells the truth.
  private void hearRumour() {
    List<MeshView.Member> all = workers.keySet().stream().sorted(Comparator.comparing(WorkerId::value))
        .map(id -> new MeshView.Member(Jobs.node(id.value()), Role.DUAL, Liveness.ALIVE, 100)).toList();
    List<MeshView.Member> told = all.stream().filter(_ -> world.random.nextInt(3) > 0)
        .map(member -> new MeshView.Member(member.node(), member.role(),
            world.random.nextBoolean() ? Liveness.ALIVE : Liveness.SUSPECT, world.random.nextInt(101)))
        .toList();
    take(board.mesh(new MeshView(1, told), world.now()), _ -> {});
    int current = life;
    world.in(500, () -> {
      if (current == life && board != null)
        take(board.mesh(new MeshView(2, all), world.now()), _ -> {});
    });
  }

  private void crash() {
    ledger.dieIn(world.random.nextInt(3));
    if (pumping)
      commits.commitNext();
    pumping = false;
    if (world.faults.restore() > 0 && world.random.nextInt(2) == 0)
      restore();
    board = null;
    accepting.clear();
    life++;
    world.in(world.random.nextLong(20, 420), this::start);
  }

  /// The ledger of some time ago, or none; sometimes with what the node remembered then.
  private void restore() {
    Backup from = world.random.nextInt(4) == 0 ? new Backup(new SimLedger(bug), Optional.empty()) : backup;
    ledger.restore(from.ledger());
    if (world.random.nextInt(3) > 0)
      seen = from.seen();
    checks.restored(ledger);
  }

  /// @param ofLife of the controller that gave the lease which is reported about
  void hear(WorkMessage message, int ofLife, Consumer<WorkReply> answer) {
    if (board == null)
      return;
    checks.heard(board, message, ofLife == life, world);
    Step<WorkReply> step;
    try {
      step = board.work(message, world.now());
    } catch (KithException noSuchLease) {
      return; // an error instead of an answer: the worker waits in vain
    }
    if (step.reply() instanceof WorkReply.Late)
      checks.saw(SimChecks.Sighting.LATE);
    if (step.reply() instanceof WorkReply.UnknownWorker)
      checks.saw(SimChecks.Sighting.UNKNOWN_WORKER);
    take(step, answer);
    checks.afterReport(board, message);
  }

  /// Until when a job's terms are good: signed anew shortly before, as `controller.Manifests` does. By this controller's clock.
  long signedUntil(JobId job) {
    long wall = world.now().wall().toEpochMilli();
    return signed.merge(job, wall + SIGNED_FOR, (before, fresh) -> wall > before - SIGNED_FOR / 10 ? fresh : before);
  }

  PlantedBug bug() { return bug; }

  SimChecks checks() { return checks; }

  /// @param known called with the job once it is acknowledged
  void submit(SimJobs.Nature nature, Consumer<JobId> known) {
    if (board == null)
      return;
    String key = nature.terms().idempotencyKey().orElseThrow();
    Optional<JobId> before = ledger.byIdempotencyKey("ann", key).map(job -> job.terms().id());
    if (before.isPresent() || !accepting.add(key)) {
      before.ifPresent(known);
      return; // the client asks again
    }
    take(board.accept(nature.terms(), world.now()), view -> {
      accepting.remove(key);
      known.accept(view.id());
    }, () -> {
      accepting.remove(key);
      checks.saw(SimChecks.Sighting.REFUSED);
    });
  }

  void steer(JobId job, Action action, Consumer<JobView> answer) {
    if (board == null)
      return;
    try {
      take(board.steer(job, action, world.now()), answer);
    } catch (KithException ended) {
      look(job, answer);
    }
  }

  void look(JobId job, Consumer<JobView> answer) {
    if (board == null)
      return;
    Optional<JobView> view = board.view(job, world.now()).or(() -> ledger.find(job).map(JobBoard::viewOf));
    Runnable say = () -> view.ifPresentOrElse(answer, () -> checks.lost(job));
    boolean told = view.isPresent() && view.get().status().ended();
    var _ = (told ? journal.settled(job) : CompletableFuture.<Void>completedFuture(null)).thenRun(say);
  }

  private <R> void take(Step<R> step, Consumer<R> answer) { take(step, answer, () -> {}); }

  /// @param refused called if what the answer rests on could not be written
  private <R> void take(Step<R> step, Consumer<R> answer, Runnable refused) {
    rules.look(board.table().leases);
    world.log(step);
    checks.step(board, step);
    step.tell().forEach(tell -> workers.get(tell.message().worker()).told(tell.message(), life));
    List<JobEvent> events = step.events();
    Runnable then = () -> {
      checks.published(events);
      answer.accept(step.reply());
    };
    if (bug == PlantedBug.ACK_BEFORE_APPEND)
      then.run();
    var _ = journal.write(step.writes()).whenComplete((_, failure) -> {
      if (failure != null)
        refused.run();
      else if (bug != PlantedBug.ACK_BEFORE_APPEND)
        then.run();
    });
  }

  private Optional<KithException> trouble() {
    if (world.millis() < badUntil || (world.faults.disk() > 0 && world.strikes(world.faults.disk()))) {
      checks.saw(SimChecks.Sighting.BAD_DISK);
      return Optional.of(new KithException(world.random.nextBoolean() ? ErrorCode.STORAGE_FULL : ErrorCode.INTERNAL, "bad disk"));
    }
    return Optional.empty();
  }

  private void pump() {
    if (pumping)
      return;
    pumping = true;
    int current = life;
    long latency = world.strikes(world.faults.slowDisk()) ? 300 : world.random.nextLong(1, 7);
    world.in(latency, () -> {
      if (current != life)
        return;
      pumping = false;
      if (commits.commitNext())
        pump();
    });
  }

  /// The journal's side of the controller.
  private final class Wires implements Journal.Appender, Journal.Board {
    @Override
    public CompletableFuture<Void> append(List<LedgerEntry> entries) {
      CompletableFuture<Void> done = commits.append(entries);
      pump();
      return done;
    }

    @Override
    public void heal(JobId job) { commits.heal(job); }

    @Override
    public void hold(boolean wanted) {
      holding = wanted;
      board.hold(wanted);
    }

    @Override
    public void retract(JobId job) { take(board.retract(job, world.now()), _ -> {}); }
  }

  private Journal journal(int ofLife) {
    return new Journal(new Wires(), what -> world.in(HOP, () -> {
      if (ofLife == life)
        what.run();
    }), (millis, what) -> world.in(millis, () -> {
      if (ofLife == life)
        what.run();
    }), new Wires());
  }
}
