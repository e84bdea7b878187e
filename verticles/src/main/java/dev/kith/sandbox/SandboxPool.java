package dev.kith.sandbox;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.LongUnaryOperator;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Runs blocks of shards in child processes, one a slot, with a warm one in reserve. Whatever the code does, the worst that
/// happens is that its child is killed and replaced. Thread-safe; futures complete on threads of the pool.
public final class SandboxPool implements AutoCloseable {
  private static final int STARTS_UNTIL_BROKEN = 3;
  private static final long BACKOFF_NANOS = 1_000_000_000L;

  private static final Logger LOG = LoggerFactory.getLogger(SandboxPool.class);

  private final SandboxConfig config;
  private final Demand demand;
  private final Optional<String> noEngine;
  private final Supplier<ProcessBuilder> command;
  private final ExecutorService spawner = Executors
      .newSingleThreadExecutor(Thread.ofPlatform().daemon().name("sandbox-spawn").factory());
  private final Supervisor supervisor;
  private final List<Slot> slots = new ArrayList<>();
  private final CompletableFuture<Void> ready = new CompletableFuture<>();
  private final CodeChecks checks = new CodeChecks();
  private Child reserve;
  private boolean reserveReady;
  private String engine = "v8";
  private String isolation = "process";
  private int failedStarts;
  private long nextStartNanos = System.nanoTime();
  private String startFailure = "";
  /// Why this system is not good enough; empty while it is, or is not known yet.
  private String refusal = "";
  private boolean closed;

  /// Returns at once; children start in the background.
  public static SandboxPool open(SandboxConfig config) { return open(config, Demand.NONE); }

  /// @param demand checked when the first child is ready; with less than that nothing runs
  public static SandboxPool open(SandboxConfig config, Demand demand) {
    Optional<String> noEngine = EngineLibrary.missing();
    Supplier<ProcessBuilder> command = new Supplier<>() {
      private Path library;

      @Override
      public synchronized ProcessBuilder get() {
        try {
          if (library == null)
            library = EngineLibrary.unpack(config.scratch());
          ChildCommand child = new ChildCommand(config, library);
          Privileges.giveUp(child.files());
          return child.builder();
        } catch (IOException e) {
          throw new UncheckedIOException("cannot unpack the engine into " + config.scratch() + ": " + e.getMessage(), e);
        }
      }
    };
    return new SandboxPool(config, demand, noEngine, command, Supervisor::residentMegabytes);
  }

  /// @param command asked on the spawning thread, once a child
  SandboxPool(SandboxConfig config, Optional<String> noEngine, Supplier<ProcessBuilder> command) {
    this(config, Demand.NONE, noEngine, command, Supervisor::residentMegabytes);
  }

  SandboxPool(SandboxConfig config, Demand demand, Optional<String> noEngine, Supplier<ProcessBuilder> command,
      LongUnaryOperator residentMegabytes) {
    this.config = config;
    this.demand = demand;
    this.noEngine = noEngine;
    this.command = command;
    for (int i = 0; i < config.slots(); i++)
      slots.add(new Slot());
    supervisor = new Supervisor(config, residentMegabytes, this::supervise);
    if (noEngine.isPresent()) {
      ready.completeExceptionally(new IllegalStateException("no sandbox: " + noEngine.get()));
    } else {
      staff();
      supervisor.start();
    }
  }

  /// Why nothing can run here: no engine for the platform, children that do not start, or too little that holds code in. Empty if all is
  /// well.
  public synchronized Optional<String> unavailable() {
    if (noEngine.isPresent())
      return noEngine;
    if (!refusal.isEmpty())
      return Optional.of(refusal);
    return failedStarts >= STARTS_UNTIL_BROKEN ? Optional.of("no sandbox process starts: " + startFailure) : Optional.empty();
  }

  /// Like `v8-14.7`; just `v8` until the first child is ready.
  public synchronized String engine() { return engine; }

