package dev.kith.cli;

import dev.kith.node.RunningNode;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Stops a node in time when a signal comes (SIGTERM, SIGINT, SIGHUP).
final class Shutdown {
  /// A supervisor is told ten seconds.
  private static final long SECONDS = 9;

  private Shutdown() {}

  /// Stops the node if a signal ends the process.
  ///
  /// @param after what else is to be done once the node has stopped
  /// @param exit the code to end with if all went well
  /// @return to be handed to [#lift] if the node is stopped in another way
  static Thread onSignal(Terminal terminal, RunningNode node, Runnable after, int exit) {
    Thread hook = new Thread(() -> {
      int stopped = stop(terminal, node, after);
      Runtime.getRuntime().halt(stopped == Exit.OK ? exit : stopped);
    }, "kith-shutdown");
    Runtime.getRuntime().addShutdownHook(hook);
    return hook;
  }

  static void lift(Thread hook) { Runtime.getRuntime().removeShutdownHook(hook); }

  /// Returns never: the process ends by a signal.
  static void await() {
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
