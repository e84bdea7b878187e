package dev.kith.browser;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;

/// A Chromium, driven over one DevTools WebSocket.
public final class Chromium implements Browser {
  private static final List<String> PLACES = List.of("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome",
      "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome");

  static final JsonObject AUTO_ATTACH = new JsonObject().put("autoAttach", true).put("waitForDebuggerOnStart", false)
      .put("flatten", true);

  private final Process process;
  private final Path profile;
  private final HttpClient http = HttpClient.newHttpClient();
  private final WebSocket socket;
  private final Object lock = new Object();
  private CompletableFuture<?> sending = CompletableFuture.completedFuture(null);
  private final AtomicInteger lastId = new AtomicInteger();
  private final Map<Integer, CompletableFuture<JsonObject>> replies = new ConcurrentHashMap<>();
  private final Map<String, ChromiumPage> pages = new ConcurrentHashMap<>();

  private Chromium(Process process, Path profile) {
    this.process = process;
    this.profile = profile;
    Path portFile = profile.resolve("DevToolsActivePort");
    Awaitility.await("Chromium to open its DevTools port").atMost(Duration.ofSeconds(90))
        .until(() -> Files.exists(portFile) && Files.readAllLines(portFile).size() == 2);
    socket = http.newWebSocketBuilder().buildAsync(endpoint(portFile), new Listener()).join();
  }

  /// @throws org.opentest4j.TestAbortedException if there is none here
  public static Chromium launch() throws IOException {
    String program = Browser.program("Chromium", "KITH_CHROMIUM", PLACES);
    Path profile = Files.createTempDirectory("kith-chromium");
    Process process = new ProcessBuilder(program, "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic",
        "--no-first-run",
        "--disable-background-networking", "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage",
        "--remote-debugging-port=0", "--user-data-dir=" + profile, "about:blank").redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
    return new Chromium(process, profile);
  }

  private static URI endpoint(Path portFile) {
    try {
      List<String> lines = Files.readAllLines(portFile);
      return URI.create("ws://127.0.0.1:" + lines.get(0) + lines.get(1));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /// In a browser context of its own.
  @Override
  public ChromiumPage open() {
    String context = command("", "Target.createBrowserContext", new JsonObject()).getString("browserContextId");
    String target = command("", "Target.createTarget",
        new JsonObject().put("url", "about:blank").put("browserContextId", context))
        .getString("targetId");
    String session = command("", "Target.attachToTarget", new JsonObject().put("targetId", target).put("flatten", true))
        .getString("sessionId");
    ChromiumPage page = new ChromiumPage(this, target, session);
    pages.put(session, page);
    page.enable();
    return page;
  }

  /// The operating system's ids of this browser and all of its processes.
  public ProcessHandle process() { return process.toHandle(); }

  JsonObject command(String session, String method, JsonObject params) {
    int id = lastId.incrementAndGet();
    CompletableFuture<JsonObject> reply = new CompletableFuture<>();
    replies.put(id, reply);
    send(id, session, method, params);
    JsonObject answer = reply.orTimeout(90, TimeUnit.SECONDS).join();
    if (answer.containsKey("error"))
      throw new AssertionError(method + ": " + answer.getJsonObject("error").getString("message"));
    return answer.getJsonObject("result");
  }

  private void send(int id, String session, String method, JsonObject params) {
    JsonObject message = new JsonObject().put("id", id).put("method", method).put("params", params);
    if (!session.isEmpty())
      message.put("sessionId", session);
    synchronized (lock) { // one message at a time, as java.net.http wants it
      sending = sending.thenCompose(_ -> socket.sendText(message.encode(), true));
    }
  }

  @Override
  public void close() throws IOException {
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
    } else if (message.getString("sessionId") != null) {
      ChromiumPage page = pages.get(message.getString("sessionId"));
      if (page != null)
        page.event(message.getString("method"), message.getJsonObject("params"));
    }
  }

  /// Frames and workers inside a page: their problems are its problems.
  void adopt(String session, ChromiumPage page) {
    pages.put(session, page);
    for (String domain : List.of("Runtime.enable", "Log.enable"))
      send(lastId.incrementAndGet(), session, domain, new JsonObject()); // it may be gone already: no answer is waited for
    send(lastId.incrementAndGet(), session, "Target.setAutoAttach", AUTO_ATTACH);
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