  /// What was found to hold the code in, like `seccomp+landlock+rlimit`; `process` until the first child is ready.
  public synchronized String isolation() { return isolation; }

  public int slots() { return slots.size(); }

  /// When the first child is warm; exceptionally if there is no engine, or the first few do not start.
  public CompletableFuture<Void> ready() { return ready.copy(); }

  /// Never completes exceptionally, whatever the code does.
  ///
  /// @throws IllegalStateException if all slots are busy, or the pool is closed or without an engine
  public CompletableFuture<BlockOutcome> run(BlockTask task) {
    Slot.Running running = new Slot.Running(task);
    synchronized (this) {
      if (closed || noEngine.isPresent() || !refusal.isEmpty())
        throw new IllegalStateException(
            "cannot run task " + task.id() + ": " + noEngine.orElse(refusal.isEmpty() ? "the sandbox is closed" : refusal));
      Slot slot = freeSlot(task.job().key());
      slot.running = running;
      slot.dispatch();
    }
    return running.outcome;
  }

  /// Compiles code in a child that has nothing else to do, and runs nothing of it.
  ///
  /// @return empty if it compiles, or if that can't be told within the patience: no engine, all busy
  public synchronized CompletableFuture<Optional<CodeFault>> check(String code, Duration patience) {
    Optional<Child> idle = reserve != null && reserveReady
        ? Optional.of(reserve)
        : slots.stream().filter(slot -> slot.running == null && slot.child != null && slot.ready).map(slot -> slot.child)
            .findFirst();
    if (closed || idle.isEmpty() || checks.full() || code.length() > JobCode.CHARS_MAX)
      return CompletableFuture.completedFuture(Optional.empty());
    return checks.ask(idle.get(), code, patience);
  }

  /// Ends a task soon: its outcome is what was done by then. Nothing happens if there is no such task.
  public void cancel(long taskId) {
    Slot.Running untouched = null;
    synchronized (this) {
      for (Slot slot : slots) {
        if (slot.running == null || slot.running.task.id() != taskId || slot.running.cancelledNanos != 0)
          continue;
        slot.running.cancelledNanos = System.nanoTime() | 1;
        if (slot.running.sentNanos == 0) {
          untouched = slot.running;
          slot.running = null;
        } else {
          slot.child.send(new ToChild.Cancel(taskId));
        }
      }
    }
    if (untouched != null)
      untouched.outcome.complete(BlockOutcome.untouched());
  }

  /// The job has ended: children drop its code.
  public synchronized void forget(String jobKey) {
    for (Slot slot : slots) {
      if (slot.running == null && slot.child != null && slot.loaded.equals(jobKey)) {
        slot.child.send(new ToChild.Unload());
        slot.loaded = "";
      }
    }
  }

  /// Kills the children; tasks under way end untouched.
  @Override
  public void close() {
    List<Slot.Running> left;
    synchronized (this) {
      closed = true;
      supervisor.stop();
      left = dismissAll();
    }
    spawner.shutdown();
    left.forEach(running -> running.outcome.complete(BlockOutcome.untouched()));
    ready.completeExceptionally(new IllegalStateException("the sandbox is closed"));
  }

  /// @return what they ran, or should have
  private List<Slot.Running> dismissAll() {
    List<Slot.Running> left = new ArrayList<>();
    for (Slot slot : slots) {
      if (slot.child != null)
        slot.child.kill();
      if (slot.running != null)
        left.add(slot.running);
      slot.running = null;
    }
    if (reserve != null)
      reserve.kill();
    return left;
  }

  /// Process ids of the children that serve slots, for tests and operators.
  synchronized List<Long> pids() {
    return slots.stream().filter(slot -> slot.child != null).map(slot -> slot.child.pid()).filter(pid -> pid > 0).toList();
  }

  private Slot freeSlot(String key) {
    Slot best = null;
    for (Slot slot : slots) {
      if (slot.running == null && (best == null || fitness(slot, key) > fitness(best, key)))
        best = slot;
    }
    if (best == null)
      throw new IllegalStateException("all " + slots.size() + " slots of the sandbox are busy");
    return best;
  }

