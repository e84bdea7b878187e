package dev.kith.bench;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// The baseline: N plain Node.js processes, each with its share of the units, running the same code at the same time.
final class PlainV8 {
  private PlainV8() {}

  /// @return the slowest process's own time for its share, without its start-up, seconds
  static double seconds(Path code, long units, int processes) throws IOException, InterruptedException {
    Path script = Path.of(System.getProperty("kith.root", "."), "bench/js/plain.js");
    List<Process> running = new ArrayList<>();
    for (int i = 0; i < processes; i++) {
      long from = units * i / processes;
      long to = units * (i + 1) / processes;
      running.add(new ProcessBuilder("node", script.toString(), code.toString(), Long.toString(from), Long.toString(to - from))
          .redirectError(ProcessBuilder.Redirect.INHERIT).start());
    }
    double slowest = 0;
    for (Process process : running) {
      String answer = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (process.waitFor() != 0) throw new IOException("the plain process failed with " + process.exitValue());
      slowest = Math.max(slowest, new JsonObject(answer).getDouble("millis") / 1_000);
    }
    return slowest;
  }
}
