package dev.kith.sandbox;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongUnaryOperator;

/// Looks at the busy children every {@value #TICK_MILLIS} ms from outside, and has those killed that are silent, over time,
/// too big or do not obey.
final class Supervisor {
  private static final long TICK_MILLIS = 50;
  private static final int TICKS_PER_SAMPLE = 4;
  private static final long START_MILLIS = 20_000;
  private static final long CANCEL_MILLIS = 120;
  /// Beyond what the child's own watchdog takes to end code by itself.
  private static final long MARGIN_MILLIS = 1000;
  private static final long PAGE_BYTES = 4096;

  private final SandboxConfig config;
  private final LongUnaryOperator residentMegabytes;
  private final Consumer<Boolean> onTick;
  private final Thread thread = Thread.ofPlatform().daemon().name("sandbox-supervisor").unstarted(this::loop);
  private volatile boolean stopped;
  private boolean late;

  /// @param residentMegabytes of a process by its id, 0 where that can't be told; may block
  /// @param onTick told whether memory is to be looked at
  Supervisor(SandboxConfig config, LongUnaryOperator residentMegabytes, Consumer<Boolean> onTick) {
    this.config = config;
    this.residentMegabytes = residentMegabytes;
    this.onTick = onTick;
  }

  void start() { thread.start(); }

  void stop() {
    stopped = true;
    thread.interrupt();
  }

  private void loop() {
    long last = System.nanoTime();
    for (int tick = 1; !stopped; tick++) {
      try {
        Thread.sleep(TICK_MILLIS);
      } catch (InterruptedException e) {
        return;
      }
      long now = System.nanoTime();
      // This process itself was stopped or starved: what the children said meanwhile has not been read yet.
      late = (now - last) / 1_000_000 > config.silence().toMillis() / 2;
      last = now;
      onTick.accept(tick % TICKS_PER_SAMPLE == 0);
    }
  }

  boolean waitsTooLong(Slot.Running running) { return (System.nanoTime() - running.acceptedNanos) / 1_000_000 > START_MILLIS; }

  /// Blocks on the system, so never under the pool's lock, which event loops take.
  ///
  /// @return megabytes resident
  IdentityHashMap<Child, Long> measure(List<Child> children) {
    IdentityHashMap<Child, Long> sizes = new IdentityHashMap<>();
    children.forEach(child -> sizes.put(child, residentMegabytes.applyAsLong(child.pid())));
    return sizes;
  }

  /// Under the pool's lock, for a slot whose child has a task.
  ///
  /// @param megabytes resident, 0 if not measured now
  void inspect(Slot slot, long megabytes) {
    if (late)
      slot.child.listenAgain();
    Slot.Running running = slot.running;
    long now = System.nanoTime();
    long millis = (now - running.sentNanos) / 1_000_000;
    long timeout = running.task.job().timeout().toMillis();
    long deadline = running.task.budget().toMillis() + timeout + config.killGrace().toMillis() + MARGIN_MILLIS;
    if (running.cancelledNanos != 0 && (now - running.cancelledNanos) / 1_000_000 > CANCEL_MILLIS)
      slot.kill("", "it did not stop when told to");
    else if (slot.child.millisSilent() > config.silence().toMillis())
      slot.kill("", "the sandbox process was silent for " + config.silence().toMillis() + " ms and was killed");
    else if (timeout > 0 && millis > deadline)
      slot.kill("TIMEOUT", "the shard could not be stopped after " + timeout + " ms; its process was killed");
    else if (megabytes > config.maxRssMegabytes())
      slot.kill("MEMORY", "the sandbox process used more than " + config.maxRssMegabytes() + " MB and was killed");
  }

  /// @return 0 where that can't be told
  static long residentMegabytes(long pid) {
    try {
      String[] pages = Files.readString(Path.of("/proc/" + pid + "/statm")).split(" ", 3);
      return Long.parseLong(pages[1]) * PAGE_BYTES / (1L << 20);
    } catch (IOException e) {
      // It has just ended, or there is no /proc; then the limits within the child are what there is.
      return 0;
    }
  }
}
