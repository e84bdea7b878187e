package dev.kith.browser;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/// Runs the pages' own unit tests, by Node.js. Where there is none they are skipped, and say so.
class ScriptsTest {
  @Test
  void testsOfTheScriptsPass() throws IOException, InterruptedException {
    boolean present = Arrays.stream(System.getenv("PATH").split(File.pathSeparator, -1))
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, "node")));
    if (!present) System.err.println("SKIPPED: no Node.js on the PATH, so the tests in webroot/test were not run");
    assumeTrue(present, "no Node.js on the PATH");
    Process tests = new ProcessBuilder("node", "--test", "webroot/test/").directory(new File("..")).redirectErrorStream(true)
        .start();
    String output = new String(tests.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(tests.waitFor(5, TimeUnit.MINUTES)).isTrue();
    assertThat(tests.exitValue()).as(output).isZero();
    assertThat(output).contains("# fail 0").doesNotContain("# pass 0");
  }
}
