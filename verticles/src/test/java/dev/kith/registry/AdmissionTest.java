package dev.kith.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AdmissionTest {
  @TempDir
  Path directory;

  @Test
  void openLetsAllInAndAListOnlyThoseOnIt() {
    assertThat(Admission.open().refusal(FakeTies.node(2))).isEmpty();
    assertThat(Admission.allowlist(Set.of(FakeTies.node(2))).refusal(FakeTies.node(2))).isEmpty();
    assertThat(Admission.allowlist(Set.of(FakeTies.node(2))).refusal(FakeTies.node(3)).orElseThrow()).contains("allowlist");
    assertThat(Admission.allowlist(Set.of()).refusal(FakeTies.node(3))).isPresent();
  }

  @Test
  void theFileIsReadStrictly() throws IOException {
    Path file = directory.resolve("allowlist");
    Files.writeString(file, "# ours\n\n" + FakeTies.node(2) + "  # the old one\n");
    assertThat(Admission.allowlist(file).refusal(FakeTies.node(2))).isEmpty();
    assertThat(Admission.allowlist(file).refusal(FakeTies.node(3))).isPresent();
    Files.writeString(file, FakeTies.node(2) + "\nnobody\n");
    assertThatThrownBy(() -> Admission.allowlist(file)).hasMessageContaining("line 2").hasMessageContaining("nobody");
    Path absent = directory.resolve("absent");
    assertThatThrownBy(() -> Admission.allowlist(absent)).isInstanceOf(UncheckedIOException.class).hasMessageContaining("absent");
  }

  @Test
  void theListIsBounded() {
    var many = IntStream.rangeClosed(0, Admission.MAX).mapToObj(FakeTies::node).collect(Collectors.toSet());
    assertThatThrownBy(() -> Admission.allowlist(many)).hasMessageContaining("10000").hasMessageContaining("10001");
  }
}
