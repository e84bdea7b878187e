package dev.kith.cli;

import dev.kith.model.PlainText;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Which job is meant: by its id, by the first digits of it, or the newest.
final class JobChoice {
  private static final Pattern WHOLE = Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");
  private static final Pattern BEGINNING = Pattern.compile("[0-9a-f-]{1,35}");
  /// How far back a beginning is looked for.
  private static final int NEWEST = 200;
  private static final int SHOWN = 5;

  @Parameters(arity = "0..1", paramLabel = "ID", description = "The job, or the first digits of its id.")
  private String id;
  @Option(names = "--last", description = "The newest of your jobs.")
  private boolean last;

  /// @return fit to be part of a path
  String of(Door door) {
    if ((id == null) == !last)
      throw new CommandFailed(Exit.USAGE, "say which job: its id, the first digits of it, or --last");
    if (last)
      return newest(door, 1).stream().findFirst()
          .orElseThrow(() -> new CommandFailed(Exit.REFUSED, "there is no job yet"));
    String typed = PathId.checked(id.strip());
    String lower = typed.toLowerCase(Locale.ROOT);
    return WHOLE.matcher(lower).matches() || !BEGINNING.matcher(lower).matches() ? typed : begun(door, lower);
  }

  private static String begun(Door door, String beginning) {
    List<String> found = newest(door, NEWEST).stream().filter(job -> job.startsWith(beginning)).toList();
    if (found.isEmpty())
      throw new CommandFailed(Exit.REFUSED, "none of the newest " + NEWEST + " jobs has an id that begins with " + beginning
          + " (kith jobs lists them)");
    if (found.size() > 1)
      throw new CommandFailed(Exit.USAGE, found.size() + " jobs have an id that begins with " + beginning + ": "
          + String.join(", ", found.stream().limit(SHOWN).toList()) + (found.size() > SHOWN ? ", ..." : "")
          + "; give more digits");
    return found.getFirst();
  }

  private static List<String> newest(Door door, int limit) {
    return Views.list(door.get("/api/jobs?limit=" + limit), "jobs").stream()
        .map(view -> PlainText.line(Views.text((JsonObject) view, "jobId"))).toList();
  }
}
