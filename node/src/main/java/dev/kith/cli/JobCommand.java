package dev.kith.cli;

import dev.kith.model.PlainText;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `kith job`: one job.
@Command(name = "job", mixinStandardHelpOptions = true, description = "Show a job: its state, who computed how much, its result.", footer = {
    "", "Examples:", "  kith job 0b9f...                 as it stands now",
    "  kith job 0b9f... --follow        progress, then the result",
    "  kith job 0b9f... --json"})
final class JobCommand implements Callable<Integer> {
  @Parameters(paramLabel = "ID", description = "The job.")
  private String id;
  @Option(names = "--follow", description = "Show progress until the job ends.")
  private boolean follow;
  @Mixin
  private Connection connection;
  @Mixin
  private Output output;

  private final Terminal terminal;

  JobCommand(Terminal terminal) { this.terminal = terminal; }

  @Override
  public Integer call() {
    try (Door door = connection.open(terminal)) {
      if (follow) {
        Following following = new Following(door, PathId.checked(id), Duration.ZERO);
        return Waiting.report(terminal, output,
            terminal.interactive() ? Waiting.watched(terminal, following) : following.await());
      }
      JsonObject view = door.get("/api/jobs/" + PathId.checked(id));
      output.print(terminal, view, lines(view));
      return Exit.OK;
    }
  }

  private static List<String> lines(JsonObject view) {
    List<String> lines = new ArrayList<>();
    lines.add("job      " + Views.text(view, "jobId") + " " + PlainText.line(Views.text(view, "name")));
    lines.add("state    " + JobText.state(view));
    lines.add("created  " + Views.text(view, "createdAt"));
    if (!Views.text(view, "note").isBlank())
      lines.add("note     " + PlainText.line(Views.text(view, "note")));
    if (Views.whole(JobText.progress(view), "totalShards") > 0)
      lines.add("progress " + ProgressBar.line(view));
    lines.addAll(JobText.shares(view));
    if (JobText.ended(view)) {
      lines.add(JobText.succeeded(view) ? JobText.result(view) : "error    " + JobText.error(view));
      JobText.partial(view).ifPresent(part -> lines.add("partial  " + part));
    }
    return lines;
  }
}
