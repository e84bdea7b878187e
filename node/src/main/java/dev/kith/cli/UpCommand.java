package dev.kith.cli;

import java.awt.Desktop;
import java.io.IOException;
import java.net.URI;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `kith up`: a node in the foreground.
@Command(name = "up", mixinStandardHelpOptions = true, description = "Start a node and keep it in the foreground. SIGTERM or Ctrl-C stops it within ten seconds; nothing acknowledged is lost.", footer = {
    "",
    "Where it listens and is found (host, port, base path, TLS files, ports and addresses of the mesh) is kept in the data directory:",
    "a later start without flags is the same node at the same place. Flags and environment win, and are kept then.", "",
    "The first start prints the owner's key, its 24 words and links once, to standard output (not under systemd, whose",
    "journal would keep them). The key is also in owner.key in the data directory, for this user only: commands find it there.",
    "",
    "Examples:", "  kith up", "  kith up --host 0.0.0.0 --port 8443          let others in, by TLS",
    "  kith up --config conf/lan.yaml --data /srv/kith", "  kith up --base-path /kith                   behind a proxy"})
final class UpCommand implements Callable<Integer> {
  @Mixin
  private NodeOptions node;
  @Option(names = "--gui", description = "Open the client page in a browser.")
  private boolean gui;

  private final Terminal terminal;

  UpCommand(Terminal terminal) { this.terminal = terminal; }

  @Override
  public Integer call() {
    return Foreground.run(terminal, node.load(terminal), running -> {
      if (gui)
        open(URI.create(running.url() + "/client"));
    });
  }

  private void open(URI page) {
    try {
      if (Desktop.isDesktopSupported() && Desktop.getDesktop().isSupported(Desktop.Action.BROWSE)) {
        Desktop.getDesktop().browse(page);
        return;
      }
    } catch (IOException | UnsupportedOperationException e) {
      terminal.say("kith: " + e.getMessage());
    }
    terminal.say("kith: no browser can be opened from here; open " + page);
  }
}
