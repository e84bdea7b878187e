package dev.kith.node;

import java.nio.file.Path;

/// Where a value comes from.
sealed interface Origin {
  /// For people: `default`, `kith.yaml:12`, `environment PORT`, `flag --port`.
  String text();

  record Default() implements Origin {
    @Override
    public String text() { return "default"; }
  }

  record Line(Path file, int line) implements Origin {
    @Override
    public String text() { return file + ":" + line; }
  }

  record Variable(String name) implements Origin {
    @Override
    public String text() { return "environment " + name; }
  }

  record Flag(String name) implements Origin {
    @Override
    public String text() { return "flag " + name; }
  }
}
