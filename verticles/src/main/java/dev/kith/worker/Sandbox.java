package dev.kith.worker;

import dev.kith.sandbox.BlockOutcome;
import dev.kith.sandbox.BlockTask;
import dev.kith.sandbox.SandboxPool;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/// What a worker needs of its [SandboxPool].
interface Sandbox {
  int slots();

  String engine();

  String isolation();

  /// Why nothing can run here, empty if all is well.
  Optional<String> unavailable();

  /// When engine and isolation are known; exceptionally if nothing can run here.
  CompletableFuture<Void> ready();

  /// As [SandboxPool#run]: never more than [#slots] at once.
  CompletableFuture<BlockOutcome> run(BlockTask task);

  void cancel(long task);

  void forget(String jobKey);

  static Sandbox of(SandboxPool pool) {
    return new Sandbox() {
      @Override
      public int slots() { return pool.slots(); }

      @Override
      public String engine() { return pool.engine(); }

      @Override
      public String isolation() { return pool.isolation(); }

      @Override
      public Optional<String> unavailable() { return pool.unavailable(); }

      @Override
      public CompletableFuture<Void> ready() { return pool.ready(); }

      @Override
      public CompletableFuture<BlockOutcome> run(BlockTask task) { return pool.run(task); }

      @Override
      public void cancel(long task) { pool.cancel(task); }

      @Override
      public void forget(String jobKey) { pool.forget(jobKey); }
    };
  }
}
