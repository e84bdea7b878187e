package dev.kith.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kith.browser.Chromium;
import dev.kith.browser.Page;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Volunteers' tabs in a real browser beside a real node, and what becomes of their shards when the browser dies, stops, or the node
/// goes away under them.
class TabSurvivalIT {
  private static final Duration PATIENCE = Duration.ofMinutes(4);
  private static final int SHARDS = 1_500;
  private static final String WORK = """
      let x = __BRAIN__.shardId | 0;
      for (let i = 0; i < 5_000_000; i++) x = Math.imul(x ^ (x >>> 15), 0x846ca68b) + i | 0;
      return {index: __BRAIN__.shardId, one: 1, noise: x & 1};
      """;

  @TempDir
  Path directory;
  private NodeProcess node;
  private Chromium browser;

  @BeforeEach
  void start() throws IOException {
    browser = Chromium.launch();
    node = new NodeProcess(directory.resolve("node"));
    node.start();
    Page page = browser.open();
    page.navigate(node.post("/api/invites/worker", new JsonObject()).getString("inviteUrl"));
    page.until("!document.querySelector('#welcome').hidden");
    page.click("#start");
    Awaitility.await().atMost(PATIENCE).until(() -> tab() != null);
  }

  @AfterEach
  void stop() throws InterruptedException, IOException {
    node.close();
    browser.close();
  }

  @Test
  @Tag("survival")
  void shardsOfAKilledBrowserRunElsewhere() throws IOException {
    String job = submit();
    awaitWorkOfTheTab();
    processes().forEach(ProcessHandle::destroyForcibly);
    awaitFreed("killed");
    assertExact(node.awaitEnd(job));
  }

  @Test
  @Tag("survival")
  void shardsOfAStoppedBrowserRunElsewhereAndItMayComeBack() throws IOException, InterruptedException {
    String job = submit();
    awaitWorkOfTheTab();
    for (ProcessHandle process : processes())
      signal("STOP", process);
    awaitFreed("stopped");
    for (ProcessHandle process : processes().reversed())
      signal("CONT", process);
    assertExact(node.awaitEnd(job));
  }

  @Test
  void aTabOutlivesARestartOfTheNode() throws IOException, InterruptedException {
    String job = submit();
    awaitWorkOfTheTab();
    node.kill();
    node.start();
    Awaitility.await().atMost(PATIENCE).until(() -> tab() != null);
    assertExact(node.awaitEnd(job));
  }

  private String submit() throws IOException {
    return node.post("/api/jobs/run-js", new JsonObject().put("code", WORK).put("executionModel", "sharded")
        .put("shardConfig", new JsonObject().put("totalUnits", SHARDS).put("unitsPerShard", 1))
        .put("reducer", new JsonObject().put("type", "sum").put("fields", new JsonArray().add("index").add("one"))))
        .getString("jobId");
  }

  private JsonObject tab() throws IOException {
    return node.get("/api/workers").getJsonArray("workers").stream().map(JsonObject.class::cast)
        .filter(worker -> worker.getString("kind").equals("browser") && worker.getInteger("slots") > 0).findFirst().orElse(null);
  }

  private void awaitWorkOfTheTab() {
    Awaitility.await().atMost(PATIENCE).pollInterval(Duration.ofMillis(20))
        .until(() -> tab() != null && tab().getLong("shardsDone") > 10 && tab().getInteger("busy") > 0);
  }

  /// Until the node has taken back what the tab held.
  private void awaitFreed(String how) {
    long begin = System.nanoTime();
    Awaitility.await().atMost(PATIENCE).pollInterval(Duration.ofMillis(20)).until(() -> held() == 0);
    System.out.printf("TabSurvivalIT: shards of the %s browser were free after %d ms%n", how,
        TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin));
  }

  private int held() throws IOException {
    return node.get("/api/workers").getJsonArray("workers").stream().map(JsonObject.class::cast)
        .filter(worker -> worker.getString("kind").equals("browser")).mapToInt(worker -> worker.getInteger("busy")).sum();
  }

  private List<ProcessHandle> processes() {
    return Stream.concat(Stream.of(browser.process()), browser.process().descendants()).toList();
  }

  private static void assertExact(JsonObject job) {
    assertThat(job.getString("status")).as("%s", job).isEqualTo("done");
    JsonObject aggregate = job.getJsonObject("result").getJsonObject("aggregate");
    assertThat(aggregate.getLong("one")).isEqualTo(SHARDS);
    assertThat(aggregate.getLong("index")).isEqualTo((long) SHARDS * (SHARDS - 1) / 2);
  }

  private static void signal(String name, ProcessHandle process) throws IOException, InterruptedException {
    assertThat(new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start().waitFor()).isZero();
  }
}
