package dev.kith.bus;

import dev.kith.handshake.FrameHeader;
import dev.kith.message.ErrorCode;
import dev.kith.message.KithException;
import dev.kith.model.NodeId;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.EventBus;
import java.util.concurrent.atomic.AtomicLong;

/// Frames over the clustered event bus. Each node has one address there, made of its id.
final class EventBusCarrier implements Carrier {
  /// Written and not yet on the wire, bytes.
  private static final long UNDER_WAY_MAX = 64L << 20;
  private static final String ADDRESS = "kith.node.";

  private final EventBus events;
  private final NodeId by;
  private final AtomicLong underWay;

  private EventBusCarrier(EventBus events, NodeId by, AtomicLong underWay) {
    this.events = events;
    this.by = by;
    this.underWay = underWay;
  }

  static EventBusCarrier open(EventBus events, Frames frames) {
    EventBusCarrier carrier = new EventBusCarrier(events, null, new AtomicLong());
    events.<Object>consumer(ADDRESS + frames.self(), message -> {
      if (message.body() instanceof Buffer frame && frame.length() <= FrameHeader.FRAME_BYTES_MAX)
        frames.arrived(frame, carrier);
    });
    return carrier;
  }

  /// The way to nodes whose link that gateway keeps.
  EventBusCarrier over(NodeId gateway) { return new EventBusCarrier(events, gateway, underWay); }

  @Override
  public Future<Void> send(NodeId to, Buffer frame) {
    long bytes = frame.length();
    if (underWay.addAndGet(bytes) > UNDER_WAY_MAX) {
      underWay.addAndGet(-bytes);
      return Future.failedFuture(
          new KithException(ErrorCode.UNAVAILABLE, "more than " + UNDER_WAY_MAX + " bytes are on their way to other nodes"));
    }
    return events.<Buffer>sender(ADDRESS + (by == null ? to : by)).write(frame).onComplete(_ -> underWay.addAndGet(-bytes))
        .recover(failure -> Future
            .failedFuture(new KithException(ErrorCode.UNAVAILABLE, "not in the cluster: " + failure.getMessage(), failure)));
  }
}
