package dev.kith.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The script `kith`, run from a distribution made of empty files, with JDKs that only say how they were called.
class LauncherTest {
  @TempDir
  Path directory;
  private Path home;

  private record Run(int exit, String text) {}

  @BeforeEach
  void unpack() throws IOException {
    home = directory.resolve("kith-1 with space");
    for (String folder : new String[]{"bin", "lib", "conf"})
      Files.createDirectories(home.resolve(folder));
    Files.copy(Path.of("..", "kith"), home.resolve("bin/kith"));
    Files.writeString(home.resolve("lib/classpath"), "@LIB@/b.jar:@LIB@/a.jar\n");
    Files.writeString(home.resolve("lib/kith-node-1.jar"), "");
    Files.writeString(home.resolve("conf/jvm.options"), "");
    for (String file : new String[]{"bin/kith"})
      Files.setPosixFilePermissions(home.resolve(file), PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private Path jdk(String name, String version) throws IOException {
    Path jdk = directory.resolve(name);
    Files.createDirectories(jdk.resolve("bin"));
    Files.writeString(jdk.resolve("release"), "IMPLEMENTOR=\"x\"\nJAVA_VERSION=\"" + version + "\"\n");
    Path java = jdk.resolve("bin/java");
    Files.writeString(java, "#!/bin/sh\necho \"" + name + " pid=$$\"\nfor arg; do echo \"[$arg]\"; done\nexit 7\n");
    Files.setPosixFilePermissions(java, PosixFilePermissions.fromString("rwxr-xr-x"));
    return jdk;
  }

  private Run run(Path script, Map<String, String> environment, String... args) throws IOException, InterruptedException {
    ProcessBuilder builder = new ProcessBuilder(script.toString());
    builder.command().addAll(List.of(args));
    builder.environment().keySet().removeIf(name -> name.startsWith("KITH_") || name.startsWith("JAVA"));
    builder.environment().putAll(Map.of("HOME", directory.toString(), "KITH_NO_CACHE", "1"));
    builder.environment().putAll(environment);
    Process process = builder.redirectErrorStream(true).start();
    String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
    return new Run(process.exitValue(), process.pid() + "\n" + text);
  }

  @Test
  void itReplacesItselfByTheJvmAndPassesArgumentsAndExitCode() throws Exception {
    Run run = run(home.resolve("bin/kith"), Map.of("KITH_JAVA_HOME", jdk("jdk", "25.0.3").toString()), "run-js", "--code",
        "return 'a  b' + \"$HOME\"");

    assertThat(run.exit()).isEqualTo(7);
    String pid = run.text().lines().findFirst().orElseThrow();
    assertThat(run.text().lines().skip(1)).startsWith("jdk pid=" + pid).contains("[@" + home.resolve("conf/jvm.options") + "]",
        "[" + home + "/lib/kith-node-1.jar:" + home + "/lib/b.jar:" + home + "/lib/a.jar]", "[dev.kith.cli.Kith]", "[run-js]",
        "[return 'a  b' + \"$HOME\"]");
  }

  @Test
  void javaHomeIsTakenIfItIsA25() throws Exception {
    Map<String, String> environment = Map.of("JAVA_HOME", jdk("from-java-home", "25").toString());

    assertThat(run(home.resolve("bin/kith"), environment, "jobs").text()).contains("from-java-home");
  }

  @Test
  void kithJavaHomeMustBeA25() throws Exception {
    Run run = run(home.resolve("bin/kith"), Map.of("KITH_JAVA_HOME", jdk("old", "21.0.2").toString()), "jobs");

    assertThat(run.exit()).isEqualTo(1);
    assertThat(run.text()).contains("kith: KITH_JAVA_HOME=" + directory.resolve("old") + " is not a JDK 25 but 21.0.2");
    assertThat(run(home.resolve("bin/kith"), Map.of("KITH_JAVA_HOME", "/nowhere"), "jobs").text())
        .contains("KITH_JAVA_HOME=/nowhere is not a JDK 25");
  }

  @Test
  void linksToTheScriptWork() throws Exception {
    Path link = directory.resolve("link");
    Files.createSymbolicLink(link, Path.of("kith-1 with space/bin/kith"));

    assertThat(run(link, Map.of("KITH_JAVA_HOME", jdk("jdk", "25").toString()), "jobs").text()).contains("[jobs]");
  }

  @Test
  void anIncompleteInstallationIsTold() throws Exception {
    Files.delete(home.resolve("lib/classpath"));

    Run run = run(home.resolve("bin/kith"), Map.of("KITH_JAVA_HOME", jdk("jdk", "25").toString()), "jobs");

    assertThat(run.exit()).isEqualTo(1);
    assertThat(run.text()).contains("lib/classpath is missing");
  }

  @Test
  void aTrainingRunThatFailsIsNotRepeated() throws Exception {
    Map<String, String> environment = Map.of("KITH_JAVA_HOME", jdk("jdk", "25.0.3").toString(), "KITH_NO_CACHE", "");

    Run first = run(home.resolve("bin/kith"), environment, "demo");
    Run second = run(home.resolve("bin/kith"), environment, "demo");

    assertThat(home.resolve("cache/kith-25.0.3.aot")).isEmptyFile();
    assertThat(first.text() + second.text()).doesNotContain("AOTCache=").contains("[demo]");
  }

  @Test
  void onlyNodesUseTheCacheOfClasses() throws Exception {
    Files.createDirectories(home.resolve("cache"));
    Files.writeString(home.resolve("cache/kith-25.0.3.aot"), "x");
    Map<String, String> environment = Map.of("KITH_JAVA_HOME", jdk("jdk", "25.0.3").toString(), "KITH_NO_CACHE", "");

    assertThat(run(home.resolve("bin/kith"), environment, "up").text())
        .contains("[-XX:AOTCache=" + home + "/cache/kith-25.0.3.aot]");
    assertThat(run(home.resolve("bin/kith"), environment, "jobs").text()).doesNotContain("AOTCache")
        .contains("[-XX:TieredStopAtLevel=1]");
  }
}
