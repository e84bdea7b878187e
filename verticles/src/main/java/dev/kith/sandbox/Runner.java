package dev.kith.sandbox;

import com.caoccao.javet.exceptions.JavetException;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

/// The child's thread that runs code, one task after the other. Keeps an isolate ready for the next job while it has nothing to do.
final class Runner {
  /// A task for each slot of a parent that breaks its word would still fit.
  private static final int QUEUE_MAX = 64;
  /// At once: the one at work and the one in reserve.
  static final int ISOLATES = 2;

  private final Engine engine;
  private final Watchdog watchdog;
  private final ParentLink parent;
  private final BlockingQueue<ToChild> work = new ArrayBlockingQueue<>(QUEUE_MAX);
  private ToChild.Load job;
  private Isolate current;
  private Isolate spare;

  Runner(Engine engine, Watchdog watchdog, ParentLink parent) {
    this.engine = engine;
    this.watchdog = watchdog;
    this.parent = parent;
  }

  /// @throws IllegalStateException if the parent sends more than it may
  void offer(ToChild message) { work.add(message); }

  void loop() throws Exception {
    while (true)
      handle(next());
  }

  void handle(ToChild message) throws JavetException {
    switch (message) {
      case ToChild.Load load -> {
        unload();
        job = load;
      }
      case ToChild.Run run -> run(run);
      case ToChild.Check check -> check(check);
      case ToChild.Unload _ -> unload();
      case ToChild.Cancel _ -> throw new IllegalStateException("cancel is for the reader");
    }
  }

  private ToChild next() throws Exception {
    if (spare == null && work.isEmpty())
      spare = engine.isolate();
    return work.take();
  }

  private void unload() throws JavetException {
    job = null;
    retire();
  }

  private void retire() throws JavetException {
    if (current != null)
      current.close();
    current = null;
  }

  /// In a realm that no job has been in yet.
  private void check(ToChild.Check check) throws JavetException {
    if (spare == null)
      spare = engine.isolate();
    Optional<CodeFault> fault = spare.fault(check.code());
    parent.send(fault.map(found -> new FromChild.Checked(check.id(), found.line(), found.column(), found.message()))
        .orElse(new FromChild.Checked(check.id(), 0, 0, "")));
  }

  private void run(ToChild.Run run) throws JavetException {
    if (job == null)
      throw new IllegalStateException("told to run before a job was loaded");
    if (current == null)
      open();
    Turn turn = new Turn(run.id(), job.timeoutMillis());
    watchdog.begin(turn);
    String outcome = job.freshRealmPerShard() ? shardByShard(run, turn) : wholeBlock(run, turn);
    watchdog.end();
    boolean spent = turn.isInterrupted() || current.outOfMemory() || Outcomes.spent(outcome);
    parent.send(new FromChild.Finished(run.id(), (System.nanoTime() - turn.startedNanos) / 1000, outcome));
    if (spent)
      retire();
  }

  private void open() throws JavetException {
    current = spare != null ? spare : engine.isolate();
    spare = null;
    current.open(job);
  }

  private String wholeBlock(ToChild.Run run, Turn turn) throws JavetException {
    return part(turn, run, run.count(), run.budgetMillis(), 0, "");
  }

  /// The fold is carried from realm to realm.
  private String shardByShard(ToChild.Run run, Turn turn) throws JavetException {
    long carried = 0;
    String carry = "";
    while (true) {
      String outcome = part(turn, run, carried + 1, 0, carried, carry);
      Outcomes.Progress progress = Outcomes.progress(outcome);
      boolean over = progress.done() != carried + 1 || progress.failed() || turn.isInterrupted() || turn.isCancelled()
          || progress.done() == run.count() || (System.nanoTime() - turn.startedNanos) / 1_000_000 >= run.budgetMillis();
      if (over)
        return outcome;
      carried = progress.done();
      carry = progress.partial();
      current.renewRealm();
      current.open(job);
    }
  }

  private String part(Turn turn, ToChild.Run run, long count, long budgetMillis, long carried, String carry)
      throws JavetException {
    turn.enter(current);
    try {
      current.run(run.first(), count, run.attempt(), budgetMillis, carried, carry);
    } catch (JavetException e) {
      if (!turn.isInterrupted() && !current.outOfMemory())
        throw e;
    } finally {
      turn.leave();
    }
    if (current.outOfMemory())
      return finishShortOfMemory(turn);
    return current.finish(turn.kindFor(current.position()), turn.message());
  }

  private String finishShortOfMemory(Turn turn) {
    String message = "the code wanted more memory than the sandbox has";
    try {
      current.interruptionOver();
      return current.finish("MEMORY", message);
    } catch (JavetException e) {
      throw parent.lost(new FromChild.Lost(turn.id, current.position(), "MEMORY", message));
    }
  }
}
