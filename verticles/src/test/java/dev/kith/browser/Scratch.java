package dev.kith.browser;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/// What a browser wrote while it ran.
final class Scratch {
  private Scratch() {}

  /// Deletes a folder with all in it, as soon as processes that are ending let it go.
  static void delete(Path folder) {
    Awaitility.await("the profile to be let go").atMost(Duration.ofSeconds(60)).ignoreExceptions().until(() -> {
      try (Stream<Path> files = Files.walk(folder)) {
        for (Path file : files.sorted((a, b) -> b.compareTo(a)).toList())
          Files.delete(file);
      } catch (java.nio.file.NoSuchFileException e) {
        return !Files.exists(folder);
      }
      return true;
    });
  }
}
