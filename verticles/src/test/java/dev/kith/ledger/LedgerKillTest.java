package dev.kith.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kith.crypto.KeyFile;
import dev.kith.job.JobRecord;
import dev.kith.job.Ledger;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LedgerKillTest {
  private static final int KILLS = 10;

  @TempDir
  Path directory;

  /// A process appends without end and says what was acknowledged; it is killed (SIGKILL) in the middle of it, again and again.
  @Test
  void whatWasAcknowledgedSurvivesAKillAndNothingIsThereByHalf() throws Exception {
    long seed = System.nanoTime();
    System.out.println("LedgerKillTest seed " + seed);
    Random random = new Random(seed);
    long appended = 0;
    for (int kill = 0; kill < KILLS; kill++) {
      long acknowledged = runUntilKilled(1 + random.nextInt(150));
      appended = checked(kill + 1L, Math.max(appended, acknowledged));
    }
    assertThat(appended).isGreaterThan(KILLS);
  }

  private long runUntilKilled(int acknowledgements) throws IOException, InterruptedException {
    Process child = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "--enable-native-access=ALL-UNNAMED", "-XX:TieredStopAtLevel=1", "-Xmx128m", "-cp",
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")), KillableAppender.class.getName(),
        directory.toString()).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    long last = 0;
    try (BufferedReader out = child.inputReader(StandardCharsets.US_ASCII)) {
      for (int i = 0; i < acknowledgements; i++)
        last = acknowledged(out.readLine());
      child.toHandle().destroyForcibly(); // which, unlike the process itself, leaves its last output readable
      for (String line = out.readLine(); line != null && line.endsWith("."); line = out.readLine())
        last = acknowledged(line);
    } finally {
      child.destroyForcibly();
    }
    assertThat(child.waitFor(1, TimeUnit.MINUTES)).isTrue();
    assertThat(child.exitValue()).as("killed, not ended by itself").isEqualTo(128 + 9);
    return last;
  }

  private static long acknowledged(String line) { return Long.parseLong(line.substring(0, line.length() - 1)); }

  /// Each append accepted one job and advanced the main one by one shard with its value: all of it must agree.
  private long checked(long epochs, long acknowledged) {
    try (Ledger ledger = SqliteLedger.open(KillableAppender.file(directory),
        KeyFile.loadOrCreate(KillableAppender.key(directory)))) {
      JobRecord main = ledger.find(KillableAppender.MAIN).orElseThrow();
      long appended = main.progress().completed();
      assertThat(appended).isGreaterThanOrEqualTo(acknowledged);
      assertThat(ledger.values(KillableAppender.MAIN, 0, Long.MAX_VALUE)).hasSize((int) appended);
      List<JobRecord> jobs = ledger.newest(Optional.empty(), Optional.empty(), Integer.MAX_VALUE);
      assertThat(jobs).hasSize((int) appended + 1).last().isEqualTo(main);
      assertThat(jobs.getFirst().terms().id()).isEqualTo(Jobs.id((int) appended));
      assertThat(main.progress().late()).as("epochs").isEqualTo(epochs);
      return appended;
    }
  }
}
