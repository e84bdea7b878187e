package dev.kith.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.kith.codec.MessageCodec;
import dev.kith.message.BlockResult;
import dev.kith.message.FromTab;
import dev.kith.message.Limits;
import dev.kith.message.ShardFailure;
import dev.kith.message.WorkMessage;
import dev.kith.model.LeaseId;
import dev.kith.model.Life;
import dev.kith.model.ShardRange;
import dev.kith.model.WorkerId;
import dev.kith.sandbox.BlockTask;
import dev.kith.sandbox.JobCode;
import dev.kith.sandbox.SandboxConfig;
import dev.kith.sandbox.SandboxPool;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/// Whatever a job returns, logs or throws, what workers say of it can be read wherever it goes: random results, seeded.
class ReadableResultsTest {
  private static final int ROUNDS = Integer.getInteger("kith.rounds", 1);
  private static final int CASES = 80 * ROUNDS;
  private static final int BLOCKS = 30 * ROUNDS;
  private static final Path WEBROOT = Path.of("..", "webroot");
  private static final List<String> REDUCERS = List.of("", "{\"type\":\"reducer.collect\"}",
      "{\"type\":\"reducer.sum\",\"fields\":[\"*\"]}", "{\"type\":\"reducer.count\",\"field\":\"*\"}",
      "{\"type\":\"reducer.min\",\"field\":\"n\"}");

  @Test
  void whatATabSaysOfAnyResultIsAMessage() throws IOException, InterruptedException {
    boolean present = Arrays.stream(System.getenv("PATH").split(File.pathSeparator, -1))
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, "node")));
    assumeTrue(present, "no Node.js on the PATH");
    Process tab = new ProcessBuilder("node", WEBROOT.resolve("test/runtime/hostile.js").toString(), "11", "" + CASES)
        .redirectError(ProcessBuilder.Redirect.INHERIT).start();
    List<String> lines = new String(tab.getInputStream().readAllBytes(), StandardCharsets.UTF_8).lines().toList();
    assertThat(tab.waitFor(4, TimeUnit.MINUTES)).isTrue();

    assertThat(lines).hasSize(6 * CASES);
    for (String line : lines) {
      FromTab said = MessageCodec.decode(line.getBytes(StandardCharsets.UTF_8), FromTab.class, Limits.VOLUNTEER_FRAME_BYTES);
      passedOn(((FromTab.Done) said).result());
    }
  }

  @Test
  void whatANodesSandboxSaysOfAnyResultIsNoNonsense() throws IOException {
    String code = Files.readString(WEBROOT.resolve("test/runtime/hostile-job.txt"));
    Path scratch = Path.of("target", "sandbox-scratch").toAbsolutePath();
    long task = 0;
    try (SandboxPool pool = SandboxPool.open(SandboxConfig.of(1, scratch))) {
      assertThat(pool.ready()).succeedsWithin(Duration.ofMinutes(4));
      for (String reducer : REDUCERS) {
        JobCode job = new JobCode("job" + reducer.hashCode(), code, "{\"seed\":5}", Duration.ZERO, false, reducer, 1_000_000,
            10_000_000, 10, Limits.RESULT_BYTES);
        for (int block = 0; block < BLOCKS; block++) {
          BlockTask next = new BlockTask(task++, job, new ShardRange(block * 5L, reducer.isEmpty() ? 1 : 1 + block % 4), 1,
              Duration.ofSeconds(20));
          BlockResult result = Outcomes.result(pool.run(next).orTimeout(4, TimeUnit.MINUTES).join());
          assertThat(result.failure().filter(failure -> failure.kind() == ShardFailure.Kind.CRASH)).isEmpty();
          passedOn(result);
        }
      }
    }
  }

  private static void passedOn(BlockResult result) {
    WorkMessage message = new WorkMessage.Finished(new WorkerId("w"), new LeaseId(1, new Life(5, 6), 1), result);
    byte[] bytes = MessageCodec.encode(message);
    assertThat(MessageCodec.decode(bytes, WorkMessage.class, Limits.MESSAGE_BYTES)).isEqualTo(message);
  }
}
