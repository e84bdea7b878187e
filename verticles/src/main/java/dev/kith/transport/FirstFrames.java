package dev.kith.transport;

import dev.kith.handshake.FrameHeader;
import dev.kith.model.NodeId;
import io.vertx.core.buffer.Buffer;

/// What a link may carry before it is proved: frames between its two ends, at most [#FRAMES] of at most [#BYTES] bytes each.
final class FirstFrames {
  /// Two messages of a handshake, and one sealed for a session that the other end may have forgotten.
  static final int FRAMES = 3;
  static final int BYTES = 16 * 1024;

  private FirstFrames() {}

  /// @throws dev.kith.handshake.RefusedFrameException if it is no frame of this version
  static FrameHeader header(Buffer frame) {
    return FrameHeader.of(frame.getBytes(0, Math.min(frame.length(), FrameHeader.BYTES)));
  }

  /// The part of one who dials: keeps within the limits, so that a burst does not cost it the link. Thread-safe.
  static final class Allowance {
    private final NodeId gateway;
    private int handshakes = 2;
    private int sealed = 1;

    Allowance(NodeId gateway) { this.gateway = gateway; }

    synchronized boolean take(NodeId to, Buffer frame) {
      if (!to.equals(gateway) || frame.length() > BYTES)
        return false;
      return header(frame).kind() == FrameHeader.Kind.SEALED ? sealed-- > 0 : handshakes-- > 0;
    }
  }
}
