package dev.kith.browser;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A Firefox, driven by WebDriver BiDi (W3C) over one WebSocket.
public final class Firefox implements Browser {
  private static final List<String> PLACES = List.of("/usr/bin/firefox-esr", "/usr/bin/firefox",
      "/Applications/Firefox.app/Contents/MacOS/firefox");
  private static final Pattern ENDPOINT = Pattern.compile("WebDriver BiDi listening on (ws://\\S+)");
  /// Nothing is fetched that the test did not ask for.
  private static final String PREFERENCES = """
      user_pref("browser.aboutConfig.showWarning", false);
      user_pref("app.update.auto", false);
      user_pref("app.normandy.enabled", false);
      user_pref("browser.safebrowsing.malware.enabled", false);
      user_pref("browser.safebrowsing.phishing.enabled", false);
      user_pref("browser.shell.checkDefaultBrowser", false);
      user_pref("datareporting.policy.dataSubmissionEnabled", false);
      user_pref("toolkit.telemetry.enabled", false);
      user_pref("network.captive-portal-service.enabled", false);
      user_pref("network.connectivity-service.enabled", false);
      user_pref("services.settings.server", "http://127.0.0.1:9/");
      """;

  private final Process process;
  private final Path profile;
  private final HttpClient http = HttpClient.newHttpClient();
  private final WebSocket socket;
  private final Object lock = new Object();
  private CompletableFuture<?> sending = CompletableFuture.completedFuture(null);
  private final AtomicInteger lastId = new AtomicInteger();
  private final Map<Integer, CompletableFuture<JsonObject>> replies = new ConcurrentHashMap<>();
  private final Map<String, FirefoxPage> pages = new ConcurrentHashMap<>();

  private Firefox(Process process, Path profile) {
    this.process = process;
    this.profile = profile;
    CompletableFuture<String> endpoint = new CompletableFuture<>();
    Thread.ofVirtual().start(() -> listen(process, endpoint));
    String url = endpoint.orTimeout(90, TimeUnit.SECONDS).join();
    socket = http.newWebSocketBuilder().buildAsync(URI.create(url + "/session"), new Listener()).join();
    command("session.new", new JsonObject().put("capabilities", new JsonObject()));
    command("session.subscribe", new JsonObject().put("events", new JsonArray().add("log.entryAdded")));
  }

  /// @throws org.opentest4j.TestAbortedException if there is none here
  public static Firefox launch() throws IOException {
    String program = Browser.program("Firefox", "KITH_FIREFOX", PLACES);
    Path profile = Files.createTempDirectory("kith-firefox");
    Files.writeString(profile.resolve("user.js"), PREFERENCES);
    Process process = new ProcessBuilder(program, "--headless", "--no-remote", "--remote-debugging-port", "0", "--profile",
        profile.toString(), "about:blank").redirectErrorStream(true).start();
    return new Firefox(process, profile);
  }

  /// Reads all that it says, or it would stop one day.
  private static void listen(Process process, CompletableFuture<String> endpoint) {
    try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        Matcher said = ENDPOINT.matcher(line);
        if (said.find())
          endpoint.complete(said.group(1));
      }
    } catch (IOException e) {
      endpoint.completeExceptionally(e);
    }
    endpoint.completeExceptionally(new AssertionError("Firefox ended before it said where to reach it"));
  }

  /// In a container of its own, with storage of its own.
  @Override
  public Page open() {
    String user = command("browser.createUserContext", new JsonObject()).getString("userContext");
    String context = command("browsingContext.create", new JsonObject().put("type", "tab").put("userContext", user))
        .getString("context");
    FirefoxPage page = new FirefoxPage(this, context);
    pages.put(context, page);
    return page;
  }

  JsonObject command(String method, JsonObject params) {
    int id = lastId.incrementAndGet();
    CompletableFuture<JsonObject> reply = new CompletableFuture<>();
    replies.put(id, reply);
    synchronized (lock) { // one message at a time, as java.net.http wants it
      String text = new JsonObject().put("id", id).put("method", method).put("params", params).encode();
      sending = sending.thenCompose(_ -> socket.sendText(text, true));
    }
    JsonObject answer = reply.orTimeout(90, TimeUnit.SECONDS).join();
    if (answer.containsKey("error"))
      throw new AssertionError(method + ": " + answer.getString("error") + " " + answer.getString("message"));
    return answer.getJsonObject("result");
  }

  @Override
  public void close() {
    socket.abort();
    List<ProcessHandle> all = new ArrayList<>(process.descendants().toList());
    process.destroyForcibly();
    all.forEach(ProcessHandle::destroyForcibly);
    process.onExit().join();
    http.shutdownNow();
    Scratch.delete(profile);
  }

  private void received(JsonObject message) {
    if (message.containsKey("id")) {
      CompletableFuture<JsonObject> asked = replies.remove(message.getInteger("id"));
      if (asked != null)
        asked.complete(message);
    } else if ("log.entryAdded".equals(message.getString("method"))) {
      JsonObject entry = message.getJsonObject("params");
      FirefoxPage page = pages.get(entry.getJsonObject("source", new JsonObject()).getString("context", ""));
      if (page != null)
        page.logged(entry);
    }
  }

  private final class Listener implements WebSocket.Listener {
    private final StringBuilder text = new StringBuilder();

    @Override
    public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
      text.append(data);
      if (last) {
        JsonObject message = new JsonObject(text.toString());
        text.setLength(0);
        received(message);
      }
      from.request(1);
      return null;
    }
  }
}
