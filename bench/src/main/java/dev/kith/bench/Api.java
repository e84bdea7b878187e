package dev.kith.bench;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/// The few REST calls that the measurements need.
final class Api {
  private final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final String url;
  private final String key;

  Api(String url, String key) {
    this.url = url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
    this.key = key;
  }

  String url() { return url; }

  String key() { return key; }

  boolean ready() throws InterruptedException {
    try {
      return http.send(HttpRequest.newBuilder(URI.create(url + "/ready")).timeout(Duration.ofSeconds(2)).build(),
          HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
    } catch (IOException notYet) {
      return false;
    }
  }

  JsonObject post(String path, JsonObject body) throws IOException, InterruptedException {
    return call(request(path).header("content-type", "application/json")
        .POST(HttpRequest.BodyPublishers.ofString(body.encode())).build());
  }

  JsonObject get(String path) throws IOException, InterruptedException { return call(request(path).GET().build()); }

  /// Submits and waits for the end.
  ///
  /// @return the job as REST tells it
  /// @throws IOException if it did not end as done
  JsonObject run(JsonObject job) throws IOException, InterruptedException {
    String id = post("/api/jobs/run-js", job).getString("jobId");
    while (true) {
      JsonObject view = get("/api/jobs/" + id + "?waitMs=30000");
      switch (view.getString("status")) {
        case "done" -> {
          return view;
        }
        case "failed" -> throw new IOException("the job failed: " + view.getString("error"));
        default -> {
        }
      }
    }
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(url + path)).timeout(Duration.ofSeconds(60)).header("authorization",
        "Bearer " + key);
  }

  private JsonObject call(HttpRequest request) throws IOException, InterruptedException {
    HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
    if (response.statusCode() / 100 != 2) {
      throw new IOException(request.method() + " " + request.uri() + ": " + response.statusCode() + " " + response.body());
    }
    return new JsonObject(response.body());
  }
}
