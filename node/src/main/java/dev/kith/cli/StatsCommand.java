package dev.kith.cli;

import dev.kith.model.PlainText;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `kith stats`: figures of nodes.
@Command(name = "stats", mixinStandardHelpOptions = true, description = "Show figures of a node, of all nodes, or of the one that is asked.", footer = {
    "", "Examples:", "  kith stats", "  kith stats cellar", "  kith stats --all --json"})
final class StatsCommand implements Callable<Integer> {
  @Parameters(paramLabel = "PEER", arity = "0..1", description = Peer.DESCRIPTION)
  private String peer;
  @Option(names = "--all", description = "Of all nodes that answer.")
  private boolean all;
  @Mixin
  private Connection connection;
  @Mixin
  private Output output;

  private final Terminal terminal;

  StatsCommand(Terminal terminal) { this.terminal = terminal; }

  @Override
  public Integer call() {
    if (all && peer != null)
      throw new CommandFailed(Exit.USAGE, "--all and a node do not go together");
    try (Door door = connection.open(terminal)) {
      JsonObject answer = door.get("/api/stats" + (all ? "" : "?node=" + one(door)));
      output.print(terminal, answer, all ? table(answer) : list(answer));
      JsonArray silent = answer.getJsonArray("silent", new JsonArray());
      silent.forEach(node -> terminal.say("kith: no answer from " + PlainText.line(String.valueOf(node))));
      return Exit.OK;
    }
  }

  private String one(Door door) { return peer == null ? Views.text(Peer.self(door), "nodeId") : Peer.id(door, peer); }

  private List<String> table(JsonObject answer) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("NODE", "NAME", "VERSION", "UP", "CORES", "LOAD", "HEAP"));
    for (Object one : Views.list(answer, "stats")) {
      JsonObject stats = (JsonObject) one;
      rows.add(List.of(Peer.shortened(Views.text(stats, "nodeId")), Views.text(stats, "name"), Views.text(stats, "version"),
          up(stats), Views.text(stats, "cores"), load(stats), heap(stats)));
    }
    return Columns.fitting(terminal, rows);
  }

  private static List<String> list(JsonObject answer) {
    List<List<String>> rows = new ArrayList<>();
    for (Object one : Views.list(answer, "stats")) {
      JsonObject stats = (JsonObject) one;
      rows.add(List.of("node", Peer.label(stats)));
      rows.add(List.of("version", Views.text(stats, "version")));
      rows.add(List.of("up", up(stats)));
      rows.add(List.of("cores", Views.text(stats, "cores")));
      rows.add(List.of("load", load(stats)));
      rows.add(List.of("heap", heap(stats)));
      new TreeMap<>(Views.object(stats, "figures").getMap())
          .forEach((name, value) -> rows.add(List.of(name, String.valueOf(value))));
    }
    return rows.isEmpty() ? List.of() : Columns.of(rows);
  }

  private static String up(JsonObject stats) { return Amount.seconds(Views.whole(stats, "uptimeMs") / 1_000); }

  private static String load(JsonObject stats) {
    return stats.getValue("loadAverage") instanceof Number load ? Amount.of(Math.rint(load.doubleValue() * 100) / 100) : "-";
  }

  private static String heap(JsonObject stats) {
    return (Views.whole(stats, "heapUsedBytes") >> 20) + " of " + (Views.whole(stats, "heapMaxBytes") >> 20) + " MiB";
  }
}
