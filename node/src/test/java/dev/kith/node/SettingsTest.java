package dev.kith.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kith.message.KithException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SettingsTest {
  @TempDir
  Path directory;

  static List<Setting<?>> all() { return Settings.ALL; }

  private Configuration read(String yaml) throws IOException {
    Path file = directory.resolve("kith.yaml");
    Files.writeString(file, yaml);
    return Configuration.load(Optional.of(file), Map.of("HOME", directory.toString()), List.of());
  }

  private void refused(Setting<?> setting, String value, String expected) {
    String yaml = "# a comment\n" + setting.section() + ":\n  " + setting.name() + ": " + value + "\n";
    assertThatThrownBy(() -> read(yaml)).as(yaml).isInstanceOf(KithException.class)
        .hasMessageStartingWith(directory.resolve("kith.yaml") + ":3: " + setting.key() + " ").hasMessageContaining(expected);
  }

  @ParameterizedTest
  @MethodSource("all")
  void defaultsAreAllowedAndReadBackTheSame(Setting<?> setting) {
    assertThat(setting.parse(setting.fallbackText())).isEqualTo(setting.fallback());
    assertThat(setting.doc()).isNotBlank();
  }

  @ParameterizedTest
  @MethodSource("all")
  void mistypedValuesAreRefusedWithFileLineKeyAndWhatIsAllowed(Setting<?> setting) {
    switch (setting.kind()) {
      case Kind.Whole _ -> {
        refused(setting, "many", "whole number");
        refused(setting, "1.5", "whole number");
        refused(setting, "\"" + setting.fallbackText() + "\"", "without quotes");
      }
      case Kind.Span _ -> {
        refused(setting, "10", "with its unit (ms, s, min, h, d), not \"10\"");
        refused(setting, "10 KiB", "with its unit");
      }
      case Kind.Size _ -> {
        refused(setting, "1024", "with its unit (B, KiB, MiB, GiB), not \"1024\"");
        refused(setting, "1 kb", "with its unit");
      }
      case Kind.YesNo _ -> refused(setting, "yes", "must be true or false");
      case Kind.Choice<?> _ -> refused(setting, "other", setting.kind().allows());
      case Kind.Line(int max, _, _) -> refused(setting, "x".repeat(max + 1), "at most " + max);
      case Kind.Words(int most, _, String shape) -> {
        refused(setting, "'?'", "must be a list of " + shape);
        refused(setting, "a" + ",a".repeat(most), "at most " + most + " items, not " + (most + 1));
      }
      case Kind.FilePath _,Kind.SecretFile _ -> refused(setting, "\"a\\0b\"", "must be a path");
    }
  }

  @ParameterizedTest
  @MethodSource("all")
  void valuesBelowAndAboveTheLimitsAreRefused(Setting<?> setting) {
    switch (setting.kind()) {
      case Kind.Whole(long min, long max) -> {
        refused(setting, Long.toString(min - 1), "from " + min + " to " + max + ", not " + (min - 1));
        refused(setting, Long.toString(max + 1), "from " + min + " to " + max + ", not " + (max + 1));
      }
      case Kind.Span(Duration min, Duration max) -> {
        if (!min.isZero())
          refused(setting, min.toMillis() - 1 + " ms", "must be from");
        refused(setting, max.toMillis() + 1 + " ms", "must be from");
      }
      case Kind.Size(long min, long max) -> {
        refused(setting, min - 1 + " B", "must be from");
        refused(setting, max + 1 + " B", "must be from");
      }
      default -> assertThat(setting.kind().plain()).as("a kind without a range").isEqualTo(setting.kind() instanceof Kind.YesNo);
    }
  }

  @ParameterizedTest
  @MethodSource("all")
  void everyKeyCanBeSetByTheEnvironment(Setting<?> setting) {
    Configuration loaded = Configuration.load(Optional.empty(), Map.of(setting.env(), sampleText(setting)), List.of());

    Configuration.Row row = loaded.rows().stream().filter(one -> one.key().equals(setting.key())).findFirst().orElseThrow();
    assertThat(row.origin()).isEqualTo("environment " + setting.env());
    assertThat(loaded.warnings()).isEmpty();
  }

  private static String sampleText(Setting<?> setting) {
    if (!setting.fallbackText().isEmpty())
      return setting.fallbackText();
    return switch (setting.key()) {
      case "http.hosts" -> "mesh.example, [2001:db8::1]";
      case "http.publicUrl" -> "https://mesh.example";
      case "mesh.host" -> "192.0.2.1";
      case "mesh.addresses" -> "192.0.2.1, 2001:db8::1";
      case "mesh.coord" -> "mesh.example:8080/kith";
      case "mesh.seeds" -> "mesh.example:8080, [2001:db8::1]:8080";
      case "mesh.allowlist" -> "ab".repeat(16);
      default -> "/x";
    };
  }

  @Test
  void keysAndVariablesAreUnique() {
    List<String> names = new ArrayList<>();
    Settings.ALL.forEach(setting -> names.addAll(setting.variables()));
    assertThat(names).doesNotHaveDuplicates();
    assertThat(Settings.ALL.stream().map(Setting::key)).doesNotHaveDuplicates();
    assertThat(Settings.PUBLIC_URL.env()).isEqualTo("KITH_HTTP_PUBLIC_URL");
  }

  @Test
  void masterIsAControllerOfOld() throws IOException {
    assertThat(read("node:\n  role: master\n").get(Settings.ROLE)).isEqualTo(dev.kith.model.Role.CONTROLLER);
  }

  @Test
  void clearTrafficBetweenNodesStaysOnTheMachine() throws IOException {
    assertThat(read("mesh:\n  insecureDev: true\n").node().mesh().insecureDev()).isTrue();
    for (String other : List.of("http:\n  host: 0.0.0.0\n", "http:\n  host: mesh.example\n"))
      assertThatThrownBy(() -> read(other + "mesh:\n  insecureDev: true\n").node()).isInstanceOf(KithException.class)
          .hasMessageContaining("--insecure-dev").hasMessageContaining("loopback only");
    assertThatThrownBy(() -> read("mesh:\n  insecureDev: true\n  host: 192.0.2.1\n").node()).hasMessageContaining("192.0.2.1");
  }

  @Test
  void meshSettingsThatContradictEachOtherAreRefused() {
    assertThatThrownBy(() -> read("mesh:\n  addresses: 1.2.3\n").node()).hasMessageContaining("mesh.addresses");
    assertThatThrownBy(() -> read("mesh:\n  seeds: a:70000\n").node()).hasMessageContaining("mesh.seeds")
        .hasMessageContaining("65535");
    assertThatThrownBy(() -> read("mesh:\n  allowlist: " + "ab".repeat(16) + "\n").node()).hasMessageContaining("mesh.admission");
    assertThatThrownBy(() -> read("mesh:\n  outboundOnly: true\n  addresses: 192.0.2.1\n").node())
        .hasMessageContaining("mesh.outboundOnly");
  }

  @Test
  void nodesAreListenedToWhereTheDoorIsUnlessToldOtherwise() throws IOException {
    assertThat(read("http:\n  host: 0.0.0.0\n").node().mesh().host()).isEqualTo("0.0.0.0");
    assertThat(read("mesh:\n  host: 192.0.2.1\n  seeds: a:1, b:2\n").node().mesh().seeds()).containsExactly("a:1", "b:2");
  }

  @Test
  void unknownKeysAndSectionsAreRefusedAllAtOnce() {
    assertThatThrownBy(
        () -> read("http:\n  prot: 1\nhtpp:\n  port: 2\nnode: 7\njobs:\n  codeMax: [1]\n  openMax: 1\n  openMax: 2\n"))
        .isInstanceOf(KithException.class).message()
        .satisfies(text -> assertThat(text.lines().map(line -> line.substring(directory.toString().length() + 1)))
            .containsExactlyInAnyOrder("kith.yaml:2: unknown key http.prot (did you mean http.port?)",
                "kith.yaml:3: unknown section htpp (did you mean http?)",
                "kith.yaml:5: section node must be made of lines `key: value`",
                "kith.yaml:7: jobs.codeMax must be one value", "kith.yaml:9: jobs.openMax was set before, in line 8"));
  }

  @Test
  void brokenYamlIsRefusedWithItsLine() {
    assertThatThrownBy(() -> read("http:\n  port: 1\n bad\n")).isInstanceOf(KithException.class)
        .hasMessageContaining("kith.yaml:3: ");
    assertThatThrownBy(() -> read("- 1\n")).hasMessageContaining("kith.yaml:1: the file must be made of lines");
    assertThatThrownBy(() -> read("#".repeat(YamlFile.MAX_BYTES + 1))).hasMessageContaining("at most " + YamlFile.MAX_BYTES);
  }

  @Test
  void emptyFilesSayNothing() throws IOException {
    assertThat(read("").rows()).allMatch(row -> row.origin().equals("default"));
    assertThat(read("http:\n").rows()).allMatch(row -> row.origin().equals("default"));
  }

  @Test
  void amountsWithUnitsAreReadExactly() {
    assertThat(Stream.of("200 ms", "10s", "5 min", "24 h", "30 d").map(Units.TIME::parse)).containsExactly(200L, 10_000L,
        300_000L,
        86_400_000L, 2_592_000_000L);
    assertThat(Stream.of("0 B", "1 KiB", "3 MiB", "2 GiB").map(Units.BYTES::parse)).containsExactly(0L, 1024L, 3L << 20,
        2L << 30);
    assertThatIllegalArgumentException().isThrownBy(() -> Units.TIME.parse("9223372036854775807 d"))
        .withMessageContaining("63 bits");
    assertThat(Units.TIME.write(90_000)).isEqualTo("90 s");
    assertThat(Units.TIME.write(0)).isEqualTo("0 ms");
  }
}
