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

/// `kith job`: one job.
@Command(name = "job", mixinStandardHelpOptions = true, description = "Show a job: its state, who computed how much, its result.", footer = {
    "", "Examples:", "  kith job 0b9f                    as it stands now; the first digits of an id are enough",
    "  kith job --last --follow         of the newest job: progress, then the result",
    "  kith job 0b9f --json"})
final class JobCommand implements Callable<Integer> {
  @Mixin
  private JobChoice choice;
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
      String id = choice.of(door);
      if (follow)
        return Waiting.report(terminal, output, Waiting.followed(terminal, door, id, Duration.ZERO));
      JsonObject view = door.get("/api/jobs/" + id);
      output.print(terminal, view, lines(view));
      return Exit.OK;
    }
  }

  private List<String> lines(JsonObject view) {
    List<String> lines = new ArrayList<>();
    lines.add("job      " + Views.text(view, "jobId") + " " + PlainText.line(Views.text(view, "name")));
    lines.add("state    " + JobText.state(view));
    lines.add("created  " + Views.text(view, "createdAt"));
    if (!Views.text(view, "note").isBlank())
      lines.add("note     " + PlainText.line(Views.text(view, "note")));
    if (Views.whole(JobText.progress(view), "totalShards") > 0)
      lines.add("progress " + ProgressBar.line(view, terminal.width() - "progress ".length()));
    lines.addAll(JobText.shares(view));
    lines.addAll(JobText.logs(view));
    if (JobText.ended(view)) {
      lines.addAll(JobText.succeeded(view) ? List.of(JobText.result(view)) : JobText.failure(view));
      JobText.partial(view).ifPresent(part -> lines.add("partial  " + part));
    }
    return lines;
  }
}
