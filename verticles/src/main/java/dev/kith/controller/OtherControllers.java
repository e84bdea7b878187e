package dev.kith.controller;

import dev.kith.bus.Bus;
import dev.kith.message.Addresses;
import dev.kith.message.ErrorCode;
import dev.kith.message.JobReply;
import dev.kith.message.JobRequest;
import dev.kith.message.KithException;
import dev.kith.message.MeshView;
import dev.kith.message.NodesReply;
import dev.kith.message.NodesRequest;
import dev.kith.model.NodeId;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/// The other controllers of the mesh that are there, as this one's registry tells. Confined to the verticle's context.
final class OtherControllers {
  /// How long one may take to look into its ledger.
  private static final long PATIENCE_MILLIS = 5_000;

  private final Bus bus;
  private final NodeId self;
  private List<NodeId> others = List.of();

  OtherControllers(Bus bus, NodeId self) {
    this.bus = bus;
    this.self = self;
  }

  void mesh(MeshView view) { others = view.controllers().stream().filter(node -> !node.equals(self)).toList(); }

  /// Whether that node goes before this one where both want the same.
  boolean before(NodeId node) { return node.value().compareTo(self.value()) < 0; }

  /// @return which of them has the key; failed UNAVAILABLE if none says so, and one does not answer
  Future<Optional<NodeId>> find(JobRequest.FindKey question) {
    List<NodeId> asked = others;
    List<Future<Boolean>> answers = asked.stream().map(node -> has(node, question)).toList();
    return Future.join(answers).otherwiseEmpty().compose(_ -> {
      List<NodeId> silent = new ArrayList<>();
      for (int i = 0; i < asked.size(); i++) {
        if (answers.get(i).failed()) silent.add(asked.get(i));
        else if (answers.get(i).result()) return Future.succeededFuture(Optional.of(asked.get(i)));
      }
      return silent.isEmpty() ? Future.succeededFuture(Optional.empty()) : absent(silent.getFirst());
    });
  }

  private Future<Boolean> has(NodeId node, JobRequest.FindKey question) {
    return bus.request(Addresses.jobs(node), question).timeout(PATIENCE_MILLIS, TimeUnit.MILLISECONDS)
        .map(reply -> ((JobReply.KeyFound) reply).job().isPresent());
  }

  private Future<Optional<NodeId>> absent(NodeId node) {
    return name(node).compose(name -> Future.failedFuture(new KithException(ErrorCode.UNAVAILABLE,
        "no answer from node " + name + ", which may have a job under this Idempotency-Key; try again")));
  }

  private Future<String> name(NodeId node) {
    return bus.request(Addresses.nodes(self), new NodesRequest.ListNodes()).map(reply -> ((NodesReply.Nodes) reply).nodes()
        .stream().filter(known -> known.node().equals(node)).findFirst().map(known -> known.name() + " (" + node + ")")
        .orElse(node.value())).recover(_ -> Future.succeededFuture(node.value())); // without a registry it has no name
  }
}
