package dev.kith.sandbox;

import dev.kith.model.ShardRange;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/// Main class of a process that opens a sandbox, if asked to under a filter that refuses seccomp(2) and Landlock.
final class FilteredNode {
  private static final int PR_SET_SECCOMP = 22;
  private static final int SECCOMP_MODE_FILTER = 2;
  /// Code, jump if true, jump if false, value: load the number; seccomp, landlock_* give EPERM; all else passes.
  private static final int[][] FILTER = {{0x20, 0, 0, 0}, {0x15, 3, 0, 317}, {0x35, 1, 0, 447}, {0x35, 1, 0, 444},
      {0x06, 0, 0, 0x7fff0000}, {0x06, 0, 0, 0x00050001}};

  private FilteredNode() {}

  /// @param args what is required; the file that remembers it; `filtered` or `free`
  public static void main(String[] args) {
    if (args[2].equals("filtered"))
      filter();
    Demand demand = new Demand(args[0], Optional.of(Path.of(args[1])));
    try (SandboxPool pool = SandboxPool.open(SandboxConfig.of(1, Sandboxes.SCRATCH), demand)) {
      pool.ready().exceptionally(_ -> null).join();
      System.out.println("isolation " + pool.isolation());
      System.out.println("unavailable " + pool.unavailable().orElse("-"));
      System.out.println("run " + run(pool));
      if (pool.unavailable().isPresent())
        pool.pids()
            .forEach(pid -> ProcessHandle.of(pid).ifPresent(child -> child.onExit().orTimeout(30, TimeUnit.SECONDS).join()));
      System.out.println("children " + pool.pids().stream().filter(pid -> ProcessHandle.of(pid).isPresent()).count());
    }
    System.exit(0);
  }

  private static String run(SandboxPool pool) {
    try {
      BlockTask task = new BlockTask(1, Sandboxes.job("return 1", ""), new ShardRange(0, 1), 1, Duration.ofSeconds(20));
      return Long.toString(Sandboxes.outcome(pool.run(task)).done());
    } catch (IllegalStateException e) {
      return e.getMessage();
    }
  }

  private static void filter() {
    Arena arena = Arena.global();
    SystemCalls system = new SystemCalls(arena);
    MemorySegment code = arena.allocate(FILTER.length * 8L, 8);
    for (int i = 0; i < FILTER.length; i++) {
      code.set(ValueLayout.JAVA_SHORT, i * 8L, (short) FILTER[i][0]);
      code.set(ValueLayout.JAVA_BYTE, i * 8L + 2, (byte) FILTER[i][1]);
      code.set(ValueLayout.JAVA_BYTE, i * 8L + 3, (byte) FILTER[i][2]);
      code.set(ValueLayout.JAVA_INT, i * 8L + 4, FILTER[i][3]);
    }
    MemorySegment head = arena.allocate(16, 8);
    head.set(ValueLayout.JAVA_SHORT, 0, (short) FILTER.length);
    head.set(ValueLayout.ADDRESS, 8, code);
    system.call(SystemCalls.PRCTL, SystemCalls.PR_SET_NO_NEW_PRIVS, 1, 0);
    long answer = system.call(SystemCalls.PRCTL, PR_SET_SECCOMP, SECCOMP_MODE_FILTER, head.address());
    if (answer != 0)
      throw new IllegalStateException("no filter: " + answer);
  }
}
