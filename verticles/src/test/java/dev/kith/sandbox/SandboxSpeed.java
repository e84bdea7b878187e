package dev.kith.sandbox;

import java.time.Duration;
import java.util.Arrays;

/// Prints what a sandbox costs on this machine. Not a test: run its `main` by hand.
final class SandboxSpeed {
  private SandboxSpeed() {}

  public static void main(String[] args) {
    for (int i = 0; i < 4; i++) {
      long start = System.nanoTime();
      try (Sandboxes sandbox = new Sandboxes(SandboxConfig.of(1, Sandboxes.SCRATCH))) {
        sandbox.pool.ready().join();
        print("open to first child ready", micros(start));
      }
    }
    try (Sandboxes sandbox = Sandboxes.ready(1)) {
      System.out.println(sandbox.pool.engine() + " " + sandbox.pool.isolation());
      JobCode one = Sandboxes.job("return args.a + args.b", "{\"a\":1,\"b\":2}", "", Duration.ZERO, false);
      percentiles("round trip, same job", 20_000, () -> sandbox.run(one, 0, 1));
      percentiles("round trip, new job each", 300, () -> sandbox.single("return 1 + 1"));
      JobCode fresh = Sandboxes.job("return {n: 1}", "{}", "{\"type\":\"reducer.count\",\"field\":\"*\"}", Duration.ZERO, true);
      percentiles("fresh realm, 10 shards", 30, () -> sandbox.run(fresh, 0, 10));
      JobCode tiny = Sandboxes.job("return {hits: 1}", "{\"type\":\"reducer.sum\",\"fields\":[\"hits\"]}");
      for (int i = 0; i < 3; i++) {
        long start = System.nanoTime();
        sandbox.run(tiny, 0, 500_000);
        System.out.printf("tiny shards: %.0f a second%n", 500_000 * 1e6 / micros(start));
      }
    }
  }

  private static void percentiles(String what, int times, Runnable body) {
    long[] micros = new long[times];
    for (int i = 0; i < times; i++) {
      long start = System.nanoTime();
      body.run();
      micros[i] = micros(start);
    }
    micros = Arrays.copyOfRange(micros, times / 10, times);
    Arrays.sort(micros);
    System.out.printf("%s: p50 %d us, p99 %d us%n", what, micros[micros.length / 2], micros[micros.length * 99 / 100]);
  }

  private static void print(String what, long micros) { System.out.printf("%s: %d ms%n", what, micros / 1000); }

  private static long micros(long start) { return (System.nanoTime() - start) / 1000; }
}
