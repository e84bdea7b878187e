package dev.kith.browser;

import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;

/// One tab of a [Browser].
public abstract class Page {
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  public abstract void navigate(String url);

  /// The value of an expression, awaited if it is a promise: a string, number, boolean, null, JsonObject or JsonArray.
  public abstract Object evaluate(String expression);

  /// Presses and releases a key, by its name (`Enter`) or its letter.
  public abstract void press(String key);

  /// A mouse goes there, presses, and releases.
  public abstract void tap(int x, int y);

  /// The page as it is in the window, PNG.
  public abstract byte[] screenshot();

  /// Errors and warnings of the console, uncaught exceptions and violations of the content security policy, as text.
  public abstract List<String> problems();

  public abstract void close();

  public final String text(String selector) {
    return (String) evaluate(
        "(e => e && !e.hidden ? e.textContent.trim() : '')(document.querySelector(" + quoted(selector) + "))");
  }

  public final void click(String selector) {
    until("document.querySelector(" + quoted(selector) + ")");
    evaluate("document.querySelector(" + quoted(selector) + ").click()");
  }

  /// A real click, with all that can get between press and release.
  public final void tap(String selector) {
    until("document.querySelector(" + quoted(selector) + ")");
    String middle = (String) evaluate("(e => { e.scrollIntoView({ block: 'center', behavior: 'instant' }); "
        + "const r = e.getBoundingClientRect(); return Math.round(r.x + r.width / 2) + ',' + Math.round(r.y + r.height / 2); })"
        + "(document.querySelector(" + quoted(selector) + "))");
    int comma = middle.indexOf(',');
    tap(Integer.parseInt(middle.substring(0, comma)), Integer.parseInt(middle.substring(comma + 1)));
  }

  /// Sets a field's text and says so, as typing does.
  public final void fill(String selector, String value) {
    until("document.querySelector(" + quoted(selector) + ")");
    evaluate("(e => { e.value = " + quoted(value) + "; e.dispatchEvent(new Event('input', { bubbles: true })); return true; })"
        + "(document.querySelector(" + quoted(selector) + "))");
  }

  /// Waits until a JavaScript condition holds.
  public final void until(String condition) {
    Awaitility.await(condition).atMost(PATIENCE).pollInterval(Duration.ofMillis(25)).ignoreExceptions()
        .until(() -> Boolean.TRUE.equals(evaluate("Boolean(" + condition + ")")));
  }

  static String quoted(String text) {
    return "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n") + "\"";
  }
}
