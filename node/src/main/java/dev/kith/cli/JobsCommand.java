package dev.kith.cli;

import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `kith jobs`: the latest jobs.
@Command(name = "jobs", mixinStandardHelpOptions = true, description = "List jobs, the newest first.", footer = {"", "Examples:",
    "  kith jobs", "  kith jobs --limit 200 --json"})
final class JobsCommand implements Callable<Integer> {
  @Option(names = "--limit", paramLabel = "N", description = "How many, 1 to 200. Default: 20.")
  private int limit = 20;
  @Mixin
  private Connection connection;
  @Mixin
  private Output output;

  private final Terminal terminal;

  JobsCommand(Terminal terminal) { this.terminal = terminal; }

  @Override
  public Integer call() {
    try (Door door = connection.open(terminal)) {
      JsonObject page = door.get("/api/jobs?limit=" + limit);
      output.print(terminal, page, Columns.of(rows(page)));
      SilentNodes.say(terminal, door, page, "jobs are missing here");
      return Exit.OK;
    }
  }

  private static List<List<String>> rows(JsonObject page) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("JOB", "STATE", "SHARDS", "CREATED", "NAME"));
    for (Object one : Views.list(page, "jobs")) {
      JsonObject view = (JsonObject) one;
      JsonObject progress = JobText.progress(view);
      String shards = Views.whole(progress, "completedShards") + "/" + Views.whole(progress, "totalShards");
      rows.add(List.of(Views.text(view, "jobId"), JobText.state(view), shards, Views.text(view, "createdAt"),
          Views.text(view, "name")));
    }
    return rows;
  }
}
