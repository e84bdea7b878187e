package dev.kith.cli;

import dev.kith.model.PlainText;
import dev.kith.node.LocalNode;
import dev.kith.node.MeshFiles;
import io.vertx.core.json.JsonObject;
import java.io.Console;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `kith leave`: this machine's node leaves the mesh for good.
@Command(name = "leave", mixinStandardHelpOptions = true, description = "Take the node that runs from this machine's data directory out of its mesh for good: it is revoked, stopped, and its card and keys are moved aside. Jobs and client keys stay.", footer = {
    "", "A supervisor must not start it again meanwhile. For a pause, just stop the node.", "", "Examples:", "  kith leave",
    "  kith leave --yes --data /srv/kith",
    "  kith leave --yes --offline            it was revoked elsewhere and does not start any more",
    "  kith leave --yes --destroy-mesh       on the node that made the mesh: ends it for all"})
final class LeaveCommand implements Callable<Integer> {
  /// Somewhat more than a node takes to stop.
  private static final long STOP_SECONDS = 20;
  private static final String AUTHORITY = "this node is the authority of the mesh: without it no node can join or renew."
      + " To end the mesh for all nodes: ";

  @Option(names = "--yes", description = "Do not ask.")
  private boolean yes;
  @Option(names = "--destroy-mesh", description = "Also if this node is the authority: without it no node can join or renew any more.")
  private boolean destroyMesh;
  @Option(names = "--offline", description = "The node does not run: only move its card and keys aside. Revoke it from another node.")
  private boolean offline;
  @Mixin
  private Connection connection;
  @Mixin
  private Output output;

  private final Terminal terminal;

  LeaveCommand(Terminal terminal) { this.terminal = terminal; }

  @Override
  public Integer call() {
    Path data = connection.data(terminal);
    if (offline)
      return forget(data);
    LocalNode local = LocalNode.read(data).orElseThrow(() -> new CommandFailed(Exit.ACCESS, "no node runs from " + data
        + "; start it, or revoke it from another node (kith node revoke) and give --offline here"));
    ProcessHandle process = local.process().orElseThrow(() -> new CommandFailed(Exit.ACCESS,
        "the node of " + data + " does not run any more, or was started by an older version; start it again"));
    String id = leave(local);
    stop(process);
    Path aside = MeshFiles.setAside(data, Instant.now());
    JsonObject answer = new JsonObject().put("ok", true).put("nodeId", id).put("movedTo", aside.toString());
    output.print(terminal, answer, List.of("node " + id + " has left; its card and keys are in " + aside));
    return Exit.OK;
  }

  private int forget(Path data) {
    if (!MeshFiles.there(data))
      throw new CommandFailed(Exit.REFUSED, "the node in " + data + " is of no mesh");
    if (MeshFiles.isAuthority(data) && !(yes && destroyMesh))
      throw new CommandFailed(Exit.REFUSED, AUTHORITY + "kith leave --yes --destroy-mesh --offline");
    if (!yes)
      confirm("the node in " + data);
    Path aside = MeshFiles.setAside(data, Instant.now());
    output.print(terminal, new JsonObject().put("ok", true).put("movedTo", aside.toString()),
        List.of("its card and keys are in " + aside + "; unless it was revoked before, revoke it from another node"));
    return Exit.OK;
  }

  private String leave(LocalNode local) {
    try (Door door = connection.open(terminal)) {
      if (!door.url().equals(local.url())) {
        throw new CommandFailed(Exit.USAGE, "the node of this data directory is " + local.url() + ", not " + door.url()
            + "; another one is taken out by kith node revoke");
      }
      JsonObject self = Peer.self(door);
      String id = PathId.checked(Views.text(self, "nodeId"));
      boolean authority = Views.text(door.get("/api/mesh/ca"), "authority").equals(id);
      if (authority && !(yes && destroyMesh)) {
        throw new CommandFailed(Exit.REFUSED, AUTHORITY + "kith leave --yes --destroy-mesh");
      }
      if (!yes)
        confirm(PlainText.line(Peer.label(self)));
      if (!authority)
        revoke(door, id);
      return id;
    }
  }

  /// With the node's sessions ends the way on which the authority's answer comes, so that it may be lost.
  private void revoke(Door door, String id) {
    try {
      door.post("/api/mesh/nodes/" + id + "/revoke", new JsonObject().put("reason", "left"));
    } catch (CommandFailed unanswered) {
      if (unanswered.exit() != Exit.TIMEOUT)
        throw unanswered;
      terminal.say("kith: warning: the authority has not confirmed it; if kith ca status on another node does not list " + id
          + " as revoked, give there: kith node revoke " + id);
    }
  }

  private void confirm(String whom) {
    Console console = terminal.interactive() ? System.console() : null;
    if (console == null)
      throw new CommandFailed(Exit.USAGE, "kith leave asks before it does this; give --yes where nobody can answer");
    String answer = console.readLine("Take %s out of the mesh for good? It can come back only by a new token. [y/N] ",
        whom);
    if (answer == null || !answer.strip().equalsIgnoreCase("y"))
      throw new CommandFailed(Exit.USAGE, "nothing was done");
  }

  private static void stop(ProcessHandle process) {
    process.destroy();
    try {
      process.onExit().get(STOP_SECONDS, TimeUnit.SECONDS);
    } catch (TimeoutException | ExecutionException e) {
      throw new CommandFailed(Exit.FAILED,
          "the node (process " + process.pid() + ") is revoked but did not stop within " + STOP_SECONDS
              + " s; stop it, then move mesh, node.key and job-signing.key out of its data directory",
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CommandFailed(130, "interrupted", e);
    }
  }
}
