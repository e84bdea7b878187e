package dev.kith.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The distribution, as it is unpacked, on machines as people have them: it runs a job, or ends with one sentence that says what to do.
@Tag("survival")
class DistributionIT {
  private static final Path BUILT = Path.of("target", "dist").toAbsolutePath();
  /// Starts a node, has it add, ends it, and shows what was said.
  private static final String LIFE = """
      "$kith/bin/kith" up --data "$data" --port 0 >"$log" 2>&1 &
      node=$!
      until sum=$("$kith/bin/kith" submit --a 40 --b 2 --data "$data" 2>>"$log.commands"); do
        kill -0 $node 2>/dev/null || break
      done
      kill $node 2>/dev/null
      wait $node
      echo "exit $? sum $sum"
      cat "$log"
      """;

  @TempDir
  static Path directory;
  private static int runs;

  private record Run(int exit, String text) {
    void worked() { assertThat(text).contains("exit 0 sum 42"); }

    /// @param parts of the one sentence
    void refused(String... parts) {
      assertThat(exit).as(text).isIn(1, 2);
      assertThat(text.lines()).as(text).singleElement().asString().startsWith("kith: ").contains(parts)
          .doesNotContain("Exception:");
    }
  }

  @BeforeAll
  static void isBuilt() { assertThat(BUILT.resolve("bin/kith")).as("mvn package makes it").isExecutable(); }

  private static Run run(Path installation, Path data, Map<String, String> environment, String script)
      throws IOException, InterruptedException {
    ProcessBuilder builder = new ProcessBuilder("sh", "-c", script).redirectErrorStream(true).directory(directory.toFile());
    builder.environment().keySet().removeIf(name -> name.startsWith("KITH") || name.startsWith("LC_") || name.equals("LANG")
        || name.startsWith("XDG_"));
    builder.environment().putAll(Map.of("KITH_NO_CACHE", "1", "KITH_JAVA_HOME", System.getProperty("java.home"), "kith",
        installation.toString(), "data", data.toString(), "log", directory.resolve("log" + ++runs).toString(), "HOME",
        Files.createDirectories(directory.resolve("home")).toString()));
    environment.forEach((name, value) -> {
      if (value.isEmpty()) builder.environment().remove(name);
      else
        builder.environment().put(name, value);
    });
    Process process = builder.start();
    process.getOutputStream().close();
    String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(4, TimeUnit.MINUTES)).isTrue();
    return new Run(process.exitValue(), text);
  }

  private static Path data() { return directory.resolve("data" + runs); }

  /// @param mounts commands of root in a mount namespace of its own
  private static Run mounted(Path data, String mounts, String script) throws IOException, InterruptedException {
    try {
      Process possible = new ProcessBuilder("unshare", "-m", "true").redirectErrorStream(true).start();
      Assumptions.assumeTrue(possible.waitFor() == 0, "DistributionIT IS SKIPPED: no mount namespaces");
    } catch (IOException none) {
      System.out.println("DistributionIT IS SKIPPED: no unshare");
      Assumptions.abort("no unshare");
    }
    Path inner = Files.writeString(directory.resolve("inner.sh"), mounts + "\n" + script);
    return run(BUILT, data, Map.of(), "exec unshare -m sh '" + inner + "'");
  }

  @Test
  void inTurkish() throws Exception {
    run(BUILT, data(), Map.of("LC_ALL", "tr_TR.UTF-8", "KITH_JVM_OPTIONS", "-Duser.language=tr -Duser.country=TR"), LIFE)
        .worked();
  }

  @Test
  void withoutHomeAndLanguage() throws Exception { run(BUILT, data(), Map.of("HOME", "", "LC_ALL", "C"), LIFE).worked(); }

  @Test
  void inFoldersOfAnyName() throws Exception {
    Path unpacked = directory.resolve("Käth e 数据 'x' installed");
    assertThat(new ProcessBuilder("cp", "-al", BUILT.toString(), unpacked.toString()).inheritIO().start().waitFor()).isZero();
    for (String locale : List.of("C", "POSIX", "en_US.ISO-8859-1"))
      run(unpacked, directory.resolve("Größe 数据 " + locale), Map.of("LC_ALL", locale), LIFE).worked();
  }

  @Test
  void whereNothingInTmpOrTheDataDirectoryMayBeExecuted() throws Exception {
    Path data = Files.createDirectories(directory.resolve("noexec"));
    mounted(data, "mount -t tmpfs -o noexec,mode=0700 tmpfs \"$data\"; mount -t tmpfs -o noexec,mode=1777 tmpfs /var/tmp", LIFE)
        .worked();
    mounted(data,
        "mount -t tmpfs -o noexec,mode=0700 tmpfs \"$data\"; mount --bind \"$HOME\" \"$HOME\"; mount -o remount,bind,noexec \"$HOME\"\n"
            + "export KITH_JVM_OPTIONS=-Djava.io.tmpdir=\"$data\"",
        "exec \"$kith/bin/kith\" up --data \"$data\" --port 0").refused("noexec", "XDG_CACHE_HOME");
  }

  @Test
  void whereTheDataDirectoryCannotBeWritten() throws Exception {
    Path data = Files.createDirectories(directory.resolve("read-only"));
    mounted(data, "mount -t tmpfs -o ro tmpfs \"$data\"", "exec \"$kith/bin/kith\" up --data \"$data\" --port 0")
        .refused(data.toString(), "Read-only file system");
  }

  @Test
  void whereFewFilesMayBeOpened() throws Exception {
    run(BUILT, data(), Map.of(), "ulimit -n 64; exec \"$kith/bin/kith\" up --data \"$data\" --port 0").refused("64", "ulimit -n");
    run(BUILT, data(), Map.of(), "ulimit -n 300\n" + LIFE).worked();
  }

  @Test
  void aKeyThatIsNoneIsRefusedBeforeAnythingIsMade() throws Exception {
    Path data = directory.resolve("never-made");
    run(BUILT, data, Map.of("CLIENT_API_KEY", "secret"), "exec \"$kith/bin/kith\" up --data \"$data\" --port 0")
        .refused("CLIENT_API_KEY must be 16, 20, 24, 28 or 32 bytes");
    assertThat(data).doesNotExist();
  }

  @Test
  void withAKeyThatAnEditorWrote() throws Exception {
    Path key = directory.resolve("key");
    Files.writeString(key, "\uFEFF00112233445566778899aabbccddeeff\r\n\n");
    String life = LIFE.replace("submit", "submit --token-file \"$HOME/../key\"");
    run(BUILT, data(), Map.of("CLIENT_API_KEY_FILE", key.toString()), life).worked();
    run(BUILT, data(), Map.of("CLIENT_API_KEY", "\uFEFFffeeddccbbaa99887766554433221100\n"), LIFE).worked();
  }
}
