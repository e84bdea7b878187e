package dev.kith.dashboard;

import dev.kith.bus.Bus;
import dev.kith.message.Addresses;
import dev.kith.message.ErrorCode;
import dev.kith.message.KithException;
import dev.kith.message.Liveness;
import dev.kith.message.MeshView;
import dev.kith.message.MeshView.Member;
import dev.kith.message.NodesReply;
import dev.kith.message.NodesReply.NodeView;
import dev.kith.message.NodesRequest;
import dev.kith.model.NodeId;
import io.vertx.core.Future;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What this door knows of the mesh, as its registry tells: which nodes own jobs, which of them are away, what they are called.
/// Confined to the verticle's context.
final class Neighbourhood {
  /// Controllers asked at once, and remembered while they are away.
  static final int MAX = 256;

  private final Bus bus;
  private final NodeId self;
  private MeshView view = new MeshView(0, List.of());
  private final Set<NodeId> vanished = new LinkedHashSet<>();

  Neighbourhood(Bus bus, NodeId self) {
    this.bus = bus;
    this.self = self;
  }

  Future<?> listen() { return bus.subscribe(Addresses.mesh(self), this::changed); }

  private void changed(MeshView now) {
    view.controllers().stream().filter(node -> vanished.size() < MAX).forEach(vanished::add);
    now.members().forEach(member -> vanished.remove(member.node()));
    view = now;
  }

  NodeId self() { return self; }

  /// Whether this node owns jobs. It does unless the registry says otherwise.
  boolean controls() {
    return view.members().stream().filter(member -> member.node().equals(self)).allMatch(member -> member.role().controls());
  }

  /// Other nodes that own jobs, and seem to be there.
  List<NodeId> others() { return view.controllers().stream().filter(node -> !node.equals(self)).limit(MAX).toList(); }

  boolean has(NodeId node) { return view.members().stream().map(Member::node).anyMatch(node::equals); }

  /// Nodes that own jobs and are away, without having left the mesh.
  Future<List<NodeId>> away() {
    return known().map(nodes -> nodes.stream().filter(node -> node.role().controls() && node.liveness() == Liveness.DEAD)
        .map(NodeView::node).filter(node -> !has(node)).toList())
        .recover(_ -> Future.succeededFuture(List.copyOf(vanished))); // no registry: what was seen to go
  }

  /// Nodes as people call them, and by id.
  Future<String> spoken(List<NodeId> nodes) {
    return known().recover(_ -> Future.succeededFuture(List.of())).map(known -> {
      Map<NodeId, String> names = new HashMap<>();
      known.forEach(node -> names.put(node.node(), node.name()));
      return nodes.stream().map(node -> names.containsKey(node) ? names.get(node) + " (" + node + ")" : node.value())
          .collect(Collectors.joining(", "));
    });
  }

  /// @return failed UNAVAILABLE if this node owns no jobs, with the names of those that do
  Future<Void> demandControl() {
    if (controls())
      return Future.succeededFuture();
    return spoken(others()).compose(names -> Future.failedFuture(new KithException(ErrorCode.UNAVAILABLE,
        "this node is a worker and takes no jobs; ask a controller: " + (names.isEmpty() ? "none is there now" : names))));
  }

  /// Every node that may own jobs: this one, those that are there, and those that are away or have stopped, as long as their cards are good.
  Future<Set<NodeId>> mayOwn() {
    return known().map(nodes -> nodes.stream().filter(node -> node.role().controls()).map(NodeView::node).toList())
        .recover(_ -> Future.succeededFuture(List.copyOf(vanished))) // no registry: what was seen to go
        .map(others -> {
          Set<NodeId> all = new LinkedHashSet<>(view.controllers());
          all.add(self);
          all.addAll(others);
          return all;
        });
  }

  private Future<List<NodeView>> known() {
    return bus.request(Addresses.nodes(self), new NodesRequest.ListNodes())
        .map(reply -> reply instanceof NodesReply.Nodes nodes ? nodes.nodes() : List.<NodeView>of());
  }

  /// This node, and the others that own jobs.
  List<NodeId> everybody() { return Stream.concat(Stream.of(self), others().stream()).toList(); }
}
