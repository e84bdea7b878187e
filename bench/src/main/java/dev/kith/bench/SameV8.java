package dev.kith.bench;

import com.caoccao.javet.exceptions.JavetException;
import com.caoccao.javet.interop.V8Host;
import com.caoccao.javet.interop.V8Runtime;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// The fairest baseline: N processes with the very V8 that a node's sandbox has, each with its share of the units, running the same code
/// at the same time, without anything of Kith.
public final class SameV8 {
  private SameV8() {}

  /// @return the slowest process's own time for its share, without its start-up, seconds
  static double seconds(Path code, long units, int processes) throws IOException, InterruptedException {
    List<Process> running = new ArrayList<>();
    for (int i = 0; i < processes; i++) {
      long from = units * i / processes;
      long to = units * (i + 1) / processes;
      running.add(start(code, from, to - from));
    }
    double slowest = 0;
    for (Process process : running) {
      String answer = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (process.waitFor() != 0) throw new IOException("the plain process failed with " + process.exitValue());
      slowest = Math.max(slowest, new JsonObject(answer).getDouble("seconds"));
    }
    return slowest;
  }

  private static Process start(Path code, long offset, long units) throws IOException {
    return new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-XX:TieredStopAtLevel=1",
        "-XX:+UseSerialGC", "--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow", "-cp",
        System.getProperty("java.class.path"), SameV8.class.getName(), code.toString(), Long.toString(offset),
        Long.toString(units))
        .redirectError(ProcessBuilder.Redirect.INHERIT).start();
  }

  /// One such process.
  ///
  /// @param arguments file, offset, units
  public static void main(String[] arguments) throws IOException, JavetException {
    long offset = Long.parseLong(arguments[1]);
    long units = Long.parseLong(arguments[2]);
    String code = Files.readString(Path.of(arguments[0]));
    try (V8Runtime runtime = V8Host.getV8Instance().createV8Runtime()) {
      runtime
          .getExecutor("globalThis.__BRAIN__ = Object.freeze({offset: " + offset + ", units: " + units + ", totalUnits: " + units
              + ", shardId: 0, totalShards: 1});\nglobalThis.job = async function (args) {\n" + code + "\n};")
          .executeVoid();
      long begin = System.nanoTime();
      runtime.getExecutor("job({seed: 1337}).then((result) => { globalThis.result = JSON.stringify(result); });").executeVoid();
      runtime.await();
      double seconds = (System.nanoTime() - begin) / 1e9;
      String result = runtime.getExecutor("globalThis.result").executeString();
      System.out.println(new JsonObject().put("seconds", seconds).put("result", new JsonObject(result)).encode());
    }
  }
}
