package dev.kith.sandbox;

import java.util.concurrent.CompletableFuture;

/// A place for one task at a time, and the child that serves it. Guarded by the pool's lock.
final class Slot {
  /// A task between `run` and its outcome.
  static final class Running {
    final BlockTask task;
    final CompletableFuture<BlockOutcome> outcome = new CompletableFuture<>();
    final long acceptedNanos = System.nanoTime();
    long sentNanos;
    long cancelledNanos;

    Running(BlockTask task) { this.task = task; }
  }

  Child child;
  boolean ready;
  /// The job whose code the child has.
  String loaded = "";
  long blocks;
  Running running;
  /// Why the pool killed the child: a `ShardFailure.Kind` as text; empty if it did not.
  String killedKind = "";
  String killedWhy = "";

  void adopt(Child newcomer, boolean isReady) {
    child = newcomer;
    ready = isReady;
    loaded = "";
    blocks = 0;
    killedKind = "";
    killedWhy = "";
  }

  /// Sends the task that waits, if the child is ready for it.
  void dispatch() {
    if (running == null || running.sentNanos != 0 || child == null || !ready)
      return;
    BlockTask task = running.task;
    running.sentNanos = System.nanoTime() | 1;
    child.listenAgain();
    if (!task.job().key().equals(loaded)) {
      child.send(ToChild.Load.of(task.job()));
      loaded = task.job().key();
    }
    child.send(new ToChild.Run(task.id(), task.shards().first(), task.shards().count(), task.attempt(),
        task.budget().toMillis()));
  }

  void kill(String kind, String why) {
    if (killedKind.isEmpty()) {
      killedKind = kind;
      killedWhy = why;
    }
    child.kill();
  }

  /// What becomes of the task when the child has died under it.
  BlockOutcome afterDeath(String how) {
    if (running.cancelledNanos != 0)
      return BlockOutcome.untouched();
    String kind = killedKind.isEmpty() && how.contains("out of memory") ? "MEMORY" : killedKind;
    if (kind.isEmpty() || running.task.shards().count() > 1)
      kind = "CRASH";
    String message = killedWhy.isEmpty() ? "the sandbox process died: " + how : killedWhy;
    return BlockOutcome.failed(kind, message, (System.nanoTime() - running.sentNanos) / 1000);
  }
}
