package dev.kith.bus;

import dev.kith.message.Sender;
import dev.kith.model.NodeId;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;

/// Where carriers hand in what came, and where the bus finds carriers. Thread-safe.
public interface Frames {
  NodeId self();

  /// A frame for this node. `back` is the way it came by: answers to `from` go there until another way is known to be better.
  void arrived(Buffer frame, Carrier back);

  /// From now on frames to `node` go by this carrier first. Replaces an earlier one.
  void route(NodeId node, Carrier carrier);

  void unroute(NodeId node, Carrier carrier);

  /// For every node without a route of its own.
  void routeOthers(Carrier carrier);

  /// Sends a frame that is complete already, by whatever way there is. Fails UNAVAILABLE.
  Future<Void> forward(NodeId to, Buffer frame);

  /// Completes when a session with that node, proved by frames that came by that carrier, is there; fails on time-out. The name and
  /// role come from its card.
  Future<Sender> proved(NodeId node, Carrier by, Duration patience);

  /// Begins a handshake (if there is no session) with that node by that carrier.
  Future<Sender> greet(NodeId node, Carrier by, Duration patience);
}
