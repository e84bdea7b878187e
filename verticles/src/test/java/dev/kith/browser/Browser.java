package dev.kith.browser;

import java.io.IOException;
import java.util.List;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import org.opentest4j.TestAbortedException;

/// A browser without a window, of a fresh profile. Blocking; for test threads.
public interface Browser extends AutoCloseable {
  /// A new tab that shares nothing with other tabs.
  Page open() throws IOException;

  @Override
  void close() throws IOException;

  /// The first of these that can be run, that of the environment variable before all.
  ///
  /// @throws TestAbortedException if none can
  static String program(String browser, String variable, List<String> places) {
    Optional<String> found = Stream.concat(Stream.ofNullable(System.getenv(variable)), places.stream())
        .filter(place -> Files.isExecutable(Path.of(place))).findFirst();
    return found.orElseThrow(() -> {
      String why = "IS SKIPPED: no " + browser + " found at " + places + "; set " + variable + " to run its tests";
      System.err.println("\n*** " + why + " ***\n");
      return new TestAbortedException(why);
    });
  }
}
