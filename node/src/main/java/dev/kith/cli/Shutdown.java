package dev.kith.cli;

import dev.kith.node.RunningNode;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Keeps the process until a signal comes (SIGTERM, SIGINT, SIGHUP), then stops the node in time and ends with 0.
final class Shutdown {
  /// A supervisor is told ten seconds.
  private static final long SECONDS = 9;

  private Shutdown() {}

  /// Returns never: the process ends in here.
  ///
  /// @param after what else is to be done once the node has stopped
  static void onSignal(Terminal terminal, RunningNode node, Runnable after) {
    Runtime.getRuntime()
        .addShutdownHook(new Thread(() -> Runtime.getRuntime().halt(stop(terminal, node, after)), "kith-shutdown"));
    try {
      new CountDownLatch(1).await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  static int stop(Terminal terminal, RunningNode node, Runnable after) {
    try {
      node.close().toCompletionStage().toCompletableFuture().get(SECONDS, TimeUnit.SECONDS);
      after.run();
      return Exit.OK;
    } catch (TimeoutException e) {
      terminal.say("kith: the node did not stop within " + SECONDS + " s; what it has acknowledged is on disk");
    } catch (ExecutionException | RuntimeException e) {
      terminal.say("kith: the node did not stop cleanly: " + e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return Exit.FAILED;
  }
}
