package dev.kith.cli;

import dev.kith.node.Configuration;
import dev.kith.node.LocalNode;
import dev.kith.node.Logging;
import dev.kith.node.NodeConfig;
import dev.kith.node.RunningNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.function.Consumer;

/// A node that runs in this process until a signal comes.
final class Foreground {
  private Foreground() {}

  /// @param started gets the node once it answers
  static int run(Terminal terminal, Configuration configuration, Consumer<RunningNode> started) {
    NodeConfig config = configuration.node();
    Logging.use(config.logLevel(), config.logFormat());
    RunningNode running = Starting.node(config);
    Shutdown.onSignal(terminal, running, () -> forget(config), Exit.OK);
    LocalNode.write(config.data(), running);
    configuration.keep(config.data());
    new Greeting(terminal).print(config, running);
    Wholeness.follow(terminal, running);
    started.accept(running);
    Shutdown.await();
    return Exit.OK;
  }

  private static void forget(NodeConfig config) {
    try {
      LocalNode.remove(config.data());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
