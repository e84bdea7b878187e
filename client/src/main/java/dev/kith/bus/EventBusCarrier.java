package dev.kith.bus;

import dev.kith.handshake.FrameHeader;
import dev.kith.message.ErrorCode;
import dev.kith.message.KithException;
import dev.kith.model.NodeId;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.EventBus;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/// Frames over the clustered event bus. Each node has one address there, made of its id.
final class EventBusCarrier implements Carrier {
  /// Written and not yet on the wire, bytes.
  private static final long UNDER_WAY_MAX = 64L << 20;
  private static final String ADDRESS = "kith.node.";
  /// Of a frame that another node than its sender wrote: which, so that the answer finds the way back. Believed for nothing else.
  private static final String VIA = "kith-via";

  private final EventBus events;
  private final NodeId self;
  private final NodeId by;
  private final AtomicLong underWay;

  private EventBusCarrier(EventBus events, NodeId self, NodeId by, AtomicLong underWay) {
    this.events = events;
    this.self = self;
    this.by = by;
    this.underWay = underWay;
  }

  static EventBusCarrier open(EventBus events, Frames frames) {
    EventBusCarrier carrier = new EventBusCarrier(events, frames.self(), null, new AtomicLong());
    events.<Object>consumer(ADDRESS + frames.self(), message -> {
      if (message.body() instanceof Buffer frame && frame.length() <= FrameHeader.FRAME_BYTES_MAX)
        carrier.back(message.headers().get(VIA)).ifPresent(back -> frames.arrived(frame, back));
    });
    return carrier;
  }

  /// The way to nodes whose link that gateway keeps.
  EventBusCarrier over(NodeId gateway) { return new EventBusCarrier(events, self, gateway, underWay); }

  /// The node that keeps the link of those to whom this leads; empty: it leads to members.
  Optional<NodeId> gateway() { return Optional.ofNullable(by); }

  private Optional<EventBusCarrier> back(String via) {
    try {
      return Optional.of(via == null ? this : over(new NodeId(via)));
    } catch (IllegalArgumentException | KithException noNode) {
      return Optional.empty(); // of no node of this version
    }
  }

  @Override
  public Future<Void> send(NodeId to, Buffer frame) { return write(to, frame, new DeliveryOptions()); }

  /// The same for a frame of a node whose link we keep.
  Future<Void> relay(NodeId to, Buffer frame) { return write(to, frame, new DeliveryOptions().addHeader(VIA, self.value())); }

  private Future<Void> write(NodeId to, Buffer frame, DeliveryOptions options) {
    long bytes = frame.length();
    if (underWay.addAndGet(bytes) > UNDER_WAY_MAX) {
      underWay.addAndGet(-bytes);
      return Future.failedFuture(
          new KithException(ErrorCode.UNAVAILABLE, "more than " + UNDER_WAY_MAX + " bytes are on their way to other nodes"));
    }
    return events.<Buffer>sender(ADDRESS + (by == null ? to : by), options).write(frame)
        .onComplete(_ -> underWay.addAndGet(-bytes))
        .recover(failure -> Future
            .failedFuture(new KithException(ErrorCode.UNAVAILABLE, "not in the cluster: " + failure.getMessage(), failure)));
  }
}
