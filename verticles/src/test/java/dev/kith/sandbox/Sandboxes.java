package dev.kith.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kith.model.ShardRange;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/// A pool of real children for tests, and short ways to run code in it.
final class Sandboxes implements AutoCloseable {
  static final Path SCRATCH = Path.of("target", "sandbox-scratch").toAbsolutePath();
  private static final AtomicLong IDS = new AtomicLong();
  final SandboxPool pool;

  Sandboxes(SandboxConfig config) { pool = SandboxPool.open(config); }

  static Sandboxes ready(int slots) {
    Sandboxes sandboxes = new Sandboxes(SandboxConfig.of(slots, SCRATCH));
    assertThat(sandboxes.pool.ready()).succeedsWithin(Duration.ofSeconds(30));
    return sandboxes;
  }

  static JobCode job(String code, String reducerJson) { return job(code, "{}", reducerJson, Duration.ZERO, false); }

  static JobCode job(String code, String argsJson, String reducerJson, Duration timeout, boolean fresh) {
    return new JobCode("job-" + IDS.incrementAndGet(), code, argsJson, timeout, fresh, reducerJson, 1_000_000, 10_000_000, 10,
        64 * 1024);
  }

  static BlockTask task(JobCode job, long first, long count, Duration budget) {
    return new BlockTask(IDS.incrementAndGet(), job, new ShardRange(first, count), 1, budget);
  }

  CompletableFuture<BlockOutcome> start(JobCode job, long first, long count) {
    return pool.run(task(job, first, count, Duration.ofSeconds(20)));
  }

  BlockOutcome run(JobCode job, long first, long count) { return outcome(start(job, first, count)); }

  BlockOutcome single(String code) { return run(job(code, ""), 0, 1); }

  BlockOutcome single(String code, Duration timeout) { return run(job(code, "{}", "", timeout, false), 0, 1); }

  static BlockOutcome outcome(CompletableFuture<BlockOutcome> future) { return future.orTimeout(40, TimeUnit.SECONDS).join(); }

  @Override
  public void close() { pool.close(); }
}
