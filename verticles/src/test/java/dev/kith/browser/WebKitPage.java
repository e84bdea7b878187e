package dev.kith.browser;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;

/// The one tab of one session of [WebKit].
final class WebKitPage extends Page {
  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final Map<String, String> KEYS = Map.of("Enter", "\uE007", "Tab", "\uE004", "ArrowLeft", "\uE012", "ArrowRight",
      "\uE014", "Escape", "\uE00C");

  private final Path home;
  private final Process driver;
  private final HttpClient http = HttpClient.newHttpClient();
  private final String door;
  private final String session;
  private boolean closed;

  WebKitPage(int port, Path home, Process driver, JsonObject browser) {
    this.home = home;
    this.driver = driver;
    door = "http://127.0.0.1:" + port;
    Awaitility.await("WebKitWebDriver to answer").atMost(PATIENCE).ignoreExceptions()
        .until(() -> ask("GET", "/status", null) != null);
    JsonObject made = (JsonObject) ask("POST", "/session",
        new JsonObject().put("capabilities", new JsonObject().put("alwaysMatch", browser)));
    session = "/session/" + made.getString("sessionId");
    ask("POST", session + "/timeouts", new JsonObject().put("script", PATIENCE.toMillis()).put("pageLoad", PATIENCE.toMillis()));
  }

  @Override
  public void navigate(String url) { ask("POST", session + "/url", new JsonObject().put("url", url)); }

  @Override
  public Object evaluate(String expression) {
    String script = "const done = arguments[0]; (async () => (" + expression + "))()"
        + ".then((value) => done({ value: value === undefined ? null : value }), (thrown) => done({ thrown: String(thrown) }))";
    JsonObject answer = (JsonObject) ask("POST", session + "/execute/async",
        new JsonObject().put("script", script).put("args", new JsonArray()));
    if (answer.containsKey("thrown"))
      throw new AssertionError(expression + ": " + answer.getString("thrown"));
    return answer.getValue("value");
  }

  @Override
  public void press(String key) {
    String value = KEYS.getOrDefault(key, key);
    act(new JsonObject().put("type", "key").put("id", "keys"),
        List.of(new JsonObject().put("type", "keyDown").put("value", value),
            new JsonObject().put("type", "keyUp").put("value", value)));
  }

  @Override
  public void tap(int x, int y) {
    act(new JsonObject().put("type", "pointer").put("id", "mouse").put("parameters",
        new JsonObject().put("pointerType", "mouse")),
        List.of(new JsonObject().put("type", "pointerMove").put("duration", 0).put("x", x).put("y", y),
            new JsonObject().put("type", "pointerDown").put("button", 0),
            new JsonObject().put("type", "pause").put("duration", 60),
            new JsonObject().put("type", "pointerUp").put("button", 0)));
  }

  private void act(JsonObject source, List<JsonObject> actions) {
    ask("POST", session + "/actions",
        new JsonObject().put("actions", new JsonArray().add(source.put("actions", new JsonArray(new ArrayList<>(actions))))));
  }

  @Override
  public byte[] screenshot() { return Base64.getDecoder().decode((String) ask("GET", session + "/screenshot", null)); }

  /// WebDriver tells nothing of them: what [BeforeScripts#PROBLEMS] has gathered.
  @Override
  public List<String> problems() {
    Object gathered = evaluate("globalThis.kithProblems ?? []");
    return ((JsonArray) gathered).stream().map(String::valueOf).toList();
  }

  private Object ask(String method, String path, JsonObject body) {
    HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(door + path)).timeout(PATIENCE).method(method,
        body == null ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(body.encode()));
    try {
      var response = http.send(request.build(), BodyHandlers.ofString());
      Object value = new JsonObject(response.body()).getValue("value");
      if (response.statusCode() != 200)
        throw new AssertionError(method + " " + path + ": " + value);
      return value;
    } catch (IOException e) {
      throw new AssertionError(method + " " + path + ": " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  @Override
  public void close() {
    if (closed)
      return;
    closed = true;
    List<ProcessHandle> all = new ArrayList<>(driver.descendants().toList());
    try {
      ask("DELETE", session, null);
    } finally {
      driver.destroyForcibly();
      all.forEach(ProcessHandle::destroyForcibly);
      http.shutdownNow();
      Scratch.delete(home);
    }
  }
}
