package dev.kith.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/// Directories that go with what is measured.
final class Directories {
  private Directories() {}

  static Path temporary() throws IOException { return Files.createTempDirectory("kith-bench-"); }

  static void delete(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList())
        Files.deleteIfExists(file);
    }
  }
}
