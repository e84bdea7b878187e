package dev.kith.bench;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// A node as users start it: the launcher, in a process of its own, with a data directory that goes with it.
final class NodeUnderTest implements AutoCloseable {
  private static final Duration START = Duration.ofSeconds(60);

  private final Process process;
  private final Path data;
  private final Api api;

  private NodeUnderTest(Process process, Path data, Api api) {
    this.process = process;
    this.data = data;
    this.api = api;
  }

  /// @param environment settings by their variables
  static NodeUnderTest start(Map<String, String> environment, String... flags) throws IOException, InterruptedException {
    Path data = Files.createTempDirectory("kith-bench-");
    List<String> command = new ArrayList<>(List.of(launcher(), "up", "--port", "0", "--data", data.resolve("node").toString()));
    command.addAll(List.of(flags));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().putAll(environment);
    Process process = builder.redirectErrorStream(true).redirectOutput(data.resolve("log.txt").toFile()).start();
    return new NodeUnderTest(process, data, connect(process, data));
  }

  Api api() { return api; }

  long pid() { return process.pid(); }

  /// Resident memory of the node's process, without its sandbox children, bytes.
  long residentBytes() throws IOException { return ProcFs.residentBytes(pid()); }

  /// Processor time of the node's process since its start, seconds.
  double cpuSeconds() throws IOException { return ProcFs.cpuSeconds(pid()); }

  @Override
  public void close() throws IOException {
    process.destroy();
    try {
      if (!process.waitFor(15, TimeUnit.SECONDS)) process.destroyForcibly();
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
    try (Stream<Path> files = Files.walk(data)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList())
        Files.deleteIfExists(file);
    }
  }

  static String launcher() { return Path.of(System.getProperty("kith.launcher", "./kith")).toAbsolutePath().toString(); }

  /// Waits until the node has written where it listens and answers there.
  private static Api connect(Process process, Path data) throws IOException, InterruptedException {
    Path local = data.resolve("node/local.json");
    Path key = data.resolve("node/owner.key");
    long deadline = System.nanoTime() + START.toNanos();
    while (System.nanoTime() < deadline) {
      if (!process.isAlive()) throw new IOException("the node ended: " + Files.readString(data.resolve("log.txt")));
      if (Files.exists(local) && Files.exists(key)) {
        String url = new JsonObject(Files.readString(local)).getString("url");
        Api api = new Api(url, Files.readString(key).strip());
        if (api.ready()) return api;
      }
      TimeUnit.MILLISECONDS.sleep(5);
    }
    throw new IOException("the node was not ready within " + START + ": " + Files.readString(data.resolve("log.txt")));
  }
}
