package dev.kith.bench;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// (a), (b), (c) and (e) of a single node.
final class NodeCases {
  private static final int RUNS = 5;
  private static final long PI_UNITS = 1_000_000_000L;

  private final Report report;
  private final int slots;

  NodeCases(Report report, int slots) {
    this.report = report;
    this.slots = slots;
  }

  void piEfficiency() throws IOException, InterruptedException {
    report.section("(a) sharded pi on " + slots + " slots against " + slots
        + " processes with the same V8 running the same code without Kith");
    try (NodeUnderTest node = NodeUnderTest.start(Map.of("KITH_NODE_SLOTS", Integer.toString(slots)))) {
      node.api().run(Jobs.pi(PI_UNITS / 10, PI_UNITS / 1_000));
      double[] ratios = new double[RUNS];
      double[] ours = new double[RUNS];
      for (int i = 0; i < RUNS; i++) {
        double plain = SameV8.seconds(Jobs.piSource(), PI_UNITS, slots);
        long begin = System.nanoTime();
        node.api().run(Jobs.pi(PI_UNITS, PI_UNITS / 1_000));
        ours[i] = (System.nanoTime() - begin) / 1e9;
        ratios[i] = plain / ours[i];
        report.note(String.format("run %d: plain %.2f s, kith %.2f s, efficiency %.3f", i + 1, plain, ours[i], ratios[i]));
      }
      report.plain("units a second, median", PI_UNITS / Sample.of(ours).median(), "units/s");
      report.atLeast("efficiency, median of " + RUNS, Sample.of(ratios).median(), 0.97, "");
      report.note("limit: the processor; the two share it with the node itself and with whatever else the machine does");
    }
  }

  void tinyShards() throws IOException, InterruptedException {
    report.section("(b) tiny shards (one unit, returns {hits:1}) through ledger and signature check");
    try (NodeUnderTest node = NodeUnderTest.start(Map.of("KITH_NODE_SLOTS", Integer.toString(slots)))) {
      node.api().run(Jobs.tiny(100_000));
      node.api().run(Jobs.tiny(1_000_000));
      double idle = median(3, () -> timed(node, 2));
      report.note(String.format("a job of 2 shards takes %.2f ms: what any job costs, whatever its size", idle * 1e3));
      double atThousand = cost(node, 1_000, idle);
      double atHundredThousand = cost(node, 100_000, idle);
      long before = node.residentBytes();
      double atTenMillion = cost(node, 10_000_000, idle);
      long after = node.residentBytes();
      report.atLeast("shards a second at 10^5", 1 / atHundredThousand, 50_000, "shards/s");
      report.atLeast("shards a second at 10^7", 1 / atTenMillion, 50_000, "shards/s");
      report.atMost("cost at 10^7 against 10^5, without what any job costs", marginal(atTenMillion, 10_000_000, idle)
          / marginal(atHundredThousand, 100_000, idle), 1.2, "");
      report.atMost("cost at 10^3 against 10^5, without what any job costs", marginal(atThousand, 1_000, idle)
          / marginal(atHundredThousand, 100_000, idle), 1.2, "");
      report.plain("cost at 10^3 against 10^5, all included", atThousand / atHundredThousand, "");
      report.plain("node's memory before and after the 10^7", before / 1e6, "MB before");
      report.atMost("node's memory after against before", (double) after / before, 1.2, "");
      report.note("limit: JavaScript's own cost for a call of an async function and the fold of its result, in the sandbox");
    }
  }

  private double cost(NodeUnderTest node, long shards, double idle) throws IOException, InterruptedException {
    double seconds = median(shards > 1_000_000 ? 1 : RUNS, () -> timed(node, shards));
    report.note(String.format("%,d shards: %.3f s, %.2f us each (%.2f us without the %.2f ms of any job)", shards, seconds,
        seconds / shards * 1e6, marginal(seconds / shards, shards, idle) * 1e6, idle * 1e3));
    return seconds / shards;
  }

  private static double marginal(double perShard, long shards, double idle) { return Math.max(0, perShard - idle / shards); }

  private static double timed(NodeUnderTest node, long shards) throws IOException, InterruptedException {
    long begin = System.nanoTime();
    JsonObject job = node.api().run(Jobs.tiny(shards));
    double seconds = (System.nanoTime() - begin) / 1e9;
    long hits = job.getJsonObject("result").getJsonObject("aggregate").getLong("hits");
    if (hits != shards) throw new IOException(shards + " shards gave " + hits + " hits");
    return seconds;
  }

  void oneLine() throws IOException, InterruptedException {
    report.section("(c) run_js of one line, submit to result over HTTP, idle");
    try (NodeUnderTest node = NodeUnderTest.start(Map.of("KITH_NODE_SLOTS", Integer.toString(slots)))) {
      for (int i = 0; i < 1_000; i++)
        node.api().run(Jobs.oneLine());
      Sample sample = millis(1_000, 0, () -> node.api().run(Jobs.oneLine()));
      report.atMost("p50, one after the other", sample.median(), 5, "ms");
      report.atMost("p99", sample.percentile(99), 20, "ms");
      report.plain("slowest of 1000", sample.max(), "ms");
      Sample rested = millis(200, 30, () -> node.api().run(Jobs.oneLine()));
      report.plain("p50 after 30 ms of rest before each", rested.median(), "ms");
      report.plain("p99 after 30 ms of rest before each", rested.percentile(99), "ms");
      Sample bare = millis(500, 0, () -> node.api().ready());
      Sample bareRested = millis(200, 30, () -> node.api().ready());
      report.plain("bare request (each of the above has two), one after another", bare.median(), "ms");
      report.plain("bare request after 30 ms of rest: waking an idle machine", bareRested.median(), "ms");
      report.note("limit: two commits to disk, and a new V8 isolate for the job");
    }
  }

  void firstResult() throws IOException, InterruptedException {
    report.section("(e) start of the process to the first result");
    NodeUnderTest.start(Map.of()).close(); // writes the class data archive
    double seconds = median(RUNS, () -> {
      long begin = System.nanoTime();
      try (NodeUnderTest node = NodeUnderTest.start(Map.of("KITH_NODE_SLOTS", Integer.toString(slots)))) {
        node.api().run(Jobs.oneLine());
        return (System.nanoTime() - begin) / 1e9;
      }
    });
    report.atMost("median of " + RUNS, seconds, 1.5, "s");
    report.note("limit: starting two JVMs at once on two cores (the node, and the sandbox's child)");
  }

  private interface Call {
    void make() throws IOException, InterruptedException;
  }

  private static Sample millis(int times, long restMillis, Call call) throws IOException, InterruptedException {
    double[] millis = new double[times];
    for (int i = 0; i < times; i++) {
      TimeUnit.MILLISECONDS.sleep(restMillis); // the rest is part of what is measured
      long begin = System.nanoTime();
      call.make();
      millis[i] = (System.nanoTime() - begin) / 1e6;
    }
    return Sample.of(millis);
  }

  private interface Timed {
    double seconds() throws IOException, InterruptedException;
  }

  private static double median(int runs, Timed timed) throws IOException, InterruptedException {
    double[] readings = new double[runs];
    for (int i = 0; i < runs; i++)
      readings[i] = timed.seconds();
    return Sample.of(readings).median();
  }
}
