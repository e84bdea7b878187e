package dev.kith.cli;

import dev.kith.model.PlainText;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/// How long to wait for a job, and what to print of it then.
final class Waiting {
  private static final long PATIENCE_MILLIS = 30_000;

  @Option(names = "--follow", description = "Show progress until the job ends, without a time-out unless one is given.")
  private boolean follow;
  @Option(names = "--timeout-ms", paramLabel = "MS", description = "How long to wait for the result; 0: do not wait, print the job's id. Default: 30000.")
  private Long timeoutMillis;

  boolean follow() { return follow; }

  /// Waits as asked, prints the result, says how it went.
  int finish(Terminal terminal, Door door, Output output, JsonObject accepted) {
    String job = Views.text(accepted, "jobId");
    long millis = timeoutMillis == null ? follow ? 0 : PATIENCE_MILLIS : timeoutMillis;
    if (millis < 0)
      throw new CommandFailed(Exit.USAGE, "--timeout-ms must be at least 0, not " + millis);
    if (millis == 0 && !follow) {
      output.print(terminal, accepted, List.of(job));
      return Exit.OK;
    }
    return report(terminal, output, followed(terminal, door, job, Duration.ofMillis(millis)));
  }

  /// The job's view once it has ended; with its progress meanwhile, where somebody watches.
  ///
  /// @param patience zero for none
  static JsonObject followed(Terminal terminal, Door door, String job, Duration patience) {
    Following following = new Following(door, job, patience);
    return terminal.interactive() ? watched(terminal, job, following) : following.await();
  }

  private static JsonObject watched(Terminal terminal, String job, Following following) {
    try (Parting _ = new Parting(terminal, job)) {
      return watched(terminal, following);
    }
  }

  static JsonObject watched(Terminal terminal, Following following) {
    ProgressBar bar = new ProgressBar(terminal);
    try {
      return following.watch(bar::show);
    } finally {
      bar.clear();
    }
  }

  /// The result goes to standard output; what is said about it does not.
  static int report(Terminal terminal, Output output, JsonObject view) {
    boolean succeeded = JobText.succeeded(view);
    if (output.json()) {
      terminal.printJson(view.encodePrettily());
      return succeeded ? Exit.OK : Exit.FAILED;
    }
    List<String> about = new ArrayList<>(JobText.logs(view));
    if (!Views.text(view, "note").isBlank())
      about.add("note: " + PlainText.line(Views.text(view, "note")));
    about.addAll(JobText.shares(view));
    if (!succeeded)
      about.addAll(JobText.failure(view).subList(1, JobText.failure(view).size()));
    about.forEach(terminal::say);
    if (!succeeded)
      throw new CommandFailed(Exit.FAILED, "job " + Views.text(view, "jobId") + " failed: " + JobText.error(view));
    terminal.printJson(JobText.result(view));
    return Exit.OK;
  }
}
