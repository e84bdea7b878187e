package dev.kith.cli;

import dev.kith.node.NodeConfig;
import dev.kith.node.RunningNode;
import java.net.URI;
import java.util.HexFormat;
import java.util.Locale;

/// What `kith up` prints once the node answers.
final class Greeting {
  private final Terminal terminal;

  Greeting(Terminal terminal) { this.terminal = terminal; }

  void print(NodeConfig config, RunningNode node) {
    line("Kith is up", node.url().toString());
    line("client page", node.url() + "/client");
    for (URI other : node.networkUrls())
      line("for others", other.toString());
    line("data", config.data().toString());
    node.certificate().ifPresent(door -> {
      line("certificate", "by the mesh's own authority; commands trust " + door.root());
      line("SHA-256", HexFormat.ofDelimiter(":").withUpperCase().formatHex(door.leaf().bytes()));
    });
    node.firstStart().ifPresent(first -> secrets(config, node, first));
    terminal.print(node.networkUrls().isEmpty()
        ? "Only this machine can reach it. To let others join, start it with --host 0.0.0.0, then: kith invite --qr"
        : "Let others join: kith invite --qr");
  }

  /// Standard output is where they are wanted, unless it goes into a journal that keeps it.
  private void secrets(NodeConfig config, RunningNode node, RunningNode.FirstStart first) {
    if (terminal.environment().containsKey("JOURNAL_STREAM")) {
      line("owner's key", "in " + config.data().resolve("owner.key") + " (not shown: this output is kept in a journal)");
      return;
    }
    terminal.print("");
    terminal.print("This is the first start. The owner's key, shown this once; whoever has it can do everything:");
    line("key", first.key());
    line("words", first.words());
    line("sign in", node.url() + "/client with the key or the words");
    terminal.print("");
  }

  private void line(String name, String value) { terminal.print(String.format(Locale.ROOT, "%-12s %s", name, value)); }
}
