package dev.kith.cli;

import io.vertx.core.json.JsonObject;
import java.util.Locale;

/// One line that is drawn over and over on a terminal; nothing at all elsewhere.
final class ProgressBar {
  private static final int CELLS = 30;
  private static final int CELLS_LEAST = 5;
  private static final String PARTS = " ▏▎▍▌▋▊▉█";

  private final Terminal terminal;

  ProgressBar(Terminal terminal) { this.terminal = terminal; }

  void show(JsonObject view) {
    if (!terminal.interactive())
      return;
    terminal.err().print("\r" + line(view, terminal.width() - 1) + "\u001b[K");
    terminal.err().flush();
  }

  /// Leaves the line clean for what follows.
  void clear() {
    if (!terminal.interactive())
      return;
    terminal.err().print("\r\u001b[K");
    terminal.err().flush();
  }

  /// @param width characters that fit: first the bar shrinks, then the end is left out
  static String line(JsonObject view, int width) {
    JsonObject progress = JobText.progress(view);
    long total = Views.whole(progress, "totalShards");
    long done = Views.whole(progress, "completedShards");
    double part = total == 0 ? 0 : (double) done / total;
    double speed = Views.number(progress, "unitsPerSecond");
    String percent = String.format(Locale.ROOT, "%3.0f %%", Math.floor(100 * part));
    String state = JobText.state(view);
    String rest = " " + percent + (state.equals("running") ? "" : "  " + state) + "  " + done + "/" + total + " shards  "
        + Amount.of(speed) + " units/s" + eta(view, part, speed);
    String line = bar(part, Math.clamp(width - rest.length() - 2L, CELLS_LEAST, CELLS)) + rest;
    return line.length() <= width ? line : line.substring(0, Math.max(0, width));
  }

  private static String eta(JsonObject view, double part, double speed) {
    long units = Views.whole(Views.object(view, "shardConfig"), "totalUnits");
    return units == 0 || speed <= 0 || part >= 1
        ? ""
        : "  ETA " + Amount.seconds(Math.round(Math.ceil(units * (1 - part) / speed)));
  }

  private static String bar(double part, int size) {
    int eighths = (int) (part * size * 8);
    int full = eighths / 8;
    String cells = "█".repeat(full) + (full < size ? PARTS.charAt(eighths % 8) + " ".repeat(size - full - 1) : "");
    return "▕" + cells + "▏";
  }
}
