package dev.kith.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A node in a process of its own, and what signals do to it. The oracle is arithmetic: shard i adds i, so the sum tells of any shard
/// that was lost or counted twice.
class SurvivalIT {
  private static final int ROUNDS = Integer.getInteger("kith.rounds", 1);
  private static final Duration PATIENCE = Duration.ofMinutes(4);
  private static final int SHARDS = 2_000;
  private static final long SUM = (long) SHARDS * (SHARDS - 1) / 2;
  /// About 10 ms of work a shard.
  private static final String WORK = """
      let x = __BRAIN__.shardId | 0;
      for (let i = 0; i < 5_000_000; i++) x = Math.imul(x ^ (x >>> 15), 0x846ca68b) + i | 0;
      return {index: __BRAIN__.shardId, one: 1, noise: x & 1};
      """;

  @TempDir
  Path directory;
  private NodeProcess node;

  @BeforeEach
  void start() throws IOException {
    node = new NodeProcess(directory.resolve("node"));
    node.start();
  }

  @AfterEach
  void stop() throws InterruptedException { node.close(); }

  @Test
  void aKillOfTheNodeLosesNothingAndCountsNothingTwice() throws IOException, InterruptedException { killAgainAndAgain(1); }

  @Test
  @Tag("survival")
  void tenKillsOfTheNodeLoseNothingAndCountNothingTwice() throws IOException, InterruptedException {
    killAgainAndAgain(10 * ROUNDS);
  }

  private void killAgainAndAgain(int kills) throws IOException, InterruptedException {
    long seed = System.nanoTime();
    System.out.println("SurvivalIT kills with seed " + seed);
    SplittableRandom random = new SplittableRandom(seed);
    String job = submit(WORK);
    List<String> acknowledged = new ArrayList<>(List.of(job));
    for (int kill = 0; kill < kills; kill++) {
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(random.nextInt(20, 700))); // the random moment itself
      acknowledged.add(node.post("/api/jobs", new JsonObject().put("a", kill).put("b", 1)).getString("jobId"));
      node.kill();
      node.start();
    }
    JsonObject ended = node.awaitEnd(job);
    assertExact(ended);
    for (int i = 1; i < acknowledged.size(); i++) {
      JsonObject added = node.awaitEnd(acknowledged.get(i));
      assertThat(added.getString("status")).as("job %s", added).isEqualTo("done");
      assertThat(added.getInteger("result")).isEqualTo(i);
    }
    assertThat(node.get("/api/metrics/cluster").getJsonObject("runtime").encode()).contains("\"epoch\":" + (kills + 1));
  }

  @Test
  void theSameIdempotencyKeyGivesTheSameJobOverAKill() throws IOException, InterruptedException {
    JsonObject body = new JsonObject().put("code", "return 7;");
    String first = node.post("/api/jobs/run-js", body, "Idempotency-Key", "once").getString("jobId");
    node.kill();
    node.start();
    assertThat(node.post("/api/jobs/run-js", body, "Idempotency-Key", "once").getString("jobId")).isEqualTo(first);
  }

  @Test
  @Tag("survival")
  void killedSandboxesAreReplacedAndTheirShardsRunAgain() throws IOException {
    String job = submit(WORK);
    awaitProgress(job, 50);
    node.sandboxes().forEach(ProcessHandle::destroyForcibly);
    long begin = System.nanoTime();
    long done = completed(job);
    awaitProgress(job, done + 20);
    System.out.printf("SurvivalIT: work went on %d ms after all sandboxes were killed%n",
        TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin));
    assertExact(node.awaitEnd(job));
  }

  @Test
  @Tag("survival")
  void stoppedSandboxesAreNoticedAndTheirShardsRunAgain() throws IOException, InterruptedException {
    String job = submit(WORK);
    awaitProgress(job, 50);
    for (ProcessHandle sandbox : node.sandboxes())
      signal("STOP", sandbox);
    long begin = System.nanoTime();
    long done = completed(job);
    awaitProgress(job, done + 20);
    System.out.printf("SurvivalIT: work went on %d ms after all sandboxes were stopped%n",
        TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin));
    assertExact(node.awaitEnd(job));
  }

  @Test
  void sigtermUnderLoadEndsInOrderAndLosesNothing() throws IOException, InterruptedException {
    String job = submit(WORK);
    awaitProgress(job, 100);
    System.out.println("SurvivalIT: a node under load ended " + node.terminate().toMillis() + " ms after SIGTERM");
    assertThat(node.exitValue()).isZero();
    node.start();
    JsonObject ended = node.awaitEnd(job);
    assertExact(ended);
  }

  @Test
  void aKilledNodeLeavesNoSandboxBehind() throws IOException, InterruptedException {
    submit("for (;;) {}");
    Awaitility.await().atMost(PATIENCE).until(() -> !node.sandboxes().isEmpty());
    List<ProcessHandle> sandboxes = node.sandboxes();
    node.kill();
    Awaitility.await().atMost(PATIENCE).until(() -> sandboxes.stream().noneMatch(ProcessHandle::isAlive));
  }

  private String submit(String code) throws IOException {
    Awaitility.await().atMost(PATIENCE).until(() -> node.get("/api/workers").getInteger("totalSlots") >= 2);
    return node.post("/api/jobs/run-js", new JsonObject().put("code", code).put("executionModel", "sharded")
        .put("shardConfig", new JsonObject().put("totalUnits", SHARDS).put("unitsPerShard", 1))
        .put("reducer", new JsonObject().put("type", "sum").put("fields", new JsonArray().add("index").add("one"))))
        .getString("jobId");
  }

  private long completed(String job) throws IOException {
    return node.job(job).getJsonObject("progress").getLong("completedShards");
  }

  private void awaitProgress(String job, long shards) {
    Awaitility.await().atMost(PATIENCE).pollInterval(Duration.ofMillis(20)).until(() -> completed(job) >= shards);
  }

  private static void assertExact(JsonObject job) {
    assertThat(job.getString("status")).as("%s", job).isEqualTo("done");
    JsonObject aggregate = job.getJsonObject("result").getJsonObject("aggregate");
    assertThat(aggregate.getLong("one")).isEqualTo(SHARDS);
    assertThat(aggregate.getLong("index")).isEqualTo(SUM);
  }

  private static void signal(String name, ProcessHandle process) throws IOException, InterruptedException {
    assertThat(new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start().waitFor()).isZero();
  }
}
