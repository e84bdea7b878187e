package dev.kith.cli;

import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// `kith stop-all`: cancels everything of the caller.
@Command(name = "stop-all", mixinStandardHelpOptions = true, description = "Cancel all your jobs that have not ended.", footer = {
    "", "Examples:", "  kith stop-all", "  kith stop-all --json"})
final class StopAllCommand implements Callable<Integer> {
  @Mixin
  private Connection connection;
  @Mixin
  private Output output;

  private final Terminal terminal;

  StopAllCommand(Terminal terminal) { this.terminal = terminal; }

  @Override
  public Integer call() {
    try (Door door = connection.open(terminal)) {
      JsonObject answer = door.call("POST", "/api/jobs/stop-all", null, Map.of());
      output.print(terminal, answer, List.of(Views.whole(answer, "count") + " jobs cancelled"));
      SilentNodes.say(terminal, door, answer, "not all may be cancelled");
      return Exit.OK;
    }
  }
}
