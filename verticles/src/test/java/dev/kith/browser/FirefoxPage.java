package dev.kith.browser;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/// One tab of a [Firefox].
final class FirefoxPage extends Page {
  private static final Map<String, String> KEYS = Map.of("Enter", "\uE007", "Tab", "\uE004", "ArrowLeft", "\uE012", "ArrowRight",
      "\uE014", "Escape", "\uE00C");

  private final Firefox browser;
  private final String context;
  private final List<String> problems = new CopyOnWriteArrayList<>();

  FirefoxPage(Firefox browser, String context) {
    this.browser = browser;
    this.context = context;
  }

  private JsonObject here() { return new JsonObject().put("context", context); }

  @Override
  public void navigate(String url) {
    browser.command("browsingContext.navigate", here().put("url", url).put("wait", "complete"));
  }

  @Override
  public Object evaluate(String expression) {
    JsonObject answer = browser.command("script.evaluate", new JsonObject().put("expression", expression).put("target", here())
        .put("awaitPromise", true).put("userActivation", true));
    if (answer.getString("type").equals("exception"))
      throw new AssertionError(expression + ": " + answer.getJsonObject("exceptionDetails").getString("text"));
    return plain(answer.getJsonObject("result"));
  }

  /// A value as BiDi writes it, as JSON.
  private static Object plain(JsonObject remote) {
    return switch (remote.getString("type")) {
      case "undefined", "null" -> null;
      case "array" -> {
        JsonArray list = new JsonArray();
        remote.getJsonArray("value").forEach(one -> list.add(plain((JsonObject) one)));
        yield list;
      }
      case "object" -> {
        JsonObject object = new JsonObject();
        remote.getJsonArray("value").forEach(
            pair -> object.put(((JsonArray) pair).getString(0), plain(((JsonArray) pair).getJsonObject(1))));
        yield object;
      }
      default -> remote.getValue("value");
    };
  }

  @Override
  public void press(String key) {
    String value = KEYS.getOrDefault(key, key);
    act("key", new JsonObject(), new JsonArray().add(new JsonObject().put("type", "keyDown").put("value", value))
        .add(new JsonObject().put("type", "keyUp").put("value", value)));
  }

  @Override
  public void tap(int x, int y) {
    act("pointer", new JsonObject().put("pointerType", "mouse"),
        new JsonArray().add(new JsonObject().put("type", "pointerMove").put("x", x).put("y", y))
            .add(new JsonObject().put("type", "pointerDown").put("button", 0))
            .add(new JsonObject().put("type", "pause").put("duration", 60))
            .add(new JsonObject().put("type", "pointerUp").put("button", 0)));
  }

  private void act(String type, JsonObject parameters, JsonArray actions) {
    JsonObject source = new JsonObject().put("type", type).put("id", type).put("actions", actions);
    if (!parameters.isEmpty())
      source.put("parameters", parameters);
    browser.command("input.performActions", here().put("actions", new JsonArray().add(source)));
  }

  @Override
  public byte[] screenshot() {
    return Base64.getDecoder().decode(browser.command("browsingContext.captureScreenshot", here()).getString("data"));
  }

  @Override
  public List<String> problems() { return List.copyOf(problems); }

  void logged(JsonObject entry) {
    if (List.of("error", "warn").contains(entry.getString("level")))
      problems.add(entry.getString("type") + ": " + entry.getString("text"));
  }

  @Override
  public void close() { browser.command("browsingContext.close", here()); }
}
