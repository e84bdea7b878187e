package dev.kith.registry;

import dev.kith.bus.Bus;
import dev.kith.bus.Homeward;
import dev.kith.message.Addresses;
import dev.kith.message.ErrorCode;
import dev.kith.message.KithException;
import dev.kith.message.NodeStats;
import dev.kith.message.NodesReply;
import dev.kith.message.NodesRequest;
import dev.kith.message.PeerReply;
import dev.kith.message.PeerRequest;
import dev.kith.message.Sender;
import dev.kith.model.NodeId;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;

/// Answers the door of this node: what it knows of nodes, and what they say of themselves. Confined.
final class NodesDoor {
  private static final Duration STATS_TIMEOUT = Duration.ofSeconds(10);

  private final NodeId self;
  private final Bus bus;
  private final PeerTable table;
  private final PeerViews views;
  private final Prober prober;
  private final Ties ties;
  private final LongSupplier now;

  NodesDoor(NodeId self, Bus bus, PeerTable table, PeerViews views, Prober prober, Ties ties, LongSupplier now) {
    this.self = self;
    this.bus = bus;
    this.table = table;
    this.views = views;
    this.prober = prober;
    this.ties = ties;
    this.now = now;
  }

  /// @throws KithException FORBIDDEN to other nodes: what they ask here would be asked on in this node's name, and with its role
  Future<NodesReply> answer(Sender sender, NodesRequest request) {
    if (!sender.node().equals(self))
      throw new KithException(ErrorCode.FORBIDDEN,
          "node " + sender.node() + " asks for what only the door of node " + self + " may ask");
    return switch (request) {
      case NodesRequest.ListNodes() -> Future.succeededFuture(new NodesReply.Nodes(ties.mesh(), views.nodes(now.getAsLong())));
      case NodesRequest.ListPeers(Optional<Integer> nearest) ->
        Future.succeededFuture(new NodesReply.Nodes(ties.mesh(), views.nearest(nearest, now.getAsLong())));
      case NodesRequest.PingNode(NodeId node) -> ping(node);
      case NodesRequest.ReadStats(Optional<NodeId> node) -> node.map(this::statsOfOne).orElseGet(this::statsOfAll);
      case NodesRequest.ReadLogs(NodeId node, int lines) -> logs(node, lines);
      case NodesRequest.Rekey() -> Homeward.of(ties.rekey()).map(NodesReply.Rekeyed::new);
    };
  }

  private Future<NodesReply> ping(NodeId node) {
    if (node.equals(self)) return Future.succeededFuture(new NodesReply.Pinged(self, ties.self().name(), 0));
    String name = peer(node).card.name();
    return prober.ping(node).map(millis -> new NodesReply.Pinged(node, name, millis));
  }

  private Future<NodesReply> statsOfOne(NodeId node) {
    return stats(node).map(stats -> new NodesReply.AllStats(List.of(stats), List.of()));
  }

  private Future<NodesReply> statsOfAll() {
    List<NodeId> nodes = new ArrayList<>(List.of(self));
    table.present().forEach(peer -> nodes.add(peer.node));
    List<Future<NodeStats>> asked = nodes.stream().map(this::stats).toList();
    return Future.join(asked).otherwiseEmpty().map(_ -> {
      List<NodeStats> stats = new ArrayList<>();
      List<NodeId> silent = new ArrayList<>();
      for (int at = 0; at < nodes.size(); at++) {
        if (asked.get(at).succeeded()) stats.add(asked.get(at).result());
        else
          silent.add(nodes.get(at));
      }
      return new NodesReply.AllStats(stats, silent);
    });
  }

  private Future<NodeStats> stats(NodeId node) {
    if (node.equals(self)) return Future.succeededFuture(views.stats());
    return ask(peer(node).node, new PeerRequest.GetStats()).map(reply -> {
      if (reply instanceof PeerReply.Stats(NodeStats stats) && stats.node().equals(node)) return stats;
      throw unexpected(node);
    });
  }

  private Future<NodesReply> logs(NodeId node, int lines) {
    if (node.equals(self)) {
      LogRing.Page page = ties.logs().last(lines, Optional.empty());
      return Future.succeededFuture(new NodesReply.Logs(page.lines(), page.hasMore()));
    }
    return ask(peer(node).node, new PeerRequest.GetLogs(lines, Optional.empty())).map(reply -> {
      if (reply instanceof PeerReply.Logs(List<String> said, boolean hasMore)) return new NodesReply.Logs(said, hasMore);
      throw unexpected(node);
    });
  }

  private Future<PeerReply> ask(NodeId node, PeerRequest request) {
    return bus.request(Prober.within(Addresses.peer(node), STATS_TIMEOUT), request);
  }

  private Peer peer(NodeId node) {
    return table.get(node).orElseThrow(() -> new KithException(ErrorCode.NOT_FOUND, "node " + node + " is not known here"));
  }

  private static KithException unexpected(NodeId node) {
    return new KithException(ErrorCode.INTERNAL, "node " + node + " answered something else than was asked");
  }
}
