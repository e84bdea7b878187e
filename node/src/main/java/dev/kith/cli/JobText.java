package dev.kith.cli;

import dev.kith.model.PlainText;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/// Job views in words.
final class JobText {
  private static final Set<String> ENDS = Set.of("done", "failed");

  private JobText() {}

  static boolean ended(JsonObject view) {
    return ENDS.contains(Views.text(view, "status")) || Views.text(view, "controlState").equals("cancelled");
  }

  /// Whether a job that has ended brought what was asked for.
  static boolean succeeded(JsonObject view) {
    boolean refused = Boolean.FALSE.equals(envelope(view).getValue("ok"));
    return Views.text(view, "status").equals("done") && !refused;
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

  /// What a job that did not come to its end had by then; empty if that is nothing.
  static Optional<String> partial(JsonObject view) {
    return view.getValue("result") instanceof JsonObject result && Boolean.TRUE.equals(result.getValue("partial"))
        && result.getValue("aggregate") != null
            ? Optional.of("not the answer, only " + result.getValue("completedShards") + " of " + result.getValue("totalShards")
                + " shards: " + PlainText.json(Json.encode(result.getValue("aggregate"))))
            : Optional.empty();
  }

  static String pretty(Object value) {
    return PlainText.json(switch (value) {
      case JsonObject object -> object.encodePrettily();
      case JsonArray array -> array.encodePrettily();
      case null -> "null";
      default -> Json.encode(value);
    });
  }

  /// How the run went; of an addition beside the result, which is the sum.
  private static JsonObject envelope(JsonObject view) {
    return Views.object(view, view.containsKey("envelope") ? "envelope" : "result");
  }

  /// What the code printed, for people.
  static List<String> logs(JsonObject view) {
    List<String> lines = new ArrayList<>();
    if (envelope(view).getValue("logs") instanceof JsonArray logs)
      logs.forEach(line -> lines.add(PlainText.lines(String.valueOf(line))));
    return lines;
  }

  /// What went wrong, where in the code, and how it came there.
  static List<String> failure(JsonObject view) {
    List<String> lines = new ArrayList<>(List.of("error    " + error(view)));
    JsonObject error = Views.object(envelope(view), "error");
    if (Views.whole(error, "line") > 0)
      lines.add("line     " + Views.whole(error, "line") + ", column " + Views.whole(error, "column"));
    Views.text(error, "stack").lines().map(line -> "  " + PlainText.line(line.strip())).forEach(lines::add);
    return lines;
  }

  static String error(JsonObject view) {
    if (view.getValue("error") instanceof String text && !text.isBlank())
      return PlainText.line(text);
    if (envelope(view).getValue("error") instanceof JsonObject error)
      return PlainText.line(Views.text(error, "message"));
    return Views.text(view, "controlState").equals("cancelled") ? "cancelled" : "no reason given";
  }

  /// One line a worker: who computed how much. Nothing for a job that was not cut.
  static List<String> shares(JsonObject view) {
    boolean cut = Views.whole(progress(view), "totalShards") > 1;
    if (!cut || !(progress(view).getValue("shares") instanceof JsonArray shares) || shares.isEmpty())
      return List.of();
    long all = shares.stream().mapToLong(one -> Views.whole(((JsonObject) one), "units")).sum();
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("WORKER", "SHARDS", "UNITS", "SHARE", "BUSY"));
    for (Object one : shares) {
      JsonObject share = (JsonObject) one;
      long units = Views.whole(share, "units");
      String name = Views.text(share, "label").isBlank() ? Views.text(share, "worker") : Views.text(share, "label");
      rows.add(List.of(name, Long.toString(Views.whole(share, "shards")), Amount.of((double) units),
          all == 0 ? "-" : Math.round(100.0 * units / all) + " %",
          String.format(Locale.ROOT, "%.1f s", Views.whole(share, "computeMillis") / 1000.0)));
    }
    return Columns.of(rows);
  }

  static JsonObject progress(JsonObject view) { return Views.object(view, "progress"); }

  /// `running`, `paused`, `cancelled`, `done`: one word for status and control.
  static String state(JsonObject view) {
    String control = Views.text(view, "controlState");
    String status = Views.text(view, "status");
    return status.equals("done") || control.equals("running") ? status : control;
  }
}
