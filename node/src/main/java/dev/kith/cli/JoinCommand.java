package dev.kith.cli;

import dev.kith.node.Configuration;
import dev.kith.node.Enrolment;
import dev.kith.node.MeshFiles;
import dev.kith.node.NodeConfig;
import dev.kith.node.Secret;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `kith join`: a new node of a mesh that is there.
@Command(name = "join", mixinStandardHelpOptions = true, description = "Join a mesh by a token from one of its nodes (kith token create), then run the node in the foreground as kith up does. Later starts are by kith up.", footer = {
    "",
    "What the node does (its role) is in the token. It listens on 0.0.0.0 unless told otherwise, or on 127.0.0.1 if the mesh is on",
    "this machine; that is kept in the data directory for later starts. The token is good for a short time",
    "only, but others on this machine see it in the list of processes: --token-file avoids that.", "", "Examples:",
    "  kith join 192.0.2.7:8080#TOKEN", "  kith join 192.0.2.7:8080#TOKEN --name cellar --data /srv/kith",
    "  kith join --token-file invitation.txt --enrol-only"})
final class JoinCommand implements Callable<Integer> {
  @Parameters(paramLabel = "HOST:PORT#TOKEN", arity = "0..1", description = "As kith token create prints it.")
  private String ticket;
  @Option(names = "--token-file", paramLabel = "FILE", description = "A file that holds HOST:PORT#TOKEN instead.")
  private Path tokenFile;
  @Option(names = "--enrol-only", description = "Get card and certificate, and do not start the node.")
  private boolean enrolOnly;
  @Option(names = "--name", paramLabel = "TEXT", description = "What people call the node, at most 64 characters. Default: the host's name.")
  private String name;
  @Option(names = "--outbound-only", description = "Others can't reach this machine (NAT): the node keeps a link to one that it reaches. Its token is made by kith token create --outbound-only.")
  private boolean outboundOnly;
  @Mixin
  private NodeOptions node;
  @Mixin
  private Output output;

  private final Terminal terminal;
  private final Enrolment enrolment;

  JoinCommand(Terminal terminal, Enrolment enrolment) {
    this.terminal = terminal;
    this.enrolment = enrolment;
  }

  @Override
  public Integer call() {
    if ((ticket == null) == (tokenFile == null))
      throw new CommandFailed(Exit.USAGE, "give HOST:PORT#TOKEN or --token-file, and not both");
    if (node.hasRole())
      throw new CommandFailed(Exit.USAGE,
          "--role is not for kith join: what the node does is in its token (kith token create --role)");
    Ticket to = Ticket.parse(ticket == null ? new Secret.InFile(tokenFile).reveal() : ticket);
    Configuration configured = configured(to);
    NodeConfig config = configured.node();
    if (MeshFiles.there(config.data())) {
      throw new CommandFailed(Exit.REFUSED, "the node in " + config.data()
          + " is of a mesh already; start it by kith up, or take it out of that mesh by kith leave first");
    }
    enrolment.enrol(config, to.door(), to.token(), line -> terminal.say("kith: " + line));
    configured.keep(config.data());
    if (!enrolOnly)
      return Foreground.run(terminal, configured, _ -> {});
    output.print(terminal, new JsonObject().put("ok", true).put("data", config.data().toString()),
        List.of("joined; start the node by: kith up --data " + config.data()));
    return Exit.OK;
  }

  /// With an address to listen on: as flags, environment or file say, else as fits the mesh.
  private Configuration configured(Ticket to) {
    if (name != null)
      node.call(name);
    if (outboundOnly)
      node.dialOut();
    return node.load(terminal, to.listenOn());
  }
}
