package dev.kith.mesh;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/// Three nodes of one mesh on hosts of their own, and jobs whose result tells of any shard that was lost or counted twice.
final class ThreeNodes implements AutoCloseable {
  /// For what surely comes: long, since a busy machine is slow, and how fast it is belongs into the benchmarks.
  static final Duration PATIENCE = Duration.ofMinutes(4);
  static final int SHARDS = 2_000;
  static final long SUM = (long) SHARDS * (SHARDS - 1) / 2;
  /// About 10 ms of work a shard.
  static final String WORK = """
      let x = __BRAIN__.shardId | 0;
      for (let i = 0; i < 5_000_000; i++) x = Math.imul(x ^ (x >>> 15), 0x846ca68b) + i | 0;
      return {index: __BRAIN__.shardId, one: 1, noise: x & 1};
      """;

  final Namespaces hosts;
  final List<MeshNode> nodes = new ArrayList<>();

  /// @param foreign whether to make a fourth host, which has no node
  ThreeNodes(Path directory, boolean foreign) throws IOException { this(directory, 3, foreign ? 4 : 3); }

  /// @param count of nodes
  ThreeNodes(Path directory, int count, int hostCount) throws IOException {
    hosts = new Namespaces(hostCount);
    for (int host = 1; host <= count; host++)
      nodes.add(new MeshNode(hosts, host, directory));
  }

  MeshNode first() { return nodes.get(0); }

  MeshNode second() { return nodes.get(1); }

  MeshNode third() { return nodes.get(2); }

  void begin() throws IOException {
    first().up();
    second().join(first().token("dual"));
    third().join(first().token("dual"));
    awaitWhole();
  }

  /// Until every node sees every node alive. @return how long that took
  Duration awaitWhole() {
    long begin = System.nanoTime();
    try {
      Awaitility.await().atMost(PATIENCE).pollInterval(Duration.ofMillis(100)).until(this::whole);
    } catch (ConditionTimeoutException e) {
      StringBuilder seen = new StringBuilder();
      for (MeshNode node : nodes)
        seen.append("\n--- node ").append(node.host).append(" sees ").append(view(node)).append("\n").append(tail(node));
      throw new AssertionError("the mesh is not whole after " + PATIENCE + seen, e);
    }
    return Duration.ofNanos(System.nanoTime() - begin);
  }

  private static String view(MeshNode node) {
    try {
      return node.get("/api/nodes").encode();
    } catch (IOException e) {
      return e.toString();
    }
  }

  private static String tail(MeshNode node) {
    String text = node.text();
    return text.substring(Math.max(0, text.length() - 3_000));
  }

  private boolean whole() {
    try {
      for (MeshNode node : nodes) {
        if (node.sees("alive") != nodes.size())
          return false;
      }
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  static String submit(MeshNode at, String code) throws IOException {
    return at.post("/api/jobs/run-js", new JsonObject().put("code", code).put("executionModel", "sharded")
        .put("shardConfig", new JsonObject().put("totalUnits", SHARDS).put("unitsPerShard", 1))
        .put("reducer", new JsonObject().put("type", "sum").put("fields", new JsonArray().add("index").add("one"))))
        .getString("jobId");
  }

  static long completed(MeshNode at, String job) throws IOException {
    return at.get("/api/jobs/" + job).getJsonObject("progress").getLong("completedShards");
  }

  static void awaitProgress(MeshNode at, String job, long shards) {
    Awaitility.await().atMost(PATIENCE).ignoreExceptionsInstanceOf(IOException.class).pollInterval(Duration.ofMillis(50))
        .until(() -> completed(at, job) >= shards);
  }

  static void awaitExact(MeshNode at, String job) {
    JsonObject[] last = new JsonObject[1];
    Awaitility.await().atMost(PATIENCE).ignoreExceptionsInstanceOf(IOException.class).pollInterval(Duration.ofMillis(100))
        .until(() -> {
          last[0] = at.get("/api/jobs/" + job + "?waitMs=2000");
          return List.of("done", "failed").contains(last[0].getString("status"));
        });
    assertThat(last[0].getString("status")).as(last[0].encode()).isEqualTo("done");
    JsonObject sums = last[0].getJsonObject("result").getJsonObject("aggregate");
    assertThat(sums.getLong("one")).as("each shard once").isEqualTo(SHARDS);
    assertThat(sums.getLong("index")).as("each shard itself").isEqualTo(SUM);
  }

  /// Runs a job of moderate length and checks its result.
  static void runExact(MeshNode at) throws IOException { awaitExact(at, submit(at, WORK)); }

  static long millis(long sinceNanos) { return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - sinceNanos); }

  @Override
  public void close() throws IOException {
    for (MeshNode node : nodes) {
      try {
        node.kill();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    hosts.close();
  }
}
