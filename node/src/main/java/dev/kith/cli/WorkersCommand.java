package dev.kith.cli;

import dev.kith.model.PlainText;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// `kith workers`: who computes.
@Command(name = "workers", mixinStandardHelpOptions = true, description = "List the nodes and browser tabs that run shards.", footer = {
    "", "Examples:", "  kith workers", "  kith workers --json"})
final class WorkersCommand implements Callable<Integer> {
  @Mixin
  private Connection connection;
  @Mixin
  private Output output;

  private final Terminal terminal;

  WorkersCommand(Terminal terminal) { this.terminal = terminal; }

  @Override
  public Integer call() {
    try (Door door = connection.open(terminal)) {
      JsonObject answer = door.get("/api/workers");
      List<String> lines = new ArrayList<>(Columns.of(rows(answer)));
      lines.add(Amount.counted(answer.getLong("count"), "worker") + ", " + Amount.counted(answer.getLong("totalSlots"), "slot"));
      String warning = Views.text(answer, "ledgerWarning");
      if (!warning.isEmpty())
        lines.add("warning: " + warning);
      lines.addAll(turnedAway(answer));
      output.print(terminal, answer, lines);
      return Exit.OK;
    }
  }

  private static List<String> turnedAway(JsonObject answer) {
    return Views.list(answer, "turnedAway").stream().map(JsonObject.class::cast)
        .map(crowd -> "turned away: tabs of " + PlainText.line(Views.text(crowd, "address")) + ", " + Views.whole(crowd, "times")
            + " times, the last at " + Views.text(crowd, "lastAt") + ": " + Views.text(crowd, "limit") + " is "
            + Views.whole(crowd, "value"))
        .toList();
  }

  private static List<List<String>> rows(JsonObject answer) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("WORKER", "KIND", "LABEL", "SLOTS", "BUSY", "SHARDS DONE", "LAST SEEN", "ISOLATION", "IDLE BECAUSE"));
    for (Object one : Views.list(answer, "workers")) {
      JsonObject worker = (JsonObject) one;
      String id = Views.text(worker, "workerId");
      rows.add(List.of(id.isEmpty() ? Views.text(worker, "id") : id, Views.text(worker, "kind"), Views.text(worker, "label"),
          Views.text(worker, "slots"), Views.text(worker, "busy"), Views.text(worker, "shardsDone"),
          Views.text(worker, "lastSeenAt"), Views.text(worker, "isolation"), Views.text(worker, "idleBecause")));
    }
    return rows;
  }
}
