package dev.kith.bench;

import dev.kith.browser.Chromium;
import dev.kith.browser.Page;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// (f): the pi job and tiny shards in one headless Chromium tab with two slots. The node itself computes nothing.
final class BrowserTab {
  private static final int RUNS = 5;
  private static final int SLOTS = 2;
  private static final long PI_UNITS = 1_000_000_000L;
  private static final long TINY = 100_000;

  private final Report report;

  BrowserTab(Report report) { this.report = report; }

  void run() throws IOException, InterruptedException {
    report.section("(f) one headless Chromium tab with " + SLOTS + " slots");
    try (NodeUnderTest node = NodeUnderTest.start(Map.of(), "--role", "controller"); Chromium browser = Chromium.launch()) {
      Page page = join(node, browser);
      node.api().run(Jobs.pi(PI_UNITS / 10, PI_UNITS / 1_000));
      piEfficiency(node);
      tinyShards(node);
      if (!page.problems().isEmpty()) throw new IOException("the page had problems: " + page.problems());
    }
  }

  private Page join(NodeUnderTest node, Chromium browser) throws IOException, InterruptedException {
    String invite = node.api().post("/api/invites/worker", new JsonObject()).getString("inviteUrl");
    Page page = browser.open();
    page.navigate(invite);
    page.until("!document.querySelector('#welcome').hidden");
    page.click("#start");
    awaitSlots(node);
    return page;
  }

  private static void awaitSlots(NodeUnderTest node) throws IOException, InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (node.api().get("/api/workers").getInteger("totalSlots") < SLOTS) {
      if (System.nanoTime() > deadline) throw new IOException("the tab did not offer " + SLOTS + " slots within 20 s");
      TimeUnit.MILLISECONDS.sleep(100);
    }
  }

  private void piEfficiency(NodeUnderTest node) throws IOException, InterruptedException {
    double[] ratios = new double[RUNS];
    for (int i = 0; i < RUNS; i++) {
      double plain = PlainV8.seconds(Jobs.piSource(), PI_UNITS, SLOTS);
      long begin = System.nanoTime();
      node.api().run(Jobs.pi(PI_UNITS, PI_UNITS / 1_000));
      double ours = (System.nanoTime() - begin) / 1e9;
      ratios[i] = plain / ours;
      report.note(String.format("run %d: plain %.2f s, tab %.2f s, efficiency %.3f", i + 1, plain, ours, ratios[i]));
    }
    report.atLeast("pi against " + SLOTS + " plain Node.js processes, median of " + RUNS, Sample.of(ratios).median(), 0.85, "");
  }

  private void tinyShards(NodeUnderTest node) throws IOException, InterruptedException {
    double[] rates = new double[RUNS];
    for (int i = 0; i < RUNS; i++) {
      long begin = System.nanoTime();
      node.api().run(Jobs.tiny(TINY));
      rates[i] = TINY / ((System.nanoTime() - begin) / 1e9);
    }
    report.atLeast("tiny shards a second, median of " + RUNS, Sample.of(rates).median(), 5_000, "shards/s");
    report.note("limit: Chromium's own processes and the node share the two cores with the slots");
  }
}
