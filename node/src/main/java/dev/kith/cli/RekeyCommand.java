package dev.kith.cli;

import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// `kith rekey`: new session keys now.
@Command(name = "rekey", mixinStandardHelpOptions = true, description = "Make new sessions with every peer now, with new keys. Nothing is lost by it; it happens by itself every hour.", footer = {
    "", "Examples:", "  kith rekey", "  kith rekey --json"})
final class RekeyCommand implements Callable<Integer> {
  @Mixin
  private Connection connection;
  @Mixin
  private Output output;

  private final Terminal terminal;

  RekeyCommand(Terminal terminal) { this.terminal = terminal; }

  @Override
  public Integer call() {
    try (Door door = connection.open(terminal)) {
      JsonObject answer = door.call("POST", "/api/mesh/rekey", null, Map.of());
      output.print(terminal, answer, List.of("new sessions with " + Amount.counted(Views.whole(answer, "peers"), "peer")));
      return Exit.OK;
    }
  }
}
