package dev.kith.cli;

import io.vertx.core.json.JsonObject;
import java.util.Locale;

/// One line that is drawn over and over on a terminal; nothing at all elsewhere.
final class ProgressBar {
  private static final int CELLS = 30;
  private static final String PARTS = " ▏▎▍▌▋▊▉█";

  private final Terminal terminal;

  ProgressBar(Terminal terminal) { this.terminal = terminal; }

  void show(JsonObject view) {
    if (!terminal.interactive())
      return;
    terminal.err().print("\r" + line(view) + "\u001b[K");
    terminal.err().flush();
  }

  /// Leaves the line clean for what follows.
  void clear() {
    if (!terminal.interactive())
      return;
    terminal.err().print("\r\u001b[K");
    terminal.err().flush();
  }

  static String line(JsonObject view) {
    JsonObject progress = JobText.progress(view);
    long total = Views.whole(progress, "totalShards");
    long done = Views.whole(progress, "completedShards");
    double part = total == 0 ? 0 : (double) done / total;
    double speed = Views.number(progress, "unitsPerSecond");
    String percent = String.format(Locale.ROOT, "%3.0f %%", Math.floor(100 * part));
    String state = JobText.state(view);
    return bar(part) + " " + percent + "  " + done + "/" + total + " shards  " + Amount.of(speed) + " units/s"
        + eta(view, part, speed)
        + (state.equals("running") ? "" : "  " + state);
  }

  private static String eta(JsonObject view, double part, double speed) {
    long units = Views.whole(Views.object(view, "shardConfig"), "totalUnits");
    return units == 0 || speed <= 0 || part >= 1
        ? ""
        : "  ETA " + Amount.seconds(Math.round(Math.ceil(units * (1 - part) / speed)));
  }

  private static String bar(double part) {
    int eighths = (int) (part * CELLS * 8);
    int full = eighths / 8;
    String cells = "█".repeat(full) + (full < CELLS ? PARTS.charAt(eighths % 8) + " ".repeat(CELLS - full - 1) : "");
    return "▕" + cells + "▏";
  }
}
