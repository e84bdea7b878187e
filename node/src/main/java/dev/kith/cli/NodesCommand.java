package dev.kith.cli;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// `kith nodes`: who is in the mesh.
@Command(name = "nodes", mixinStandardHelpOptions = true, description = "List the nodes of the mesh, as the asked one sees them; it has a star.", footer = {
    "", "Examples:", "  kith nodes", "  kith nodes --json"})
final class NodesCommand implements Callable<Integer> {
  @Mixin
  private Connection connection;
  @Mixin
  private Output output;

  private final Terminal terminal;

  NodesCommand(Terminal terminal) { this.terminal = terminal; }

  @Override
  public Integer call() {
    try (Door door = connection.open(terminal)) {
      JsonObject answer = door.get("/api/nodes");
      JsonArray nodes = Views.list(answer, "nodes");
      List<String> lines = new ArrayList<>(NodeTable.of(terminal, nodes, Instant.now()));
      long alive = nodes.stream().filter(node -> Views.text((JsonObject) node, "liveness").equals("alive")).count();
      lines.add(
          Amount.counted(nodes.size(), "node") + ", " + alive + " alive, mesh " + Peer.shortened(Views.text(answer, "mesh")));
      output.print(terminal, answer, lines);
      return Exit.OK;
    }
  }
}
