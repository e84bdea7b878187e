package dev.kith.controller;

import dev.kith.bus.Bus;
import dev.kith.message.Addresses;
import dev.kith.message.BlockResult;
import dev.kith.message.LeaseMessage;
import dev.kith.message.Partial;
import dev.kith.message.WorkMessage;
import dev.kith.message.WorkReply;
import dev.kith.model.Capability;
import dev.kith.model.Json;
import dev.kith.model.NodeId;
import dev.kith.model.WorkerId;
import dev.kith.model.WorkerKind;
import io.vertx.core.Future;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/// A worker on the bus that does what a test says.
final class ScriptedWorker {
  final WorkerId id;
  private final Bus bus;
  private final String home;
  private final NodeId controller;
  private final BlockingQueue<LeaseMessage> heard = new LinkedBlockingQueue<>();

  ScriptedWorker(Bus bus, NodeId controller) { this(bus, controller, controller); }

  /// @param node whose worker it is; `bus` speaks for it
  ScriptedWorker(Bus bus, NodeId node, NodeId controller) {
    this.bus = bus;
    this.controller = controller;
    id = new WorkerId(node.value());
    home = Addresses.leases(node).address();
  }

  void join(int credit) {
    bus.receive(Addresses.home(home), (_, message) -> heard.add(message)).await();
    say(new WorkMessage.Joined(id, WorkerKind.NODE, home, credit, new Capability("", "test", "", 1, 0, ""), List.of(), 60_000))
        .await();
  }

  Future<WorkReply> say(WorkMessage message) { return bus.request(Addresses.work(controller), message); }

  LeaseMessage.Offered nextOffer() throws InterruptedException {
    while (true) {
      LeaseMessage message = heard.poll(10, TimeUnit.SECONDS);
      if (message == null) throw new AssertionError("no offer within 10 s");
      if (message instanceof LeaseMessage.Offered offered) return offered;
    }
  }

  boolean hasOffer() { return heard.stream().anyMatch(LeaseMessage.Offered.class::isInstance); }

  WorkMessage.Finished finished(LeaseMessage.Offered offer, Partial partial) {
    return new WorkMessage.Finished(id, offer.lease(),
        new BlockResult(offer.shards().count(), Optional.of(partial), Optional.empty(), 1_000, List.of()));
  }

  WorkMessage.Finished finished(LeaseMessage.Offered offer, String envelope) {
    return finished(offer, new Partial.Single(new Json(envelope)));
  }
}
