package dev.kith.cli;

import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `kith node`: what the authority says of a node.
@Command(name = "node", mixinStandardHelpOptions = true, description = "Take a node out of the mesh, or give it another role.", synopsisSubcommandLabel = "(revoke|role)", footer = {
    "", "Examples:", "  kith node revoke cellar --reason 'disk was sold'", "  kith node role 3fa9c1 dual"})
final class NodeCommand {
  private NodeCommand() {}

  static CommandLine line(Terminal terminal) {
    return new CommandLine(new NodeCommand()).addSubcommand(new Revoke(terminal)).addSubcommand(new Role(terminal));
  }

  @Command(name = "revoke", mixinStandardHelpOptions = true, description = "Take a node out of the mesh for good. Every other node ends its sessions with it; it may only join anew, by a token and with a new identity.", footer = {
      "", "Examples:", "  kith node revoke cellar", "  kith node revoke 3fa9c1 --reason stolen --json"})
  static final class Revoke implements Callable<Integer> {
    @Parameters(paramLabel = "ID", description = Peer.DESCRIPTION)
    private String peer;
    @Option(names = "--reason", paramLabel = "TEXT", description = "Why, at most 200 characters.")
    private String reason = "";
    @Mixin
    private Connection connection;
    @Mixin
    private Output output;

    private final Terminal terminal;

    Revoke(Terminal terminal) { this.terminal = terminal; }

    @Override
    public Integer call() {
      try (Door door = connection.open(terminal)) {
        String id = Peer.ever(door, peer);
        JsonObject answer = door.post("/api/mesh/nodes/" + id + "/revoke", new JsonObject().put("reason", reason));
        output.print(terminal, answer, List.of("node " + id + " revoked"));
        return Exit.OK;
      }
    }
  }

  @Command(name = "role", mixinStandardHelpOptions = true, description = "Give a node another role (switch_role). It fetches a new card that says so.", footer = {
      "", "Examples:", "  kith node role cellar dual", "  kith node role 3fa9c1 master"})
  static final class Role implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "ID", description = Peer.DESCRIPTION)
    private String peer;
    @Parameters(index = "1", paramLabel = "ROLE", description = RoleName.DESCRIPTION)
    private String role;
    @Mixin
    private Connection connection;
    @Mixin
    private Output output;

    private final Terminal terminal;

    Role(Terminal terminal) { this.terminal = terminal; }

    @Override
    public Integer call() {
      String word = RoleName.checked(role);
      try (Door door = connection.open(terminal)) {
        String id = Peer.id(door, peer);
        JsonObject answer = door.post("/api/mesh/nodes/" + id + "/role", new JsonObject().put("role", word));
        output.print(terminal, answer, List.of("node " + id + " will be " + word + " with its next card"));
        return Exit.OK;
      }
    }
  }
}
