package dev.kith.cli;

import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// `kith pause`, `resume` and `cancel`: what a job shall do.
abstract class SteerCommand implements Callable<Integer> {
  @Mixin
  private JobChoice choice;
  @Mixin
  private Connection connection;
  @Mixin
  private Output output;

  private final Terminal terminal;
  private final String action;

  private SteerCommand(Terminal terminal, String action) {
    this.terminal = terminal;
    this.action = action;
  }

  @Override
  public Integer call() {
    try (Door door = connection.open(terminal)) {
      String id = choice.of(door);
      JsonObject view = door.call("POST", "/api/jobs/" + id + "/" + action, null, Map.of());
      output.print(terminal, view, List.of(id + " " + JobText.state(view)));
      return Exit.OK;
    }
  }

  @Command(name = "pause", mixinStandardHelpOptions = true, description = "Stop giving out a job's shards; what runs is taken back.", footer = {
      "", "Examples:", "  kith pause 0b9f..."})
  static final class Pause extends SteerCommand {
    Pause(Terminal terminal) { super(terminal, "pause"); }
  }

  @Command(name = "resume", mixinStandardHelpOptions = true, description = "Go on with a paused job.", footer = {"", "Examples:",
      "  kith resume 0b9f..."})
  static final class Resume extends SteerCommand {
    Resume(Terminal terminal) { super(terminal, "resume"); }
  }

  @Command(name = "cancel", mixinStandardHelpOptions = true, description = "End a job for good; its workers are freed within a second.", footer = {
      "", "Examples:", "  kith cancel 0b9f --json", "  kith cancel --last"})
  static final class Cancel extends SteerCommand {
    Cancel(Terminal terminal) { super(terminal, "cancel"); }
  }
}
