package dev.kith.cli;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// Nodes as a table.
final class NodeTable {
  private NodeTable() {}

  static List<String> of(Terminal terminal, JsonArray nodes, Instant now) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("NODE", "NAME", "ROLE", "STATE", "PING", "SCORE", "VIA", "CARD ENDS", "ADDRESS"));
    for (Object one : nodes) {
      JsonObject node = (JsonObject) one;
      rows.add(List.of(Peer.shortened(Views.text(node, "nodeId")) + (self(node) ? " *" : ""), Views.text(node, "name"),
          Views.text(node, "role"), Views.text(node, "liveness"), self(node) ? "-" : Span.ping(node.getValue("pingMs")),
          Views.text(node, "score"), Views.text(node, "carrier"), card(node, now), address(node)));
    }
    return Columns.fitting(terminal, rows);
  }

  static boolean self(JsonObject node) { return Boolean.TRUE.equals(node.getValue("self")); }

  private static String card(JsonObject node, Instant now) {
    return Views.instant(node, "cardUntil").map(until -> Span.until(until, now)).orElse("-");
  }

  private static String address(JsonObject node) {
    if (!(node.getValue("addresses") instanceof JsonArray addresses) || addresses.isEmpty())
      return "-";
    return addresses.getValue(0) + (addresses.size() > 1 ? " +" + (addresses.size() - 1) : "");
  }
}
