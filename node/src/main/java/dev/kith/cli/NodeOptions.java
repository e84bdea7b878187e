package dev.kith.cli;

import dev.kith.node.Configuration;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/// The options that configure a node; each wins over the environment and the file.
final class NodeOptions {
  @Option(names = "--config", paramLabel = "FILE", description = "Configuration. Default: $KITH_CONFIG, else kith.yaml in the data directory.")
  private Path config;
  @Option(names = "--host", paramLabel = "ADDRESS", description = "Address to listen on. Default: 127.0.0.1; any other than loopback speaks TLS.")
  private String host;
  @Option(names = "--port", paramLabel = "PORT", description = "Port to listen on; 0: any free one. Default: 8080.")
  private String port;
  @Option(names = "--data", paramLabel = "DIR", description = "Directory of everything that the node keeps. Default: $KITH_DATA, else the usual place.")
  private String data;
  @Option(names = "--role", paramLabel = "ROLE", description = "controller (or master), worker or dual. Default: dual. Of a node that has joined a mesh its card decides.")
  private String role;
  @Option(names = "--base-path", paramLabel = "/PATH", description = "Path under which a proxy serves the node.")
  private String basePath;
  @Option(names = "--tls-cert", paramLabel = "FILE", description = "Certificate chain, PEM.")
  private String tlsCert;
  @Option(names = "--tls-key", paramLabel = "FILE", description = "Its private key, PEM.")
  private String tlsKey;

  @Option(names = "--insecure-dev", description = "For trials on loopback; it has no effect, as nodes speak TLS there too.")
  private boolean insecureDev;
  @Option(names = "--auth", paramLabel = "TOKEN", hidden = true, description = "Of the predecessor; see the refusal.")
  private String auth;
  @Option(names = "--coord", paramLabel = "HOST:PORT", description = "Door of the authority's node, for this start: if it is elsewhere now than this node remembers. The mesh's root decides whether it is believed.")
  private String coord;
  private String label;
  private boolean outboundOnly;

  Configuration load(Terminal terminal) {
    Configuration loaded = read(terminal);
    loaded.warnings().forEach(warning -> terminal.say("kith: warning: " + warning));
    return loaded;
  }

  private Configuration read(Terminal terminal) {
    if (auth != null)
      throw new CommandFailed(Exit.USAGE,
          "--auth is no longer how nodes get in: a shared secret proves nobody. On the node that made the"
              + " mesh run `kith token create`; on the new one `kith join HOST:PORT#TOKEN`");
    List<Configuration.Flag> flags = new ArrayList<>();
    add(flags, "http.host", "--host", host);
    add(flags, "http.port", "--port", port);
    add(flags, "node.data", "--data", data);
    add(flags, "node.role", "--role", role);
    add(flags, "node.label", "--name", label);
    add(flags, "http.basePath", "--base-path", basePath);
    add(flags, "http.tlsCert", "--tls-cert", tlsCert);
    add(flags, "http.tlsKey", "--tls-key", tlsKey);
    add(flags, "mesh.coord", "--coord", coord);
    if (insecureDev)
      add(flags, "mesh.insecureDev", "--insecure-dev", "true");
    if (outboundOnly)
      add(flags, "mesh.outboundOnly", "--outbound-only", "true");
    return Configuration.load(Optional.ofNullable(config), terminal.environment(), flags);
  }

  boolean hasRole() { return role != null; }

  void call(String name) { label = name; }

  void dialOut() { outboundOnly = true; }

  /// The same, on that address if nobody said which.
  Configuration load(Terminal terminal, String address) {
    boolean told = read(terminal).rows().stream()
        .anyMatch(row -> row.key().equals("http.host") && !row.origin().equals("default"));
    host = told ? host : address;
    return load(terminal);
  }

  private static void add(List<Configuration.Flag> flags, String key, String name, String text) {
    if (text != null)
      flags.add(new Configuration.Flag(key, name, text));
  }
}