  /// Best a child that has the code, then one that has none.
  private static int fitness(Slot slot, String key) {
    if (slot.child == null || !slot.ready)
      return 0;
    return slot.loaded.equals(key) ? 3 : slot.loaded.isEmpty() ? 2 : 1;
  }

  /// Gives a child to each slot that has none, and has one in reserve.
  private synchronized void staff() {
    if (closed || !refusal.isEmpty() || System.nanoTime() - nextStartNanos < 0)
      return;
    for (Slot slot : slots) {
      if (slot.child != null)
        continue;
      slot.adopt(reserve != null ? reserve : hire(), reserve != null && reserveReady);
      reserve = null;
      reserveReady = false;
      slot.dispatch();
    }
    // Not at the same time as the others, which are waited for.
    if (reserve == null && slots.stream().allMatch(slot -> slot.ready))
      reserve = hire();
  }

  private Child hire() {
    Child child = new Child(new Events());
    spawner.execute(() -> start(child));
    return child;
  }

  private void start(Child child) {
    try {
      child.start(command.get(), Runnable::run);
    } catch (UncheckedIOException e) {
      new Events().ended(child, e.getMessage());
    }
  }

  private Slot slotOf(Child child) {
    for (Slot slot : slots) {
      if (slot.child == child)
        return slot;
    }
    return null;
  }

  /// What children tell. Outcomes are handed out after the lock is given back, so that whoever waits may call the pool.
  private final class Events implements Child.Owner {
    @Override
    public void said(Child child, FromChild message) {
      switch (message) {
        case FromChild.Ready warm -> isReady(child, warm);
        case FromChild.Pulse _ -> {
        }
        case FromChild.Checked checked -> isChecked(child, checked);
        case FromChild.Finished finished -> isFinished(child, finished);
        case FromChild.Lost lost -> isLost(child, lost);
      }
    }

    @Override
    public void ended(Child child, String how) {
      Slot.Running dead = null;
      BlockOutcome outcome = null;
      synchronized (SandboxPool.this) {
        Slot slot = slotOf(child);
        checks.gone(child);
        boolean ours = slot != null || child == reserve;
        boolean wasReady = slot != null ? slot.ready : reserveReady;
        if (child == reserve) {
          reserve = null;
          reserveReady = false;
        }
        if (ours && !wasReady)
          startFailed(how);
        if (slot != null) {
          if (slot.running != null && slot.running.sentNanos != 0) {
            dead = slot.running;
            outcome = slot.afterDeath(how);
            slot.running = null;
          }
          slot.child = null;
          slot.ready = false;
        }
        staff();
      }
      if (dead != null)
        dead.outcome.complete(outcome);
    }
  }

  private void startFailed(String how) {
    failedStarts++;
    startFailure = how;
    nextStartNanos = System.nanoTime() + (BACKOFF_NANOS << Math.min(5, failedStarts - 1));
    if (failedStarts >= STARTS_UNTIL_BROKEN)
      ready.completeExceptionally(new IllegalStateException("no sandbox process starts: " + how));
  }

  private void isReady(Child child, FromChild.Ready warm) {
    Optional<String> lack = lack(warm.isolation());
    if (lack.isPresent()) {
      refuse(warm, lack.get());
      return;
    }
    synchronized (this) {
      engine = warm.engine();
      isolation = warm.isolation();
      failedStarts = 0;
      Slot slot = slotOf(child);
      if (slot != null) {
        slot.ready = true;
        slot.dispatch();
      } else if (child == reserve) {
        reserveReady = true;
      }
      staff();
    }
    if (ready.complete(null) && !Demand.missing(warm.isolation()).isEmpty())
      LOG.warn("job code is held in by {} only: {} not in force here", warm.isolation(),
          String.join(" and ", Demand.missing(warm.isolation()))
              + (Demand.missing(warm.isolation()).size() == 1 ? " is" : " are"));
  }

