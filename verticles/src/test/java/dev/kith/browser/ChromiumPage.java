package dev.kith.browser;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/// One tab of a [Chromium].
public final class ChromiumPage extends Page {
  private final Chromium browser;
  private final String target;
  private final String session;
  private final List<String> problems = new CopyOnWriteArrayList<>();

  ChromiumPage(Chromium browser, String target, String session) {
    this.browser = browser;
    this.target = target;
    this.session = session;
  }

  void enable() {
    command("Page.enable", new JsonObject());
    command("Runtime.enable", new JsonObject());
    command("Log.enable", new JsonObject());
    command("Target.setAutoAttach", Chromium.AUTO_ATTACH);
  }

  public JsonObject command(String method, JsonObject params) { return browser.command(session, method, params); }

  @Override
  public void navigate(String url) {
    JsonObject went = command("Page.navigate", new JsonObject().put("url", url));
    if (went.containsKey("errorText"))
      throw new AssertionError(url + ": " + went.getString("errorText"));
    until("document.readyState === 'complete'");
  }

  /// Runs before any script of every page to come.
  public void before(String script) { command("Page.addScriptToEvaluateOnNewDocument", new JsonObject().put("source", script)); }

  @Override
  public Object evaluate(String expression) {
    JsonObject result = command("Runtime.evaluate", new JsonObject().put("expression", expression).put("awaitPromise", true)
        .put("returnByValue", true).put("userGesture", true));
    if (result.containsKey("exceptionDetails")) {
      JsonObject details = result.getJsonObject("exceptionDetails");
      throw new AssertionError(expression + ": " + details.getString("text") + " "
          + details.getJsonObject("exception", new JsonObject()).getString("description", ""));
    }
    return result.getJsonObject("result").getValue("value");
  }

  @Override
  public void press(String key) {
    for (String type : List.of("keyDown", "keyUp")) {
      command("Input.dispatchKeyEvent", new JsonObject().put("type", type).put("key", key).put("code", key)
          .put("text", type.equals("keyDown") ? typed(key) : "").put("windowsVirtualKeyCode", keyCode(key)));
    }
  }

  @Override
  public void tap(int x, int y) {
    for (String type : List.of("mouseMoved", "mousePressed", "mouseReleased"))
      command("Input.dispatchMouseEvent", new JsonObject().put("type", type).put("x", x).put("y", y)
          .put("button", type.equals("mouseMoved") ? "none" : "left").put("clickCount", 1));
  }

  /// @param dark whether the page is to think that the system is dark
  public void device(int width, int height, double scale, boolean mobile, boolean dark) {
    command("Emulation.setDeviceMetricsOverride",
        new JsonObject().put("width", width).put("height", height).put("deviceScaleFactor", scale).put("mobile", mobile));
    command("Emulation.setEmulatedMedia", new JsonObject().put("features",
        new JsonArray().add(new JsonObject().put("name", "prefers-color-scheme").put("value", dark ? "dark" : "light"))));
  }

  /// The whole page, not only what is in the window.
  @Override
  public byte[] screenshot() {
    JsonObject shot = command("Page.captureScreenshot", new JsonObject().put("format", "png").put("captureBeyondViewport", true));
    return Base64.getDecoder().decode(shot.getString("data"));
  }

  @Override
  public List<String> problems() { return List.copyOf(problems); }

  @Override
  public void close() { browser.command("", "Target.closeTarget", new JsonObject().put("targetId", target)); }

  void event(String method, JsonObject params) {
    switch (method) {
      case "Target.attachedToTarget" -> browser.adopt(params.getString("sessionId"), this);
      case "Log.entryAdded" -> {
        JsonObject entry = params.getJsonObject("entry");
        if (!entry.getString("level").equals("verbose") && !entry.getString("level").equals("info"))
          problems.add(entry.getString("source") + ": " + entry.getString("text") + " " + entry.getString("url", ""));
      }
      case "Runtime.exceptionThrown" -> problems.add("uncaught: " + params.getJsonObject("exceptionDetails").encode());
      case "Runtime.consoleAPICalled" -> {
        if (List.of("error", "warning", "assert").contains(params.getString("type")))
          problems.add("console: " + params.getJsonArray("args").encode());
      }
      case null, default -> {
      }
    }
  }

  private static String typed(String key) { return key.equals("Enter") ? "\r" : key.length() == 1 ? key : ""; }

  private static int keyCode(String key) {
    return switch (key) {
      case "Enter" -> 13;
      case "Tab" -> 9;
      case "ArrowLeft" -> 37;
      case "ArrowRight" -> 39;
      case " " -> 32;
      default -> 0;
    };
  }
}
