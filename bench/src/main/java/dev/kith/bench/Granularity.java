package dev.kith.bench;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/// (k) METG(50 %): the shortest shard at which half of the time is work, as Task Bench defines it (Slaughter et al., SC 2020): total work and
/// slots stay the same, the shards get shorter.
final class Granularity {
  private static final double[] MICROS = {1, 2, 4, 8, 16, 32, 64, 128, 256};
  private static final double WORK_SECONDS = 1;
  private static final int RUNS = 3;
  private static final String LOOP = "let x = 0; for (let i = 0; i < %s; i++) x = Math.imul(x ^ i, 0x9e3779b1) + i | 0; return {hits: 1, odd: x & 1};";
  private static final long MEASURED = 200_000_000L;

  private final Report report;
  private final int slots;

  Granularity(Report report, int slots) {
    this.report = report;
    this.slots = slots;
  }

  void run() throws IOException, InterruptedException {
    report.section("(k) METG(50 %) on " + slots + " slots: the shortest shard at which half of the time is work");
    double nanos = nanosAnIteration();
    report.note(String.format("an iteration takes %.3f ns in the same V8 without Kith, on all slots at once", nanos));
    try (NodeUnderTest node = NodeUnderTest.start(Map.of("KITH_NODE_SLOTS", Integer.toString(slots)))) {
      node.api().run(job(100_000, 100));
      double shorter = 0;
      double before = 0;
      for (double micros : MICROS) {
        double efficiency = efficiency(node, micros, nanos);
        report.note(String.format("shards of %.0f us: efficiency %.3f", micros, efficiency));
        if (efficiency >= 0.5) {
          report.atMost("METG(50 %)", shorter == 0 ? micros : between(shorter, before, micros, efficiency), 20, "us");
          return;
        }
        shorter = micros;
        before = efficiency;
      }
      throw new IOException("not even shards of " + MICROS[MICROS.length - 1] + " us are half work");
    }
  }

  private double nanosAnIteration() throws IOException, InterruptedException {
    Path code = Files.createTempFile("kith-bench-", ".js");
    try {
      Files.writeString(code, LOOP.formatted(Long.toString(MEASURED)));
      double[] readings = new double[RUNS];
      for (int i = 0; i < RUNS; i++)
        readings[i] = SameV8.seconds(code, slots, slots) / MEASURED * 1e9;
      return Sample.of(readings).median();
    } finally {
      Files.delete(code);
    }
  }

  private double efficiency(NodeUnderTest node, double micros, double nanos) throws IOException, InterruptedException {
    long iterations = Math.max(1, Math.round(micros * 1_000 / nanos));
    long shards = Math.round(slots * WORK_SECONDS * 1e6 / micros);
    double work = shards * iterations * nanos / 1e9 / slots;
    double[] readings = new double[RUNS];
    for (int i = 0; i < RUNS; i++) {
      long begin = System.nanoTime();
      node.api().run(job(shards, iterations));
      readings[i] = work / ((System.nanoTime() - begin) / 1e9);
    }
    return Sample.of(readings).median();
  }

  private static JsonObject job(long shards, long iterations) {
    return Jobs.shards(LOOP.formatted("args.n"), shards, "hits").put("args", new JsonObject().put("n", iterations));
  }

  /// Where 0.5 lies between two measured points, on a logarithmic axis of lengths.
  private static double between(double shorter, double low, double longer, double high) {
    return Math.exp(Math.log(shorter) + (0.5 - low) / (high - low) * (Math.log(longer) - Math.log(shorter)));
  }
}