  private Optional<String> lack(String found) {
    try {
      return demand.lack(found);
    } catch (UncheckedIOException e) {
      return Optional.of(e.getMessage());
    }
  }

  private void refuse(FromChild.Ready warm, String why) {
    List<Slot.Running> left;
    synchronized (this) {
      engine = warm.engine();
      isolation = warm.isolation();
      refusal = why;
      left = dismissAll();
    }
    left.forEach(running -> running.outcome.complete(BlockOutcome.untouched()));
    if (ready.completeExceptionally(new IllegalStateException("no sandbox: " + why)))
      LOG.warn("this node runs no shards itself: {}", why);
  }

  private void isChecked(Child child, FromChild.Checked checked) {
    CompletableFuture<Optional<CodeFault>> answer;
    synchronized (this) {
      answer = checks.answered(child, checked.id());
    }
    try {
      answer.complete(checked.message().isEmpty()
          ? Optional.empty()
          : Optional.of(new CodeFault(checked.line(), checked.column(), checked.message())));
    } catch (IllegalArgumentException e) {
      child.kill(); // no child of ours says such things
    }
  }

  private void isFinished(Child child, FromChild.Finished finished) {
    Slot.Running done;
    BlockOutcome outcome;
    synchronized (this) {
      Slot slot = slotOf(child);
      done = slot == null ? null : slot.running;
      if (done == null || done.sentNanos == 0 || done.task.id() != finished.id()) {
        child.kill();
        return;
      }
      try {
        outcome = Outcomes.read(finished.outcome(), done.task, finished.computeMicros());
      } catch (ProtocolViolation e) {
        slot.kill("", "the sandbox process sent " + e.getMessage());
        return;
      }
      slot.running = null;
      slot.blocks++;
      if (slot.blocks >= config.recycleAfterBlocks())
        replace(slot);
    }
    done.outcome.complete(outcome);
  }

  private void isLost(Child child, FromChild.Lost lost) {
    Slot.Running blamed;
    synchronized (this) {
      Slot slot = slotOf(child);
      if (slot == null || slot.running == null || slot.running.task.id() != lost.id())
        return;
      // The first shard has no predecessors whose results are lost with the process, so it can be blamed.
      boolean certain = lost.position() == 1 && List.of("TIMEOUT", "MEMORY").contains(lost.kind());
      if (!certain || slot.running.cancelledNanos != 0) {
        slot.kill("", lost.message());
        return;
      }
      blamed = slot.running;
      slot.running = null;
      replace(slot);
    }
    long micros = (System.nanoTime() - blamed.sentNanos) / 1000;
    blamed.outcome.complete(BlockOutcome.failed(lost.kind(), lost.message(), micros));
  }

  private void replace(Slot slot) {
    Child old = slot.child;
    slot.child = null;
    slot.ready = false;
    old.kill();
    staff();
  }

  private synchronized List<Child> busy() {
    return slots.stream().filter(slot -> slot.running != null && slot.running.sentNanos != 0).map(slot -> slot.child).toList();
  }

  /// At each tick of the supervisor.
  private void supervise(boolean sampleMemory) {
    IdentityHashMap<Child, Long> sizes = supervisor.measure(sampleMemory ? busy() : List.of());
    List<Slot.Running> given = new ArrayList<>();
    String reason;
    synchronized (this) {
      staff();
      for (Slot slot : slots) {
        if (slot.running == null)
          continue;
        if (slot.running.sentNanos != 0) {
          supervisor.inspect(slot, sizes.getOrDefault(slot.child, 0L));
        } else if (supervisor.waitsTooLong(slot.running)) {
          given.add(slot.running);
          slot.running = null;
        }
      }
      reason = startFailure;
    }
    for (Slot.Running running : given)
      running.outcome.complete(BlockOutcome.notRun("no sandbox process was ready in time. " + reason));
  }
}
