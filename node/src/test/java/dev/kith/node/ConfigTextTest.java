package dev.kith.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The files are made by `kith config --sample` and `kith config --reference`.
class ConfigTextTest {
  private static final Path TOP = Path.of("..").toAbsolutePath().normalize();

  @Test
  void theSampleFileIsComplete() throws IOException {
    assertThat(Files.readString(TOP.resolve("conf/kith.yaml")).strip()).isEqualTo(ConfigText.sample().strip());
  }

  @Test
  void theReferenceIsComplete() throws IOException {
    assertThat(Files.readString(TOP.resolve("docs/configuration.md")).strip()).isEqualTo(ConfigText.reference().strip());
  }

  @Test
  void theSampleFileChangesNothing() {
    Configuration sample = Configuration.load(Optional.of(TOP.resolve("conf/kith.yaml")), Map.of(), List.of());
    Configuration none = Configuration.load(Optional.empty(), Map.of("HOME", "/nowhere"), List.of());

    assertThat(sample.rows().stream().map(row -> row.key() + "=" + row.value()))
        .isEqualTo(none.rows().stream().map(row -> row.key() + "=" + row.value()).toList());
    assertThat(sample.rows()).noneMatch(row -> row.origin().equals("default"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"local.yaml", "lan.yaml", "wan.yaml"})
  void profilesAreValid(String name) {
    assertThat(Configuration.load(Optional.of(TOP.resolve("conf", name)), Map.of(), List.of()).node()).isNotNull();
  }
}
