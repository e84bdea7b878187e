package dev.kith.node;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/// Where a node keeps things if nobody says.
public final class DataDirectory {
  private DataDirectory() {}

  /// `$KITH_DATA`, else `$XDG_DATA_HOME/kith`, else `~/.local/share/kith`.
  public static Path of(Map<String, String> environment) {
    return variable(environment, "KITH_NODE_DATA").or(() -> variable(environment, "KITH_DATA"))
        .orElseGet(() -> standard(environment));
  }

  static Path standard(Map<String, String> environment) {
    return variable(environment, "XDG_DATA_HOME").orElseGet(() -> home(environment).resolve(".local", "share")).resolve("kith");
  }

  private static Path home(Map<String, String> environment) {
    return variable(environment, "HOME").orElseGet(() -> Path.of(System.getProperty("user.home")));
  }

  private static Optional<Path> variable(Map<String, String> environment, String name) {
    return Optional.ofNullable(environment.get(name)).filter(text -> !text.isEmpty()).map(Path::of);
  }
}
