package dev.kith.bus;

import dev.kith.model.NodeId;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;

/// A way to bring frames to other nodes: the clustered event bus, or a peer link. Thread-safe. A frame may be lost, or come twice.
public interface Carrier {
  /// @param frame complete, with its header; at most [dev.kith.handshake.FrameHeader#FRAME_BYTES_MAX] bytes
  /// @return fails UNAVAILABLE if this carrier has no way to that node now; success says only that it is under way
  Future<Void> send(NodeId to, Buffer frame);
}
