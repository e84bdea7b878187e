package dev.kith.cli;

import io.vertx.core.json.Json;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/// Job views in words.
final class JobText {
  private static final Set<String> ENDS = Set.of("done", "failed");

  private JobText() {}

  static boolean ended(JsonObject view) {
    return ENDS.contains(view.getString("status", "")) || view.getString("controlState", "").equals("cancelled");
  }

  /// Whether a job that has ended brought what was asked for.
  static boolean succeeded(JsonObject view) {
    boolean refused = view.getValue("result") instanceof JsonObject result && Boolean.FALSE.equals(result.getValue("ok"));
    return view.getString("status", "").equals("done") && !refused;
  }

  /// What a person wants to see of a result: the value returned, or the aggregate.
  static String result(JsonObject view) {
    Object result = view.getValue("result");
    if (result instanceof JsonObject object && object.containsKey("returnValue"))
      return pretty(object.getValue("returnValue"));
    if (result instanceof JsonObject object && object.containsKey("aggregate")) {
      JsonObject shown = new JsonObject().put("aggregate", object.getValue("aggregate"));
      if (object.getValue("derived") instanceof JsonObject derived && !derived.isEmpty())
        shown.put("derived", derived);
      return pretty(shown);
    }
    return pretty(result);
  }

  static String pretty(Object value) {
    return switch (value) {
      case JsonObject object -> object.encodePrettily();
      case JsonArray array -> array.encodePrettily();
      case null -> "null";
      default -> Json.encode(value);
    };
  }

  /// What the code printed, for people.
  static List<String> logs(JsonObject view) {
    List<String> lines = new ArrayList<>();
    if (view.getValue("result") instanceof JsonObject result && result.getValue("logs") instanceof JsonArray logs)
      logs.forEach(line -> lines.add(Printable.of(String.valueOf(line))));
    return lines;
  }

  static String error(JsonObject view) {
    if (view.getValue("error") instanceof String text && !text.isBlank())
      return Printable.of(text);
    if (view.getValue("result") instanceof JsonObject result && result.getValue("error") instanceof JsonObject error)
      return Printable.of(error.getString("message", "no reason given"));
    return view.getString("controlState", "").equals("cancelled") ? "cancelled" : "no reason given";
  }

  /// One line a worker: who computed how much.
  static List<String> shares(JsonObject view) {
    if (!(progress(view).getValue("shares") instanceof JsonArray shares) || shares.isEmpty())
      return List.of();
    long all = shares.stream().mapToLong(one -> ((JsonObject) one).getLong("units", 0L)).sum();
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("WORKER", "SHARDS", "UNITS", "SHARE", "BUSY"));
    for (Object one : shares) {
      JsonObject share = (JsonObject) one;
      long units = share.getLong("units", 0L);
      String name = share.getString("label", "").isBlank() ? share.getString("worker", "?") : share.getString("label");
      rows.add(List.of(name, share.getLong("shards", 0L).toString(), Amount.of((double) units),
          all == 0 ? "-" : Math.round(100.0 * units / all) + " %",
          String.format(Locale.ROOT, "%.1f s", share.getLong("computeMillis", 0L) / 1000.0)));
    }
    return Columns.of(rows);
  }

  static JsonObject progress(JsonObject view) { return view.getJsonObject("progress", new JsonObject()); }

  /// `running`, `paused`, `cancelled`, `done`: one word for status and control.
  static String state(JsonObject view) {
    String control = view.getString("controlState", "running");
    String status = view.getString("status", "?");
    return status.equals("done") || control.equals("running") ? status : control;
  }
}
