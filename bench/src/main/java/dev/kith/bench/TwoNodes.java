package dev.kith.bench;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// (h) Tiny shards a second over two nodes against one. On one machine both have the same cores, so this shows what the mesh costs; that
/// two machines do twice as much it can't show.
final class TwoNodes {
  private static final long SHARDS = 1_000_000;
  private static final int RUNS = 5;

  private final Report report;
  private final Map<String, String> environment;
  private final int slots;

  TwoNodes(Report report, int slots) {
    this.report = report;
    this.slots = slots;
    environment = Map.of("KITH_NODE_SLOTS", Integer.toString(slots));
  }

  void run() throws IOException, InterruptedException {
    report.section("(h) tiny shards over two nodes of " + slots + " slots each, on this one machine, against one of them");
    try (SmallMesh mesh = SmallMesh.start(environment)) {
      double one = shardsPerSecond(mesh);
      long before = mesh.first().api().get("/api/workers").getJsonArray("workers").size();
      mesh.join();
      awaitWorkers(mesh, before + 1);
      double two = shardsPerSecond(mesh);
      mesh.stop();
      double again = shardsPerSecond(mesh);
      report.plain("one node, median of " + RUNS, one, "shards/s");
      report.plain("two nodes, median of " + RUNS, two, "shards/s");
      report.plain("one node again", again, "shards/s");
      report.plain("two against one", 2 * two / (one + again), "");
      report.note("limit: the processor, which both nodes share; two machines would show what a second one adds");
    }
  }

  private double shardsPerSecond(SmallMesh mesh) throws IOException, InterruptedException {
    mesh.first().api().run(Jobs.tiny(SHARDS)); // warms up
    double[] rates = new double[RUNS];
    for (int i = 0; i < RUNS; i++) {
      long begin = System.nanoTime();
      JsonObject job = mesh.first().api().run(Jobs.tiny(SHARDS));
      rates[i] = SHARDS / ((System.nanoTime() - begin) / 1e9);
      long hits = job.getJsonObject("result").getJsonObject("aggregate").getLong("hits");
      if (hits != SHARDS)
        throw new IOException(SHARDS + " shards gave " + hits + " hits");
    }
    report.note("shards done so far, by worker: " + done(mesh));
    return Sample.of(rates).median();
  }

  private static String done(SmallMesh mesh) throws IOException, InterruptedException {
    return String.join(", ", mesh.first().api().get("/api/workers").getJsonArray("workers").stream().map(JsonObject.class::cast)
        .map(worker -> String.format("%,d", worker.getLong("shardsDone"))).toList());
  }

  private static void awaitWorkers(SmallMesh mesh, long count) throws IOException, InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    while (mesh.first().api().get("/api/workers").getJsonArray("workers").size() < count) {
      if (System.nanoTime() > deadline)
        throw new IOException("the second node's worker did not come");
      TimeUnit.MILLISECONDS.sleep(20);
    }
  }
}
