package dev.kith.sandbox;

import com.caoccao.javet.interop.V8Host;
import java.io.File;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// How a child is started: this JDK's `java`, only what it needs on the class path, no environment.
final class ChildCommand {
  private static final List<String> FLAGS = List.of(
      // Starts fast and stays small; its speed is V8's.
      "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx160m", "-Xss512k", "-XX:-UsePerfData", "-XX:+ExitOnOutOfMemoryError",
      "-XX:+DisableAttachMechanism", "-XX:-CreateCoredumpOnCrash", "-XX:ErrorFile=/dev/null",
      // Standard output carries frames; the JVM would print warnings there.
      "-Xlog:disable", "-Xlog:all=error:stderr", "-XX:+DisplayVMOutputToStderr", "--enable-native-access=ALL-UNNAMED",
      "-Djava.awt.headless=true", "-Duser.timezone=UTC");

  private final SandboxConfig config;
  private final Path library;

  ChildCommand(SandboxConfig config, Path library) {
    this.config = config;
    this.library = library;
  }

  ProcessBuilder builder() {
    List<String> words = new ArrayList<>();
    words.add(java().toString());
    words.addAll(FLAGS);
    words.addAll(List.of("-cp", String.join(File.pathSeparator, places()), SandboxChild.class.getName(), library.toString()));
    words.add(Integer.toString(config.heapMegabytes()));
    words.add(Integer.toString(config.dataMegabytes()));
    words.add(Long.toString(config.pulse().toMillis()));
    words.add(Long.toString(config.killGrace().toMillis()));
    ProcessBuilder builder = new ProcessBuilder(words).directory(config.scratch().toFile());
    builder.environment().clear();
    builder.environment().put("LC_ALL", "C.UTF-8"); // or the JVM can't name files that are not ASCII
    return builder;
  }

  static Path java() { return Path.of(System.getProperty("java.home"), "bin", "java"); }

  /// What a child must be able to read.
  List<Path> files() {
    List<Path> files = new ArrayList<>(
        List.of(java(), Path.of(System.getProperty("java.home"), "lib", "modules"), library, config.scratch()));
    places().forEach(place -> files.add(Path.of(place)));
    return files;
  }

  private static Set<String> places() {
    Set<String> places = new LinkedHashSet<>();
    for (Class<?> needed : List.of(SandboxChild.class, V8Host.class))
      places.add(place(needed));
    return places;
  }

  private static String place(Class<?> type) {
    try {
      return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI()).toString();
    } catch (URISyntaxException e) {
      throw new IllegalStateException("the class path has a place that is no path: " + e.getMessage(), e);
    }
  }
}
