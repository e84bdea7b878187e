package dev.kith.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.function.LongUnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Children that take a task and say nothing, on a system that is slow to tell how big they are.
@SuppressWarnings("FutureReturnValueIgnored") // that it answers at all is what is looked at
class SupervisionTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @TempDir
  Path directory;

  @Test
  void thePoolAnswersWhileTheSystemIsSlowToTellHowBigAChildIs() throws Exception {
    CountDownLatch asked = new CountDownLatch(1);
    CountDownLatch told = new CountDownLatch(1);
    try (SandboxPool pool = pool(_ -> {
      asked.countDown();
      return await(told);
    })) {
      assertThat(pool.ready()).succeedsWithin(PATIENCE);
      BlockTask first = task();
      List<CompletableFuture<BlockOutcome>> outcomes = new CopyOnWriteArrayList<>();
      outcomes.add(pool.run(first));
      await(asked);
      CompletableFuture<Void> used = CompletableFuture.runAsync(() -> {
        BlockTask second = task();
        outcomes.add(pool.run(second));
        pool.cancel(second.id());
        pool.cancel(first.id());
        pool.forget(first.job().key());
      });
      try {
        assertThat(used).succeedsWithin(PATIENCE);
      } finally {
        told.countDown();
      }
      assertThat(outcomes).hasSize(2).as("ended by the supervisor, if they do not obey")
          .allSatisfy(outcome -> assertThat(outcome).succeedsWithin(PATIENCE));
    }
  }

  @Test
  void aChildThatIsTooBigIsKilledAndItsTaskSaysWhy() throws IOException {
    try (SandboxPool pool = pool(_ -> 1_000_000)) {
      assertThat(pool.ready()).succeedsWithin(PATIENCE);
      assertThat(pool.run(task())).succeedsWithin(PATIENCE)
          .satisfies(outcome -> assertThat(outcome.failure().orElseThrow()).satisfies(failure -> {
            assertThat(failure.kind()).isEqualTo("MEMORY");
            assertThat(failure.message()).contains("1536 MB");
          }));
    }
  }

  private SandboxPool pool(LongUnaryOperator residentMegabytes) throws IOException {
    Path ready = Files.write(directory.resolve("ready"), Wire.bytes(new FromChild.Ready("v8-0.0", "none")));
    SandboxConfig config = new SandboxConfig(2, 256, 768, 1536, Duration.ofSeconds(2), Duration.ofMillis(250),
        Duration.ofSeconds(60), 20_000, directory);
    return new SandboxPool(config, Demand.NONE, Optional.empty(),
        () -> new ProcessBuilder("sh", "-c", "cat " + ready + "; exec sleep 300"), residentMegabytes);
  }

  private static BlockTask task() { return Sandboxes.task(Sandboxes.job("return 1", ""), 0, 1, Duration.ZERO); }

  private static long await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return 0;
  }
}
