package dev.kith.cli;

import io.vertx.core.json.JsonObject;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `kith submit`: the built-in job.
@Command(name = "submit", mixinStandardHelpOptions = true, description = "Add two whole numbers on the mesh: the smallest job there is.", footer = {
    "", "Examples:", "  kith submit --a 40 --b 2", "  kith submit --a 40 --b 2 --json --host https://node.example:8080"})
final class SubmitCommand implements Callable<Integer> {
  @Option(names = "--a", required = true, paramLabel = "N", description = "The first number.")
  private long a;
  @Option(names = "--b", required = true, paramLabel = "N", description = "The second number.")
  private long b;
  @Mixin
  private Connection connection;
  @Mixin
  private Waiting waiting;
  @Mixin
  private Output output;

  private final Terminal terminal;

  SubmitCommand(Terminal terminal) { this.terminal = terminal; }

  @Override
  public Integer call() {
    try (Door door = connection.open(terminal)) {
      return waiting.finish(terminal, door, output, door.post("/api/jobs", new JsonObject().put("a", a).put("b", b)));
    }
  }
}
