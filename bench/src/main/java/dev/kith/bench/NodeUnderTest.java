package dev.kith.bench;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// A node as users start it: the launcher, in a process of its own, with a data directory that goes with it unless it was lent.
final class NodeUnderTest implements AutoCloseable {
  private static final Duration START = Duration.ofSeconds(150); // the cache of classes may have to be made first

  private final Process process;
  private final Path data;
  private final boolean lent;
  private final Api api;

  private NodeUnderTest(Process process, Path data, boolean lent, Api api) {
    this.process = process;
    this.data = data;
    this.lent = lent;
    this.api = api;
  }

  /// @param environment settings by their variables
  static NodeUnderTest start(Map<String, String> environment, String... flags) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("up"));
    command.addAll(List.of(flags));
    Path data = Directories.temporary();
    Process process = launch(data, environment, command);
    return new NodeUnderTest(process, data, false, connect(process, data));
  }

  /// `kith up` or `kith join` on a directory that stays.
  static NodeUnderTest startOn(Path data, Map<String, String> environment, String... command)
      throws IOException, InterruptedException {
    Process process = launch(data, environment, List.of(command));
    return new NodeUnderTest(process, data, true, connect(process, data));
  }

  private static Process launch(Path data, Map<String, String> environment, List<String> arguments) throws IOException {
    Files.deleteIfExists(data.resolve("node/local.json")); // of an earlier process
    List<String> command = new ArrayList<>(List.of(launcher()));
    command.addAll(arguments);
    command.addAll(List.of("--port", "0", "--data", data.resolve("node").toString()));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().putAll(environment);
    return builder.redirectErrorStream(true).redirectOutput(data.resolve("log.txt").toFile()).start();
  }

  Api api() { return api; }

  long pid() { return process.pid(); }

  /// STOP, CONT or KILL, to the node's process.
  void signal(String name) throws IOException, InterruptedException {
    if (new ProcessBuilder("kill", "-" + name, Long.toString(pid())).inheritIO().start().waitFor() != 0)
      throw new IOException("cannot signal process " + pid());
  }

  /// Resident memory of all processes of the node, bytes. What they share counts in each.
  long residentBytesOfAll() throws IOException {
    long bytes = residentBytes();
    for (ProcessHandle child : process.descendants().toList())
      bytes += ProcFs.residentBytes(child.pid());
    return bytes;
  }

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
    if (!lent)
      Directories.delete(data);
  }

  static String launcher() { return Path.of(System.getProperty("kith.launcher", "./kith")).toAbsolutePath().toString(); }

  /// Waits until the node has written where it listens and answers there.
  private static Api connect(Process process, Path data) throws IOException, InterruptedException {
    try {
      return awaitReady(process, data);
    } catch (IOException | InterruptedException e) {
      process.destroyForcibly(); // nobody else would end it
      throw e;
    }
  }

  private static Api awaitReady(Process process, Path data) throws IOException, InterruptedException {
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
