package dev.kith.transport;

import dev.kith.bus.Carrier;
import dev.kith.message.ErrorCode;
import dev.kith.message.KithException;
import dev.kith.model.NodeId;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/// The way of a linked node to all others: the oldest of its links that takes the frame. Thread-safe.
final class Uplink implements Carrier {
  private final List<Outbound> links = new CopyOnWriteArrayList<>();

  void add(Outbound link) { links.add(link); }

  void remove(Outbound link) { links.remove(link); }

  List<Outbound> links() { return links; }

  Optional<NodeId> gateway() { return links.stream().map(Outbound::gateway).findFirst(); }

  boolean uses(NodeId gateway) { return links.stream().anyMatch(link -> link.gateway().equals(gateway)); }

  @Override
  public Future<Void> send(NodeId to, Buffer frame) {
    Future<Void> sent = Future.failedFuture(new KithException(ErrorCode.UNAVAILABLE, "no link to a gateway"));
    for (Outbound link : links) {
      sent = link.send(to, frame);
      if (!sent.failed())
        break;
    }
    return sent;
  }
}
