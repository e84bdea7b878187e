package dev.kith.cli;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// Nodes as a table.
final class NodeTable {
  private static final long SKEW_MILLIS = 2_000;

  private NodeTable() {}

  static List<String> of(Terminal terminal, JsonArray nodes, Instant now) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("NODE", "NAME", "ROLE", "STATE", "PING", "SCORE", "VIA", "CARD ENDS", "ADDRESS"));
    for (Object one : nodes) {
      JsonObject node = (JsonObject) one;
      rows.add(List.of(Peer.shortened(Views.text(node, "nodeId")) + (self(node) ? " *" : ""), Views.text(node, "name"),
          Views.text(node, "role"), state(node) + clock(node),
          self(node) ? "-" : Span.ping(node.getValue("pingMs")),
          Views.text(node, "score"), Views.text(node, "carrier"), card(node, now), address(node)));
    }
    return Columns.fitting(terminal, rows);
  }

  private static String state(JsonObject node) {
    boolean twin = Boolean.TRUE.equals(node.getValue("twin"));
    return Views.text(node, "liveness") + (twin ? ", runs twice" : "");
  }

  static boolean self(JsonObject node) { return Boolean.TRUE.equals(node.getValue("self")); }

  private static String card(JsonObject node, Instant now) {
    return Views.instant(node, "cardUntil").map(until -> Span.until(until, now)).orElse("-");
  }

  /// Only what people should know of: jobs are judged by their controller's clock, cards by each machine's own.
  private static String clock(JsonObject node) {
    long skew = node.getValue("skewMillis") instanceof Number millis ? millis.longValue() : 0;
    if (Math.abs(skew) <= SKEW_MILLIS)
      return "";
    return ", clock " + Math.round(Math.abs(skew) / 1e3) + " s " + (skew > 0 ? "fast" : "slow");
  }

  private static String address(JsonObject node) {
    if (!(node.getValue("addresses") instanceof JsonArray addresses) || addresses.isEmpty())
      return "-";
    return addresses.getValue(0) + (addresses.size() > 1 ? " +" + (addresses.size() - 1) : "");
  }
}
