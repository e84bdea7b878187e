package dev.kith.node;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/// `kith up` in a process of its own, to be killed, stopped and started again on the same data.
final class NodeProcess {
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  private final Path data;
  private final int port;
  private final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private Process process;

  NodeProcess(Path data) throws IOException {
    this.data = data;
    try (ServerSocket free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }
  }

  void start() throws IOException {
    List<String> command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx512m",
        "-XX:TieredStopAtLevel=1", "--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow", "-cp",
        System.getProperty("java.class.path"), "dev.kith.cli.Kith", "up", "--port", Integer.toString(port), "--data",
        data.toString()));
    process = new ProcessBuilder(command).redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(data.resolveSibling(data.getFileName() + ".log").toFile())).start();
    Awaitility.await().atMost(PATIENCE).pollInterval(Duration.ofMillis(20)).until(this::ready);
  }

  private boolean ready() {
    if (!process.isAlive()) throw new IllegalStateException("the node ended with " + process.exitValue() + ": " + log());
    try {
      return send(HttpRequest.newBuilder(at("/ready")).build()).statusCode() == 200 && LocalNode.key(data).isPresent();
    } catch (IOException notYet) {
      return false;
    }
  }

  /// SIGKILL to the node alone; its sandbox children notice and end by themselves.
  void kill() throws InterruptedException { process.destroyForcibly().waitFor(); }

  /// SIGTERM.
  ///
  /// @return how long it took to end
  Duration terminate() throws InterruptedException {
    long begin = System.nanoTime();
    process.destroy();
    if (!process.waitFor(2, TimeUnit.MINUTES)) throw new IllegalStateException("still running 2 minutes after SIGTERM: " + log());
    return Duration.ofNanos(System.nanoTime() - begin);
  }

  int exitValue() { return process.exitValue(); }

  /// Processes in which job code runs.
  List<ProcessHandle> sandboxes() { return process.descendants().filter(ProcessHandle::isAlive).toList(); }

  JsonObject post(String path, JsonObject body, String... headers) throws IOException {
    HttpRequest.Builder request = request(path).header("content-type", "application/json");
    if (headers.length > 0) request.headers(headers);
    return answer(request.POST(HttpRequest.BodyPublishers.ofString(body.encode())).build());
  }

  JsonObject get(String path) throws IOException { return answer(request(path).build()); }

  JsonObject job(String id) throws IOException { return get("/api/jobs/" + id); }

  JsonObject awaitEnd(String id) {
    JsonObject[] last = new JsonObject[1];
    Awaitility.await().atMost(PATIENCE.multipliedBy(3)).pollInterval(Duration.ofMillis(50)).until(() -> {
      last[0] = get("/api/jobs/" + id + "?waitMs=5000");
      String status = last[0].getString("status");
      return status.equals("done") || status.equals("failed");
    });
    return last[0];
  }

  String log() {
    try {
      return Files.readString(data.resolveSibling(data.getFileName() + ".log"));
    } catch (IOException e) {
      return "no log: " + e;
    }
  }

  void close() throws InterruptedException { if (process != null) kill(); }

  private URI at(String path) { return URI.create("http://127.0.0.1:" + port + path); }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(at(path)).timeout(PATIENCE).header("authorization",
        "Bearer " + LocalNode.key(data).orElseThrow());
  }

  private JsonObject answer(HttpRequest request) throws IOException {
    HttpResponse<String> response = send(request);
    if (response.statusCode() / 100 != 2)
      throw new IOException(request.uri() + " answered " + response.statusCode() + " " + response.body());
    return new JsonObject(response.body());
  }

  private HttpResponse<String> send(HttpRequest request) throws IOException {
    try {
      return http.send(request, HttpResponse.BodyHandlers.ofString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }
}
