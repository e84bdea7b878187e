package dev.kith.cli;

import dev.kith.message.KithException;
import dev.kith.node.DoorCertificate;
import dev.kith.node.Configuration;
import dev.kith.node.LocalNode;
import dev.kith.node.RunningNode;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `kith demo`: everything once, on this machine, leaving nothing behind.
@Command(name = "demo", mixinStandardHelpOptions = true, description = "Start a node of its own for a moment and estimate pi on all cores of this machine. Needs no configuration and leaves nothing behind.", footer = {
    "", "Examples:", "  kith demo", "  kith demo --units 2000000000",
    "  kith demo --keep          leave it running, to look at its pages"})
final class DemoCommand implements Callable<Integer> {
  private static final String EXAMPLE = "/webroot/client/examples/pi-sharded.js";

  @Option(names = "--units", paramLabel = "N", description = "Points to throw. Default: 200000000.")
  private long units = 200_000_000;
  @Option(names = "--keep", description = "Leave the node running until Ctrl-C.")
  private boolean keep;
  @Mixin
  private Output output;

  private final Terminal terminal;

  DemoCommand(Terminal terminal) { this.terminal = terminal; }

  @Override
  public Integer call() {
    if (units < 1)
      throw new CommandFailed(Exit.USAGE, "--units must be at least 1, not " + units);
    Path data = temporary();
    RunningNode node = start(data);
    Thread hook = Shutdown.onSignal(terminal, node, () -> delete(data), keep ? Exit.OK : 130);
    try {
      JsonObject view = run(node);
      if (!JobText.succeeded(view))
        throw new CommandFailed(Exit.FAILED, "the demo's job failed: " + JobText.error(view));
      output.print(terminal, view, lines(view));
      if (keep)
        stay(node, data);
      else if (!output.json())
        terminal.print("Open the pages: kith demo --keep, or start a real node: kith up");
      return Exit.OK;
    } finally {
      Shutdown.lift(hook);
      Shutdown.stop(terminal, node, () -> delete(data));
    }
  }

  /// Only defaults: what the environment or a file says is for real nodes.
  private static RunningNode start(Path data) {
    Configuration config = Configuration.load(Optional.empty(), Map.of(),
        List.of(new Configuration.Flag("node.data", "demo", data.toString()),
            new Configuration.Flag("http.port", "demo", "0")));
    try {
      return Starting.node(config.node());
    } catch (CommandFailed e) {
      delete(data);
      throw e;
    }
  }

  private JsonObject run(RunningNode node) {
    JsonObject body = new JsonObject().put("code", code()).put("args", new JsonObject().put("seed", 1337)).put("name", "demo: pi")
        .put("executionModel", "sharded").put("shardConfig", new JsonObject().put("totalUnits", units))
        .put("reducer", new JsonObject().put("type", "sum").put("fields", new JsonArray().add("hits").add("samples")));
    String key = node.ownerKey().orElseThrow(() -> new CommandFailed(Exit.DEFECT, "a new node must have a key for its owner"));
    try (Door door = new Door(node.url(), key, node.certificate().map(DoorCertificate::root))) {
      String job = door.post("/api/jobs/run-js", body).getString("jobId");
      Following following = new Following(door, job, Duration.ZERO);
      return terminal.interactive() ? Waiting.watched(terminal, following) : following.await();
    }
  }

  private List<String> lines(JsonObject view) {
    JsonObject result = Views.object(view, "result");
    JsonObject sums = Views.object(result, result.containsKey("aggregate") ? "aggregate" : "returnValue");
    double hits = Views.number(sums, "hits");
    double samples = Views.number(sums, "samples");
    double estimate = 4 * hits / samples;
    String headline = String.format(Locale.ROOT, "pi is about %.6f (off by %.1e), from %s points", estimate,
        Math.abs(estimate - Math.PI), Amount.of(samples));
    return Stream.concat(Stream.of(headline), JobText.shares(view).stream()).toList();
  }

  private void stay(RunningNode node, Path data) {
    terminal.say("");
    terminal.say("The node stays up until Ctrl-C.");
    terminal.say("  client page  " + node.url() + "/client");
    terminal.say("  key          " + node.ownerKey().orElse(""));
    terminal.say("  commands     KITH_DATA=" + data + " kith jobs");
    LocalNode.write(data, node);
    Shutdown.await();
  }

  private static String code() {
    try (InputStream in = DemoCommand.class.getResourceAsStream(EXAMPLE)) {
      if (in == null)
        throw new CommandFailed(Exit.DEFECT, "this build lacks " + EXAMPLE);
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// In the system's folder for such things; where that can't be written, in the user's cache.
  private Path temporary() {
    try {
      return Files.createTempDirectory("kith-demo-");
    } catch (IOException e) {
      return cache().orElseThrow(() -> new CommandFailed(Exit.FAILED,
          "cannot make a temporary directory: " + KithException.reason(e)
              + "; set XDG_CACHE_HOME to a folder that can be written",
          e));
    }
  }

  private Optional<Path> cache() {
    Map<String, String> environment = terminal.environment();
    String home = environment.getOrDefault("HOME", "");
    String cache = environment.getOrDefault("XDG_CACHE_HOME", home.isEmpty() ? "" : home + "/.cache");
    try {
      return cache.isEmpty()
          ? Optional.empty()
          : Optional.of(Files.createTempDirectory(Files.createDirectories(Path.of(cache, "kith")), "demo-"));
    } catch (IOException notThereEither) {
      return Optional.empty();
    }
  }

  private static void delete(Path data) {
    try (Stream<Path> files = Files.walk(data)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList())
        Files.deleteIfExists(file);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot remove " + data, e);
    }
  }
}
