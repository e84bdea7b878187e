package dev.kith.cli;

import dev.kith.codec.JsonText;
import dev.kith.message.KithException;
import dev.kith.model.PlainText;
import io.vertx.core.json.JsonObject;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;

/// A node's REST interface. Used by one thread. Answers are bounded in size and time; a node that is busy (429, 503) is asked
/// again as it wishes, within bounds.
final class Door implements AutoCloseable {
  /// Longest answer that is read, bytes.
  static final int ANSWER_BYTES = 16 << 20;
  private static final int TRIES = 6;
  private static final Duration CONNECT = Duration.ofSeconds(5);
  private static final Duration ANSWER = Duration.ofSeconds(45);
  private static final Duration SHORTEST_PAUSE = Duration.ofMillis(50);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);

  private final URI url;
  private final String key;
  private final HttpClient http;

  /// @param url without a slash at its end
  /// @param pin a certificate to trust beside those of the system
  Door(URI url, String key, Optional<Path> pin) {
    this.url = url;
    this.key = key;
    HttpClient.Builder builder = HttpClient.newBuilder().connectTimeout(CONNECT).version(HttpClient.Version.HTTP_1_1);
    if (url.getScheme().equals("https"))
      pin.ifPresent(file -> builder.sslContext(PinnedTrust.context(file)));
    http = builder.build();
  }

  URI url() { return url; }

  JsonObject get(String path) { return call("GET", path, null, Map.of()); }

  JsonObject post(String path, JsonObject body) { return call("POST", path, body, Map.of()); }

  JsonObject delete(String path) { return call("DELETE", path, null, Map.of()); }

  /// @param body null for none
  JsonObject call(String method, String path, JsonObject body, Map<String, String> headers) {
    for (int tried = 1;; tried++) {
      HttpResponse<String> answer = send(request(method, path, body, headers),
          BodyHandlers.limiting(BodyHandlers.ofString(), ANSWER_BYTES));
      boolean busy = answer.statusCode() == 429 || answer.statusCode() == 503;
      if (!busy || tried == TRIES)
        return json(answer);
      pause(answer);
    }
  }

  /// A stream of server-sent events; its status is for the caller to judge.
  HttpResponse<InputStream> stream(String path, String lastEventId) {
    Map<String, String> headers = lastEventId.isEmpty()
        ? Map.of("Accept", "text/event-stream")
        : Map.of("Accept", "text/event-stream", "Last-Event-ID", lastEventId);
    return send(request("GET", path, null, headers), BodyHandlers.ofInputStream());
  }

  private HttpRequest request(String method, String path, JsonObject body, Map<String, String> headers) {
    try {
      HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url + path)).timeout(ANSWER)
          .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body.encode()))
          .header("Authorization", "Bearer " + key);
      if (body != null)
        request.header("Content-Type", "application/json");
      headers.forEach(request::header);
      return request.build();
    } catch (IllegalArgumentException e) {
      throw new CommandFailed(Exit.USAGE, "the key or a value cannot be sent: it has characters that HTTP does not allow");
    }
  }

  private <T> HttpResponse<T> send(HttpRequest request, BodyHandler<T> handler) {
    try {
      return http.sendAsync(request, handler).get(ANSWER.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      throw unreachable(e.getCause());
    } catch (TimeoutException e) {
      throw new CommandFailed(Exit.TIMEOUT, "no answer from " + url + " in " + ANSWER.toSeconds() + " s", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CommandFailed(130, "interrupted", e);
    }
  }

  private CommandFailed unreachable(Throwable cause) {
    return switch (cause) {
      case ConnectException e -> new CommandFailed.Unreachable("cannot reach " + url + ": is the node up? (kith up)", e);
      case HttpTimeoutException e -> new CommandFailed.Unreachable("cannot reach " + url + " in time: " + e.getMessage(), e);
      case SSLException e -> new CommandFailed(Exit.ACCESS,
          "cannot trust " + url + ": " + e.getMessage() + " (--cert FILE trusts a certificate that the node made itself)", e);
      default -> new CommandFailed.Unreachable("the connection to " + url + " broke: " + cause, cause);
    };
  }

  private JsonObject json(HttpResponse<String> answer) {
    String body = answer.body() == null || answer.body().isBlank() ? "{}" : answer.body();
    int status = answer.statusCode();
    JsonObject json;
    try {
      JsonText.check("the answer", body, ANSWER_BYTES);
      json = body.stripLeading().startsWith("{") ? new JsonObject(body) : new JsonObject().put("error", "no JSON object");
    } catch (KithException e) {
      throw new CommandFailed(status / 100 == 2 ? Exit.REFUSED : exit(status),
          url + " answered " + status + ", and not with JSON: is it a Kith node?", e);
    }
    if (status / 100 != 2)
      throw new CommandFailed(exit(status), refusal(status, json));
    return json;
  }

  private String refusal(int status, JsonObject json) {
    String text = json.getValue("error") instanceof String error ? PlainText.line(error) : "no reason given";
    return url + " refused (" + status + "): " + text;
  }

  private static int exit(int status) {
    return switch (status) {
      case 400, 413, 422 -> Exit.USAGE;
      case 401, 403 -> Exit.ACCESS;
      case 504 -> Exit.TIMEOUT;
      default -> Exit.REFUSED;
    };
  }

  private static void pause(HttpResponse<?> answer) {
    Duration wish = answer.headers().firstValue("Retry-After").filter(text -> text.matches("\\d{1,6}"))
        .map(text -> Duration.ofSeconds(Long.parseLong(text))).orElse(Duration.ofSeconds(1));
    Pause.of(wish.compareTo(SHORTEST_PAUSE) < 0 ? SHORTEST_PAUSE : wish.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : wish);
  }

  @Override
  public void close() { http.shutdownNow(); }
}
