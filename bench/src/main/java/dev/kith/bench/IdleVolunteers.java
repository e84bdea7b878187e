package dev.kith.bench;

import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// (d): volunteers that are connected and have nothing to do. Each is a real WebSocket with a key of its own.
final class IdleVolunteers {
  private static final int TABS = 2_000;
  /// The node's limit for one address; the tabs come from as many loopback addresses as that takes.
  private static final int PER_ADDRESS = 20;
  private static final Duration WATCHED = Duration.ofSeconds(30);

  private final Report report;

  IdleVolunteers(Report report) { this.report = report; }

  void run() throws Exception {
    report.section("(d) " + TABS + " simulated volunteers, connected and idle");
    Vertx vertx = Vertx.vertx();
    try (NodeUnderTest node = NodeUnderTest.start(Map.of(), "--role", "controller")) {
      JsonObject invite = node.api().post("/api/invites/worker", new JsonObject().put("maxUses", TABS + PER_ADDRESS));
      for (int i = 0; i < PER_ADDRESS; i++)
        connect(vertx, node, invite, 0).close(); // loads what a tab needs
      long before = node.residentBytes();
      List<SimulatedTab> tabs = new ArrayList<>();
      for (int i = 1; i <= TABS; i++)
        tabs.add(connect(vertx, node, invite, i));
      TimeUnit.SECONDS.sleep(3); // let the last handshakes' garbage and threads settle before reading
      long after = node.residentBytes();
      double cpuBefore = node.cpuSeconds();
      TimeUnit.SECONDS.sleep(WATCHED.toSeconds()); // the measured time itself
      double cpu = node.cpuSeconds() - cpuBefore;
      long open = tabs.stream().filter(SimulatedTab::open).count();
      if (open < TABS) throw new IOException("only " + open + " of " + TABS + " tabs are still connected");
      report.plain("memory each (resident, without a collection)", (after - before) / 1024.0 / TABS, "KiB");
      report.plain("share of a core for all, over " + WATCHED.toSeconds() + " s", cpu / WATCHED.toSeconds() * 100, "%");
      report.plain("beats answered a second", TABS / tabs.getFirst().beatSeconds(), "1/s");
      report.note("limit: memory of a WebSocket in Netty and Vert.x; processor time of a beat every "
          + tabs.getFirst().beatSeconds() + " s each");
    } finally {
      vertx.close().toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
    }
  }

  private static SimulatedTab connect(Vertx vertx, NodeUnderTest node, JsonObject invite, int number) throws Exception {
    // fewer than allowed, and 127.0.1.1 for the first ones, which have gone again
    int group = number == 0 ? 0 : 1 + number / (PER_ADDRESS - 2);
    String address = "127.0." + (1 + group / 200) + "." + (1 + group % 200);
    return SimulatedTab.join(vertx, node.api(), invite.getString("inviteToken"), address);
  }

}
