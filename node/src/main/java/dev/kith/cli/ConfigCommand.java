package dev.kith.cli;

import dev.kith.node.ConfigText;
import dev.kith.node.Configuration;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `kith config`: what a node would be started with.
@Command(name = "config", mixinStandardHelpOptions = true, description = "Print the configuration that is in force here and where each value comes from. Secrets are not shown.", footer = {
    "", "Examples:", "  kith config", "  PORT=9000 kith config --config conf/lan.yaml --json",
    "  kith config --sample > kith.yaml"})
final class ConfigCommand implements Callable<Integer> {
  @Mixin
  private NodeOptions node;
  @Mixin
  private Output output;
  @Option(names = "--sample", description = "Print a complete, commented configuration file instead.")
  private boolean sample;
  @Option(names = "--reference", hidden = true, description = "Print docs/configuration.md instead.")
  private boolean reference;

  private final Terminal terminal;

  ConfigCommand(Terminal terminal) { this.terminal = terminal; }

  @Override
  public Integer call() {
    if (sample || reference) {
      terminal.print((sample ? ConfigText.sample() : ConfigText.reference()).stripTrailing());
      return Exit.OK;
    }
    Configuration loaded = node.load(terminal);
    JsonArray settings = new JsonArray();
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("KEY", "VALUE", "FROM"));
    for (Configuration.Row row : loaded.rows()) {
      settings.add(new JsonObject().put("key", row.key()).put("value", row.value()).put("origin", row.origin()));
      rows.add(List.of(row.key(), row.value(), row.origin()));
    }
    loaded.node(); // settings that contradict each other are told here too
    output.print(terminal, new JsonObject().put("settings", settings), Columns.of(rows));
    return Exit.OK;
  }
}
