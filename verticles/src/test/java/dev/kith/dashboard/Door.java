package dev.kith.dashboard;

import dev.kith.model.Blob;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/// A door with its neighbours on a free port, and ways to knock at it.
final class Door implements AutoCloseable {
  static final SigningKey KEY = new SigningKey(new Blob(new byte[]{1, 2, 3}), "EdDSA");
  final Vertx vertx = Vertx.vertx();
  final Neighbours neighbours;
  final DashboardVerticle verticle;
  final DashboardConfig config;
  final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).followRedirects(HttpClient.Redirect.NEVER)
      .build();

  /// Code that begins so does not compile, says this door's check.
  private static final CodeCheck CODE = code -> Future.succeededFuture(code.startsWith("return (")
      ? Optional.of(new CodeCheck.Fault(3, 7, "SyntaxError: Unexpected token"))
      : Optional.empty());

  private Door(DashboardConfig config, List<Consumer<Router>> mounts) throws Exception {
    this.config = config;
    neighbours = Neighbours.serve(vertx);
    verticle = new DashboardVerticle(config, Neighbours.NODE, neighbours.mesh, KEY, CODE, InstantSource.system(), mounts,
        Future.succeededFuture());
    vertx.deployVerticle(verticle).toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
  }

  static Door open() throws Exception { return open(DashboardConfig.of("127.0.0.1", 0)); }

  static Door open(DashboardConfig config) throws Exception { return new Door(config, List.of()); }

  static Door open(DashboardConfig config, Consumer<Router> mount) throws Exception { return new Door(config, List.of(mount)); }

  static DashboardConfig with(String basePath, int proxies) {
    return new DashboardConfig("127.0.0.1", 0, basePath, proxies, Optional.empty(), Optional.empty(),
        DashboardConfig.JobLimits.DEFAULT, DashboardConfig.DoorLimits.DEFAULT);
  }

  static DashboardConfig with(DashboardConfig.DoorLimits limits) {
    return new DashboardConfig("127.0.0.1", 0, "", 0, Optional.empty(), Optional.empty(), DashboardConfig.JobLimits.DEFAULT,
        limits);
  }

  String origin() { return "http://127.0.0.1:" + verticle.port(); }

  HttpRequest.Builder request(String method, String path, String body) {
    HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(origin() + path)).timeout(Duration.ofSeconds(20));
    if (body == null)
      return request.method(method, HttpRequest.BodyPublishers.noBody());
    return request.method(method, HttpRequest.BodyPublishers.ofString(body)).header("content-type", "application/json");
  }

  HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
    return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  HttpResponse<String> call(String key, String method, String path, String body) throws IOException, InterruptedException {
    HttpRequest.Builder request = request(method, path, body);
    return send(key == null ? request : request.header("authorization", "Bearer " + key));
  }

  JsonObject get(String path) throws IOException, InterruptedException {
    return new JsonObject(call(Neighbours.ALL, "GET", path, null).body());
  }

  /// Bytes in, bytes out, until the server closes or is quiet for `quietMillis`.
  String raw(String request, int quietMillis) throws IOException {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), verticle.port()), 2000);
      socket.setSoTimeout(quietMillis);
      socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
      return drain(socket.getInputStream());
    }
  }

  private static String drain(InputStream in) throws IOException {
    StringBuilder text = new StringBuilder();
    byte[] part = new byte[8192];
    try {
      for (int n = in.read(part); n >= 0; n = in.read(part))
        text.append(new String(part, 0, n, StandardCharsets.ISO_8859_1));
    } catch (java.net.SocketTimeoutException quiet) {
      return text.toString();
    } catch (java.net.SocketException reset) {
      return text + "[reset]";
    }
    return text.toString();
  }

  @Override
  public void close() {
    http.shutdownNow();
    vertx.close().toCompletionStage().toCompletableFuture().orTimeout(10, TimeUnit.SECONDS).join();
  }
}
