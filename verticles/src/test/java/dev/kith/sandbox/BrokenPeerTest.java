package dev.kith.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A child that does not keep to the protocol, and a parent that does not.
class BrokenPeerTest {
  @TempDir
  Path directory;

  private SandboxPool poolOf(String shell, byte[] says) throws IOException {
    Path file = Files.write(directory.resolve("says"), says);
    SandboxConfig config = SandboxConfig.of(1, directory);
    return new SandboxPool(config, Optional.empty(), () -> new ProcessBuilder("sh", "-c", shell.formatted(file)));
  }

  private static byte[] joined(byte[]... parts) {
    java.io.ByteArrayOutputStream all = new java.io.ByteArrayOutputStream();
    for (byte[] part : parts)
      all.writeBytes(part);
    return all.toByteArray();
  }

  @Test
  void garbageOfAChildIsACrashOfItsTask() throws IOException {
    Random random = new Random(42);
    byte[] ready = Wire.bytes(new FromChild.Ready("v8-0.0", "none"));
    for (int round = 0; round < 20; round++) {
      byte[] garbage = new byte[200];
      random.nextBytes(garbage);
      if (round % 3 == 0)
        garbage = Wire.bytes(new FromChild.Finished(random.nextLong(), 1, "1:1"));
      // It speaks when it has been spoken to.
      String shell = "head -c " + ready.length + " %1$s; head -c 1 >/dev/null; tail -c +" + (ready.length + 1)
          + " %1$s; exec sleep 5";
      try (SandboxPool pool = poolOf(shell, joined(ready, garbage))) {
        CompletableFuture<BlockOutcome> running = pool.run(Sandboxes.task(Sandboxes.job("return 1", ""), 0, 1, Duration.ZERO));
        assertThat(running).succeedsWithin(Duration.ofMinutes(1))
            .satisfies(outcome -> assertThat(outcome.failure().orElseThrow().kind()).isEqualTo("CRASH"));
      }
    }
  }

  @Test
  void childThatIsReadyButSilentIsKilled() throws IOException {
    try (SandboxPool pool = poolOf("cat %s; exec sleep 60", Wire.bytes(new FromChild.Ready("v8-0.0", "none")))) {
      assertThat(pool.ready()).succeedsWithin(Duration.ofMinutes(1));
      CompletableFuture<BlockOutcome> running = pool.run(Sandboxes.task(Sandboxes.job("return 1", ""), 0, 1, Duration.ZERO));
      assertThat(running).succeedsWithin(Duration.ofMinutes(1))
          .satisfies(outcome -> assertThat(outcome.failure().orElseThrow().message()).contains("silent for 1000 ms"));
    }
  }

  @Test
  void childrenThatDoNotStartMakeTheSandboxUnavailable() throws IOException {
    try (SandboxPool pool = poolOf("echo broken >&2; exit 3 # %s", new byte[0])) {
      assertThatThrownBy(() -> pool.ready().get(20, TimeUnit.SECONDS)).hasMessageContaining("no sandbox process starts");
      assertThat(pool.unavailable().orElseThrow()).contains("exit code 3").contains("broken");
    }
  }

  @Test
  void platformWithoutEngineIsToldAndRefuses() {
    try (SandboxPool pool = new SandboxPool(SandboxConfig.of(1, directory), Optional.of("no V8 here"), () -> {
      throw new AssertionError("nothing is to be started");
    })) {
      assertThat(pool.unavailable()).contains("no V8 here");
      assertThat(pool.ready()).isCompletedExceptionally();
      assertThatThrownBy(() -> pool.run(Sandboxes.task(Sandboxes.job("return 1", ""), 0, 1, Duration.ZERO)))
          .isInstanceOf(IllegalStateException.class).hasMessageContaining("no V8 here");
    }
  }

  @Test
  void garbageToAChildEndsIt() throws Exception {
    Path library = EngineLibrary.unpack(Sandboxes.SCRATCH);
    Random random = new Random(4711);
    List<byte[]> openings = List.of(new byte[]{1, 2, 3, 4, 5, 6, 7, 8}, "Kth".getBytes(java.nio.charset.StandardCharsets.UTF_8),
        new byte[]{'K', 't', 'h', 2, 0x7f, 0, 0, 0}, Wire.bytes(new ToChild.Run(1, 0, 1, 1, 1)));
    for (byte[] opening : openings) {
      Process child = new ChildCommand(SandboxConfig.of(1, Sandboxes.SCRATCH), library).builder()
          .redirectError(ProcessBuilder.Redirect.DISCARD).start();
      assertThat(Wire.readFromChild(child.getInputStream())).isInstanceOf(FromChild.Ready.class);
      byte[] garbage = new byte[100];
      random.nextBytes(garbage);
      try (OutputStream out = child.getOutputStream()) {
        out.write(joined(opening, garbage));
      } catch (IOException e) {
        assertThat(e).hasMessageContaining("Broken pipe");
      }
      assertThat(child.waitFor(1, TimeUnit.MINUTES)).isTrue();
      assertThat(child.exitValue()).isIn(SandboxChild.EXIT_PROTOCOL, SandboxChild.EXIT_FAULT);
    }
  }

  @Test
  void childEndsWithItsInputEvenWhileCodeSpins() throws Exception {
    Path library = EngineLibrary.unpack(Sandboxes.SCRATCH);
    Process child = new ChildCommand(SandboxConfig.of(1, Sandboxes.SCRATCH), library).builder()
        .redirectError(ProcessBuilder.Redirect.DISCARD).start();
    try (OutputStream out = child.getOutputStream()) {
      JobCode spins = Sandboxes.job("[].indexOf.call({length: 2 ** 53 - 1}, 1)", "");
      out.write(joined(Wire.bytes(ToChild.Load.of(spins)), Wire.bytes(new ToChild.Run(1, 0, 1, 1, 1))));
      out.flush();
      assertThat(Wire.readFromChild(child.getInputStream())).isInstanceOf(FromChild.Ready.class);
      assertThat(Wire.readFromChild(child.getInputStream())).isEqualTo(new FromChild.Pulse(1));
    }
    assertThat(child.waitFor(1, TimeUnit.MINUTES)).isTrue();
  }
}
