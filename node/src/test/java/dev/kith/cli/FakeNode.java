package dev.kith.cli;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.SelfSignedCertificate;
import java.net.URI;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/// A server that speaks the REST contract: it answers with what a test has laid out, and keeps what it was asked.
final class FakeNode implements AutoCloseable {
  static final String KEY = "a-key";

  /// @param status of HTTP
  record Answer(int status, Map<String, String> headers, String body) {
    static Answer json(int status, JsonObject body) {
      return new Answer(status, Map.of("Content-Type", "application/json"), body.encode());
    }

    static Answer events(String text) { return new Answer(200, Map.of("Content-Type", "text/event-stream"), text); }
  }

  /// @param body empty if there was none
  record Asked(String method, String uri, Map<String, String> headers, String body) {
    JsonObject json() { return new JsonObject(body); }
  }

  private final Vertx vertx = Vertx.vertx();
  private final HttpServer server;
  private final String scheme;
  private final Map<String, Queue<Answer>> answers = new ConcurrentHashMap<>();
  final List<Asked> asked = new CopyOnWriteArrayList<>();

  FakeNode() throws Exception { this(new HttpServerOptions()); }

  /// One that speaks TLS.
  FakeNode(SelfSignedCertificate certificate) throws Exception {
    this(new HttpServerOptions().setSsl(true).setKeyCertOptions(certificate.keyCertOptions()));
  }

  private FakeNode(HttpServerOptions options) throws Exception {
    server = vertx.createHttpServer(options).requestHandler(this::handle).listen(0, "127.0.0.1").toCompletionStage()
        .toCompletableFuture().get(10, TimeUnit.SECONDS);
    scheme = options.isSsl() ? "https" : "http";
  }

  URI url() { return URI.create(scheme + "://127.0.0.1:" + server.actualPort()); }

  /// The next answer to that call; the last one laid out stays.
  FakeNode on(String call, Answer answer) {
    answers.computeIfAbsent(call, _ -> new ArrayDeque<>()).add(answer);
    return this;
  }

  FakeNode on(String call, int status, JsonObject body) { return on(call, Answer.json(status, body)); }

  private void handle(HttpServerRequest request) {
    request.body().onSuccess(body -> {
      asked.add(new Asked(request.method().name(), request.uri(), headers(request), body.toString()));
      if (!("Bearer " + KEY).equals(request.getHeader("Authorization"))) {
        send(request.response(), Answer.json(401, new JsonObject().put("error", "unknown key")));
        return;
      }
      Queue<Answer> laidOut = answers.get(request.method() + " " + request.path());
      Answer answer = laidOut == null
          ? Answer.json(404, new JsonObject().put("error", "no such thing"))
          : laidOut.size() > 1 ? laidOut.poll() : laidOut.peek();
      send(request.response(), answer);
    });
  }

  private static Map<String, String> headers(HttpServerRequest request) {
    Map<String, String> headers = new ConcurrentHashMap<>();
    request.headers().forEach(header -> headers.put(header.getKey(), header.getValue()));
    return headers;
  }

  private static void send(HttpServerResponse response, Answer answer) {
    answer.headers().forEach(response::putHeader);
    response.setStatusCode(answer.status()).end(answer.body());
  }

  @Override
  public void close() { vertx.close().toCompletionStage().toCompletableFuture().orTimeout(10, TimeUnit.SECONDS).join(); }

  /// A job that was cut, as the contract shows it.
  static JsonObject sharded(String status, long completed) {
    return new JsonObject().put("jobId", "j-1").put("name", "pi").put("status", status).put("controlState", "running")
        .put("executionModel", "sharded").put("note", "")
        .put("shardConfig", new JsonObject().put("totalUnits", 1_000_000).put("unitsPerShard", 1_000))
        .put("createdAt", 1_700_000_000_000L)
        .put("progress", new JsonObject().put("completedShards", completed).put("totalShards", 1_000).put("runningShards", 4)
            .put("unitsPerSecond", 250_000.0).put("shares", new JsonArray()
                .add(new JsonObject().put("worker", "w-1").put("label", "this node").put("shards", 750).put("units", 750_000)
                    .put("computeMillis", 1_500))
                .add(new JsonObject().put("worker", "w-2").put("label", "phone").put("shards", 250).put("units", 250_000)
                    .put("computeMillis", 900))))
        .put("result",
            status.equals("done")
                ? new JsonObject().put("reducer", "sum").put("aggregate",
                    new JsonObject().put("hits", 785_398).put("samples", 1_000_000))
                : null);
  }

  /// A job that ran once.
  static JsonObject single(boolean ok) {
    return new JsonObject().put("jobId", "j-2").put("status", ok ? "done" : "failed").put("controlState", "running")
        .put("executionModel", "single")
        .put("result",
            new JsonObject().put("ok", ok).put("returnValue", ok ? 42 : null).put("logs", new JsonArray().add("hello\u001b[2J"))
                .put("error", ok ? null : new JsonObject().put("message", "boom")));
  }
}
