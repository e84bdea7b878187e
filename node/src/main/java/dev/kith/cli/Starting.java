package dev.kith.cli;

import dev.kith.message.KithException;
import dev.kith.node.Node;
import dev.kith.node.NodeConfig;
import dev.kith.node.RunningNode;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Starts a node in this process and waits until it answers.
final class Starting {
  private Starting() {}

  static RunningNode node(NodeConfig config) {
    try {
      return Node.start(config).toCompletionStage().toCompletableFuture().get(config.startMax().toMillis(),
          TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      Throwable cause = e.getCause();
      String text = cause instanceof KithException ? cause.getMessage() : cause.toString();
      throw new CommandFailed(Exit.FAILED, "the node could not start: " + text, cause);
    } catch (TimeoutException e) {
      throw new CommandFailed(Exit.FAILED, "the node did not start within " + config.startMax().toSeconds()
          + " s. Is this machine very busy? times.startMax gives it longer", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CommandFailed(130, "interrupted", e);
    }
  }
}
