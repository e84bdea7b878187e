package dev.kith.cli;

import dev.kith.node.DataDirectory;
import dev.kith.node.LocalNode;
import dev.kith.node.Secret;
import java.io.Console;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/// The options by which a command finds a node and proves who it is.
final class Connection {
  private static final URI USUAL = URI.create("http://127.0.0.1:8080");

  @Option(names = "--host", paramLabel = "URL", description = "The node: a URL or host:port. Default: the node of this machine's user.")
  private String host;
  @Option(names = {"--client-token",
      "--auth"}, paramLabel = "KEY", description = "The key, as text or 24 words. Others see it in the list of processes: better use CLIENT_API_KEY or --token-file.")
  private String clientToken;
  @Option(names = "--token-file", paramLabel = "FILE", description = "A file that holds the key; - for standard input.")
  private String tokenFile;
  @Option(names = "--cert", paramLabel = "FILE", description = "Trust this certificate (PEM) too, such as one that the node made itself.")
  private Path certificate;
  @Option(names = "--data", paramLabel = "DIR", description = "Data directory of the local node. Default: $KITH_DATA, else the usual place.")
  private Path data;

  Door open(Terminal terminal) {
    Path directory = data(terminal);
    Optional<LocalNode> local = LocalNode.read(directory);
    if (host == null && local.isEmpty() && !keyGiven(terminal))
      throw new CommandFailed.Unreachable(
          "no node of this user runs here: kith up starts one; another is named by --host and a key",
          null);
    URI url = url(local);
    boolean mine = host == null ? local.isPresent() : local.filter(node -> same(node.url(), url)).isPresent();
    if (url.getScheme().equals("http") && !Loopback.is(url.getHost()))
      throw new CommandFailed(Exit.USAGE, "the key would cross the network in clear: use https://" + url.getAuthority());
    Optional<Path> pin = Optional.ofNullable(certificate).or(() -> local.filter(_ -> mine).flatMap(LocalNode::certificate));
    return new Door(url, key(terminal, url, mine ? LocalNode.key(directory) : Optional.empty()), pin);
  }

  Path data(Terminal terminal) { return data == null ? DataDirectory.of(terminal.environment()) : data; }

  private URI url(Optional<LocalNode> local) {
    if (host == null)
      return local.map(LocalNode::url).orElse(USUAL);
    String text = host.replaceFirst("(?<![:/])/$", "");
    try {
      if (text.contains("://"))
        return checked(URI.create(text));
      URI plain = checked(URI.create("http://" + text));
      // the node of this machine may speak TLS on loopback too; anything else always does
      if (local.filter(node -> node.url().getPort() == plain.getPort() && Loopback.is(plain.getHost())).isPresent())
        return local.get().url();
      return Loopback.is(plain.getHost()) ? plain : URI.create("https://" + text);
    } catch (IllegalArgumentException e) {
      throw new CommandFailed(Exit.USAGE, "--host must be a URL or host:port, not \"" + host + "\"", e);
    }
  }

  private static URI checked(URI url) {
    if (url.getHost() == null || url.getUserInfo() != null || url.getQuery() != null || url.getFragment() != null
        || !(url.getScheme().equals("http") || url.getScheme().equals("https")))
      throw new IllegalArgumentException("no plain http(s) URL");
    return url;
  }

  /// The kept key goes to the node that it belongs to and to no other.
  private static boolean same(URI a, URI b) {
    boolean sameHost = a.getHost().equalsIgnoreCase(b.getHost()) || (Loopback.is(a.getHost()) && Loopback.is(b.getHost()));
    return sameHost && a.getPort() == b.getPort() && a.getScheme().equals(b.getScheme());
  }

  private boolean keyGiven(Terminal terminal) {
    return clientToken != null || tokenFile != null || !terminal.environment().getOrDefault("CLIENT_API_KEY", "").isEmpty();
  }

  private String key(Terminal terminal, URI url, Optional<String> kept) {
    if (clientToken != null) {
      terminal.say("kith: warning: --client-token shows the key in the list of processes; CLIENT_API_KEY or --token-file do not");
      return clientToken;
    }
    if (tokenFile != null)
      return tokenFile.equals("-") ? piped(terminal) : new Secret.InFile(Path.of(tokenFile)).reveal();
    String variable = Secret.bare(terminal.environment().getOrDefault("CLIENT_API_KEY", ""));
    if (!variable.isEmpty())
      return variable;
    return kept.or(() -> prompted(terminal, url)).orElseThrow(() -> new CommandFailed(Exit.ACCESS,
        "no key for " + url + ": set CLIENT_API_KEY or give --token-file"));
  }

  private static String piped(Terminal terminal) {
    try {
      return Secret.bare(new String(terminal.in().readNBytes(Secret.MAX_BYTES), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new CommandFailed(Exit.USAGE, "cannot read the key from standard input: " + e, e);
    }
  }

  private static Optional<String> prompted(Terminal terminal, URI url) {
    Console console = terminal.interactive() ? System.console() : null;
    char[] typed = console == null ? null : console.readPassword("Key (or 24 words) for %s: ", url);
    return Optional.ofNullable(typed).map(String::new).map(String::strip).filter(text -> !text.isEmpty());
  }
}
