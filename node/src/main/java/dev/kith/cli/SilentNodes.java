package dev.kith.cli;

import dev.kith.model.PlainText;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Nodes that own jobs and did not answer a question to all: what they have is missing in the answer.
final class SilentNodes {
  private SilentNodes() {}

  /// Says which they are, if there are any.
  static void say(Terminal terminal, Door door, JsonObject answer, String missing) {
    if (!(answer.getValue("silentNodes") instanceof JsonArray ids) || ids.isEmpty())
      return;
    Map<String, String> labels = labels(door);
    List<String> silent = new ArrayList<>();
    ids.forEach(id -> silent.add(PlainText.line(labels.getOrDefault(id.toString(), id.toString()))));
    terminal.say("kith: warning: " + missing + ", as these nodes do not answer now: " + String.join(", ", silent)
        + ". kith nodes shows how they seem");
  }

  /// By name where this key may see nodes.
  private static Map<String, String> labels(Door door) {
    Map<String, String> labels = new HashMap<>();
    try {
      for (Object one : Views.list(door.get("/api/nodes"), "nodes")) {
        JsonObject node = (JsonObject) one;
        labels.put(Views.text(node, "nodeId"), Peer.label(node));
      }
    } catch (CommandFailed notForThisKey) {
      return Map.of();
    }
    return labels;
  }
}
