package dev.kith.cli;

import dev.kith.model.PlainText;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `kith logs`: what a node wrote last.
@Command(name = "logs", mixinStandardHelpOptions = true, description = "Show the last lines of a node's log, the oldest first. Needs a key with scope nodes.", footer = {
    "", "Examples:", "  kith logs cellar", "  kith logs 3fa9c1 --lines 1000", "  kith logs cellar --json"})
final class LogsCommand implements Callable<Integer> {
  @Parameters(paramLabel = "PEER", description = Peer.DESCRIPTION)
  private String peer;
  @Option(names = "--lines", paramLabel = "N", description = "How many, 1 to 10000. Default: 100.")
  private int lines = 100;
  @Mixin
  private Connection connection;
  @Mixin
  private Output output;

  private final Terminal terminal;

  LogsCommand(Terminal terminal) { this.terminal = terminal; }

  @Override
  public Integer call() {
    try (Door door = connection.open(terminal)) {
      JsonObject answer = door.get("/api/nodes/" + Peer.id(door, peer) + "/logs?lines=" + lines);
      List<String> text = answer.getJsonArray("lines", new JsonArray()).stream().map(line -> PlainText.line(String.valueOf(line)))
          .toList();
      output.print(terminal, answer, text);
      if (!output.json() && Boolean.TRUE.equals(answer.getValue("hasMore")))
        terminal.say("kith: there are older lines (--lines)");
      return Exit.OK;
    }
  }
}
