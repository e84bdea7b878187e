package dev.kith.cli;

import io.vertx.core.json.JsonObject;
import java.util.List;
import picocli.CommandLine.Option;

/// The option that every command has that prints data.
final class Output {
  @Option(names = "--json", description = "Print JSON, for programs.")
  private boolean json;

  boolean json() { return json; }

  /// JSON, or lines for people.
  void print(Terminal terminal, JsonObject data, List<String> lines) {
    if (json)
      terminal.printJson(data.encodePrettily());
    else
      lines.forEach(terminal::print);
  }
}
