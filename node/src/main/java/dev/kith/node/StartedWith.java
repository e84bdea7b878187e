package dev.kith.node;

import dev.kith.crypto.SecretFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What a node was last started with, as far as it decides where and how others find it: kept in its data directory, so that a later
/// start without flags is the same node at the same place. Flags, environment and configuration file win over it.
final class StartedWith {
  static final String FILE = "started.yaml";
  private static final String HEAD = """
      # What this node was last started with. Written by `kith up` and `kith join`; do not edit it:
      # flags, environment and kith.yaml win over it, and what flags and environment say is kept here for later starts.
      """;

  private StartedWith() {}

  static Map<Setting<?>, Resolved<?>> read(Path data) {
    Path file = data.resolve(FILE);
    return Files.isRegularFile(file) ? YamlFile.read(file) : Map.of();
  }

  /// Replaces what was kept; nothing is left of what is not in `values`.
  static void write(Path data, List<Resolved<?>> values) {
    Path file = data.resolve(FILE);
    if (!values.isEmpty()) {
      SecretFile.write(file, text(values).getBytes(StandardCharsets.UTF_8));
      return;
    }
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw new UncheckedIOException(file + ": cannot remove it", e);
    }
  }

  private static String text(List<Resolved<?>> values) {
    StringBuilder text = new StringBuilder(HEAD);
    List<String> sections = new ArrayList<>();
    for (Resolved<?> one : values) {
      if (!sections.contains(one.setting().section())) {
        sections.add(one.setting().section());
        text.append(one.setting().section()).append(":\n");
      }
      text.append("  ").append(one.setting().name()).append(": ").append(scalar(one)).append('\n');
    }
    return text.toString();
  }

  /// A path that was relative to where the node was started is not any more.
  private static String scalar(Resolved<?> one) {
    String plain = one.value() instanceof Optional<?> some && some.orElse(null) instanceof Path path
        ? path.toAbsolutePath().normalize().toString()
        : one.text();
    return one.setting().kind().plain() ? plain : "'" + plain.replace("'", "''") + "'";
  }
}
