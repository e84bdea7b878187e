package dev.kith.cli;

import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `kith peers`: the others.
@Command(name = "peers", mixinStandardHelpOptions = true, description = "List the other nodes; with --nearest those alive, the nearest first: by ping, hops, distance and score.", footer = {
    "", "Examples:", "  kith peers", "  kith peers --nearest 3", "  kith peers --nearest 1 --json"})
final class PeersCommand implements Callable<Integer> {
  @Option(names = "--nearest", paramLabel = "N", description = "Only so many, 1 to 1000.")
  private Integer nearest;
  @Mixin
  private Connection connection;
  @Mixin
  private Output output;

  private final Terminal terminal;

  PeersCommand(Terminal terminal) { this.terminal = terminal; }

  @Override
  public Integer call() {
    try (Door door = connection.open(terminal)) {
      JsonObject answer = door.get("/api/peers" + (nearest == null ? "" : "?nearest=" + nearest));
      output.print(terminal, answer, NodeTable.of(terminal, Views.list(answer, "nodes"), Instant.now()));
      return Exit.OK;
    }
  }
}
