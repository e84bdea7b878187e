package dev.kith.mesh;

import dev.kith.node.LocalNode;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.awaitility.Awaitility;

/// A node in a process of its own on a host of its own, asked by REST over TLS that only the mesh's root is trusted for.
final class MeshNode {

  final int host;
  final Path data;
  private final Namespaces hosts;
  private boolean nameless;
  private HttpClient http;
  private Process process;

  MeshNode(Namespaces hosts, int host, Path directory) {
    this.hosts = hosts;
    this.host = host;
    data = directory.resolve("node" + host);
  }

  /// `kith up`: the first start of the first node makes the mesh.
  void up() throws IOException {
    launch(List.of("up", "--host", hosts.address(host), "--port", "8080", "--data", data.toString()));
    awaitReady();
  }

  /// As a user of a laptop starts it: everywhere, whatever addresses there are. @param more flags
  void upEverywhere(String... more) throws IOException {
    launch(with(List.of("up", "--host", "0.0.0.0", "--port", "8080", "--data", data.toString()), more));
  }

  /// `kith up` and nothing else. @param more flags
  void upAgain(String... more) throws IOException { launch(with(List.of("up", "--data", data.toString()), more)); }

  void joinEverywhere(String invitation) throws IOException {
    launch(List.of("join", invitation, "--port", "8080", "--data", data.toString()));
    awaitReady();
  }

  private static List<String> with(List<String> arguments, String... more) {
    return Stream.concat(arguments.stream(), Stream.of(more)).toList();
  }

  /// @return its exit code
  int awaitEnd() throws InterruptedException {
    if (!process.waitFor(ThreeNodes.PATIENCE.toSeconds(), TimeUnit.SECONDS))
      throw new IllegalStateException("node " + host + " still runs: " + text());
    return process.exitValue();
  }

  /// `kith join`.
  void join(String invitation) throws IOException {
    launch(List.of("join", invitation, "--host", hosts.address(host), "--port", "8080", "--data", data.toString()));
    awaitReady();
  }

  /// `kith join` of a node that others can't reach; its certificate names no address.
  void joinOutbound(String invitation) throws IOException {
    nameless = true;
    launch(List.of("join", invitation, "--outbound-only", "--host", hosts.address(host), "--port", "8080", "--data",
        data.toString()));
    awaitReady();
  }

