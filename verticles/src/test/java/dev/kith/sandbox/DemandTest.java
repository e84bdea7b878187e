package dev.kith.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DemandTest {
  private static final String FULL = "seccomp+landlock+rlimit";

  @TempDir
  Path directory;

  @ParameterizedTest
  @CsvSource({"process,process,true", "process,rlimit,true", "seccomp,seccomp+rlimit,true",
      "seccomp+landlock,landlock+seccomp,true",
      "seccomp+landlock,seccomp,false", "rlimit,process,false", FULL + ",landlock+rlimit,false"})
  void whatIsAskedForMustBeThere(String asked, String given, boolean enough) {
    assertThat(new Demand(asked, Optional.empty()).lack(given).isEmpty()).isEqualTo(enough);
  }

  @Test
  void firstStartIsWhatLaterOnesMustGive() throws IOException {
    Path record = directory.resolve("isolation");
    Demand first = new Demand(Demand.FIRST, Optional.of(record));
    assertThat(first.lack("landlock+rlimit")).isEmpty();
    assertThat(Files.readString(record)).isEqualTo("landlock+rlimit\n");
    assertThat(first.lack(FULL)).isEmpty();
    assertThat(first.lack("rlimit").orElseThrow()).contains("rlimit only", "landlock+rlimit is required", record.toString());
  }

  @Test
  void filterOfSystemCallsAroundTheNodeIsNoticed() throws Exception {
    List<String> said = node(Demand.FIRST, "free");
    assertThat(said).contains("isolation " + FULL, "unavailable -", "run 1", "children 1");
    said = node(Demand.FIRST, "filtered");
    assertThat(said).anyMatch(line -> line.startsWith("unavailable job code would be held in by rlimit only"))
        .anyMatch(line -> line.startsWith("run cannot run task 1: job code would be held in by rlimit only"))
        .contains("children 0");
    said = node("process", "filtered");
    assertThat(said).contains("isolation rlimit", "unavailable -", "run 1", "children 1");
  }

  /// A node's sandbox in a process of its own, with what `SystemCallFilter=` of systemd does around it, or without.
  private List<String> node(String asked, String filtered) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(ChildCommand.java().toString(), "--enable-native-access=ALL-UNNAMED", "-cp",
        System.getProperty("java.class.path"), FilteredNode.class.getName(), asked, directory.resolve("isolation").toString(),
        filtered).redirectErrorStream(true).start();
    List<String> said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).lines().toList();
    assertThat(process.waitFor()).as(said.toString()).isZero();
    return said;
  }
}
