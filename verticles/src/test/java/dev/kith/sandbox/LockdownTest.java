package dev.kith.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What native code in a child could do if it got out of V8: tried in a process that is locked as a child is, and looked up in /proc
/// for real children.
class LockdownTest {
  private static final int EPERM = -1;
  private static final int ENOSYS = -38;
  /// kill, tkill, ptrace, process_vm_*, pidfd_*, io_uring, memfd_create, prlimit64, setns and their like.
  private static final List<Integer> REACH_OTHERS = List.of(2, 22, 32, 33, 41, 42, 49, 53, 57, 58, 59, 62, 85, 101, 109, 129, 141,
      144, 154, 160, 161, 165, 200, 203, 248, 251, 257, 272, 279, 282, 283, 288, 292, 297, 298, 302, 304, 308, 310, 311, 312, 314,
      319, 321, 322, 323, 424, 425, 426, 427, 428, 434, 437, 438, 440, 448);

  @Test
  void nothingReachesFilesSocketsOrOtherProcesses() throws Exception {
    Process victim = new ProcessBuilder("sleep", "60").start();
    try {
      List<String> said = probe("calls", victim.pid());
      assertThat(said).contains("seccomp+landlock+rlimit");
      assertThat(said.stream().filter(line -> line.startsWith("call ")).filter(line -> !line.endsWith(" " + EPERM))).isEmpty();
      assertThat(passed(said, "fcntl")).containsExactlyInAnyOrder(1L, 3L); // F_GETFD, F_GETFL: no F_SETOWN, no F_SETSIG
      assertThat(passed(said, "ioctl")).containsExactly(0x541bL); // FIONREAD
      assertThat(passed(said, "prctl")).containsExactly(15L); // PR_SET_NAME
      assertThat(passed(said, "clone")).isEmpty();
      assertThat(said).contains("tgkill " + victim.pid() + " " + EPERM, "clone3 0 " + ENOSYS);
      assertThat(victim.isAlive()).isTrue();
    } finally {
      victim.destroyForcibly();
    }
  }

  @Test
  void noCallThatReachesOthersIsAllowedWhateverItsArguments() {
    assertThat(SeccompFilter.allowed().boxed()).doesNotContainAnyElementsOf(REACH_OTHERS).doesNotContain(16, 56, 72, 157, 234,
        435);
  }

  @ParameterizedTest
  @ValueSource(strings = {"x32", "gate32"})
  void callsOfAnotherArchitectureEndTheProcess(String mode) throws Exception {
    List<String> said = probe(mode, 0);
    assertThat(said).last().satisfies(exit -> assertThat(exit).startsWith("exit ").isNotEqualTo("exit 0"));
    assertThat(said).contains("seccomp+landlock+rlimit").noneMatch(line -> line.startsWith(mode));
  }

  @Test
  void noThreadOfAChildHasCapabilitiesOrIsWithoutItsFilter() throws IOException {
    try (Sandboxes sandbox = Sandboxes.ready(1); Stream<Path> tasks = Files.list(Path.of("/proc", pid(sandbox), "task"))) {
      boolean mayShrink = (Long.parseLong(fields(Path.of("/proc/self")).get("CapEff"), 16) >> 8) % 2 == 1; // CAP_SETPCAP
      for (Path task : tasks.toList()) {
        Map<String, String> status = fields(task);
        assertThat(List.of(status.get("CapInh"), status.get("CapPrm"), status.get("CapEff"), status.get("CapAmb")))
            .as(task.toString())
            .containsOnly("0000000000000000");
        if (mayShrink) assertThat(status.get("CapBnd")).isEqualTo("0000000000000000");
        assertThat(status).containsEntry("Seccomp", "2").containsEntry("NoNewPrivs", "1");
      }
    }
  }

  @Test
  void childHasNoOpenFilesButItsOwn() throws IOException {
    try (Sandboxes sandbox = Sandboxes.ready(1); Stream<Path> open = Files.list(Path.of("/proc", pid(sandbox), "fd"))) {
      Set<String> targets = open.map(LockdownTest::target).collect(Collectors.toSet());
      assertThat(targets)
          .allMatch(target -> target.startsWith("pipe:") || target.endsWith(".jar") || target.endsWith("/modules"));
    }
  }

  private static String pid(Sandboxes sandbox) { return sandbox.pool.pids().getFirst().toString(); }

  private static String target(Path link) {
    try {
      return Files.readSymbolicLink(link).toString();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Map<String, String> fields(Path task) throws IOException {
    return Files.readAllLines(task.resolve("status")).stream().map(line -> line.split(":\\s*", 2))
        .collect(Collectors.toMap(pair -> pair[0], pair -> pair[1], (first, _) -> first));
  }

  /// The arguments with which a call got past the filter: to an error of its own, or to success.
  private static List<Long> passed(List<String> said, String name) {
    return said.stream().map(line -> line.split(" ")).filter(words -> words.length == 3 && words[0].equals(name))
        .filter(words -> Long.parseLong(words[2]) != EPERM).map(words -> Long.parseLong(words[1])).toList();
  }

  private static List<String> probe(String mode, long pid) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(ChildCommand.java().toString(), "--enable-native-access=ALL-UNNAMED", "-Xshare:auto",
        "-XX:-CreateCoredumpOnCrash", "-XX:ErrorFile=/dev/null", "-cp", System.getProperty("java.class.path"),
        LockdownProbe.class.getName(), mode, Long.toString(pid)).redirectErrorStream(true).start();
    String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return Stream.concat(text.lines(), Stream.of("exit " + process.waitFor())).toList();
  }
}