  void launch(List<String> arguments) throws IOException {
    process = hosts.on(host, java(arguments)).redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile())).start();
  }

  static List<String> java(List<String> arguments) {
    List<String> command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx384m",
        "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
    command.addAll(List.of(System.getProperty("kith.jvm.flags", "").split(" ")));
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), "dev.kith.cli.Kith"));
    command.addAll(arguments);
    command.removeIf(String::isEmpty);
    return command;
  }

  void awaitReady() { Awaitility.await().atMost(ThreeNodes.PATIENCE).pollInterval(Duration.ofMillis(50)).until(this::ready); }

  boolean ready() {
    if (!process.isAlive())
      throw new IllegalStateException("node " + host + " ended with " + process.exitValue() + ": " + text());
    try {
      return LocalNode.key(data).isPresent() && Files.exists(root()) && get("/ready").getBoolean("ok");
    } catch (IOException notYet) {
      return false;
    }
  }

  void kill() throws InterruptedException { if (process != null)
    process.destroyForcibly().waitFor(); }

  Duration terminate() throws InterruptedException {
    long begin = System.nanoTime();
    process.destroy();
    if (!process.waitFor(2, TimeUnit.MINUTES))
      throw new IllegalStateException("node " + host + " still runs 2 minutes after SIGTERM: " + text());
    return Duration.ofNanos(System.nanoTime() - begin);
  }

  /// `STOP` or `CONT`, to the node and its sandboxes.
  void signal(String name) throws IOException, InterruptedException {
    List<ProcessHandle> all = new ArrayList<>(process.descendants().toList());
    all.add(process.toHandle());
    for (ProcessHandle each : all)
      new ProcessBuilder("kill", "-" + name, Long.toString(each.pid())).start().waitFor();
  }

  JsonObject get(String path) throws IOException { return answer(request(path).build()); }

  JsonObject post(String path, JsonObject body) throws IOException {
    return answer(
        request(path).header("content-type", "application/json").POST(HttpRequest.BodyPublishers.ofString(body.encode()))
            .build());
  }

  /// A job that adds, as the client whose key is the owner's of `whose`.
  JsonObject add(MeshNode whose, String idempotencyKey) throws IOException {
    return answer(request(whose, "/api/jobs").header("content-type", "application/json").header("idempotency-key", idempotencyKey)
        .POST(HttpRequest.BodyPublishers.ofString("{\"a\":1,\"b\":2}")).build());
  }

  String token(String role) throws IOException { return token(role, false); }

  String token(String role, boolean outboundOnly) throws IOException {
    JsonArray join = post("/api/mesh/tokens", new JsonObject().put("role", role).put("outboundOnly", outboundOnly))
        .getJsonArray("join");
    return join.stream().map(Object::toString).filter(each -> each.startsWith(at())).findFirst().orElseThrow();
  }

  /// Nodes that it sees in that state, itself included.
  long sees(String liveness) throws IOException {
    return get("/api/nodes").getJsonArray("nodes").stream().map(JsonObject.class::cast)
        .filter(node -> node.getString("liveness").equals(liveness)).count();
  }

  String id() throws IOException {
    return get("/api/nodes").getJsonArray("nodes").stream().map(JsonObject.class::cast).filter(node -> node.getBoolean("self"))
        .findFirst().orElseThrow().getString("nodeId");
  }

  Path log() { return data.resolveSibling(data.getFileName() + ".log"); }

  String text() {
    try {
      return Files.readString(log());
    } catch (IOException e) {
      return "no log: " + e;
    }
  }

  /// `host:port` of its door.
  String at() {
    String address = hosts.address(host);
    return (address.contains(":") ? "[" + canonical(address) + "]" : address) + ":8080";
  }

  private static String canonical(String address) { return InetAddress.ofLiteral(address).getHostAddress(); }

  private Path root() { return data.resolve("mesh").resolve("root.pem"); }

  private HttpRequest.Builder request(String path) { return request(this, path); }

  private HttpRequest.Builder request(MeshNode whose, String path) {
    return HttpRequest.newBuilder(URI.create("https://" + at() + path)).timeout(Duration.ofMinutes(2))
        .header("authorization", "Bearer " + LocalNode.key(whose.data).orElseThrow());
  }

  private JsonObject answer(HttpRequest request) throws IOException {
    try {
      HttpResponse<String> response = client().send(request, HttpResponse.BodyHandlers.ofString());
      if (response.statusCode() / 100 != 2)
        throw new IOException(request.uri() + " answered " + response.statusCode() + " " + response.body());
      return new JsonObject(response.body());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }

  private HttpClient client() throws IOException {
    if (http == null)
      http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(Duration.ofSeconds(30))
          .sslContext(trusting(root(), nameless))
          .build();
    return http;
  }

  private static SSLContext trusting(Path root, boolean nameless) throws IOException {
    try (InputStream pem = new FileInputStream(root.toFile())) {
      KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
      store.load(null, null);
      store.setCertificateEntry("root", CertificateFactory.getInstance("X.509").generateCertificate(pem));
      TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(store);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, nameless
          ? new TrustManager[]{new ChainOnly((X509TrustManager) trust.getTrustManagers()[0])}
          : trust.getTrustManagers(), null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IOException(e);
    }
  }

  /// A command of that host's user.
  String kith(String... arguments) throws IOException, InterruptedException {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of("--data", data.toString()));
    Process command = hosts.on(host, java(all)).redirectErrorStream(true).start();
    String said = new String(command.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (command.waitFor() != 0)
      throw new IOException(String.join(" ", arguments) + " ended with " + command.exitValue() + ": " + said);
    return said;
  }
}
