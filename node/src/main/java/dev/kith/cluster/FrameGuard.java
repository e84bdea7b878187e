package dev.kith.cluster;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.CorruptedFrameException;
import io.netty.handler.codec.LengthFieldBasedFrameDecoder;
import io.vertx.core.eventbus.impl.codecs.BufferMessageCodec;
import io.vertx.core.eventbus.impl.codecs.PingMessageCodec;
import java.nio.charset.StandardCharsets;

/// Lets through to Vert.x only what the mesh sends: whole event-bus frames of at most [#FRAME_BYTES_MAX], with bytes as their
/// body, for this node's one address; and the bus's own pings. Vert.x has no limit of its own, delivers to any address and
/// decodes Java objects. Whatever else comes ends the connection.
///
/// ```text
/// length 4 | version 1 | codec 1 | send 0 or publish 1, 1 | address: length 4, UTF-8 | reply address | sender | headers | body
/// ```
final class FrameGuard extends LengthFieldBasedFrameDecoder {
  /// A message of 1 MiB with all that is around it.
  static final int FRAME_BYTES_MAX = (1 << 20) + (64 << 10);
  private static final int LENGTH_BYTES = 4;
  private static final int HEAD_BYTES = LENGTH_BYTES + 3 + LENGTH_BYTES;
  private static final int VERSION_AT = 4;
  private static final byte VERSION = 2; // of Vert.x 5.0
  private static final byte BYTES = new BufferMessageCodec().systemCodecID();
  private static final byte PING = new PingMessageCodec().systemCodecID();

  private final Gate.Passage passage;
  private final byte[] wire;

  FrameGuard(Gate.Passage passage, String wire) {
    super(FRAME_BYTES_MAX, 0, LENGTH_BYTES, 0, 0, true);
    this.passage = passage;
    this.wire = wire.getBytes(StandardCharsets.UTF_8);
  }

  @Override
  protected Object decode(ChannelHandlerContext ctx, ByteBuf in) throws Exception {
    ByteBuf frame = (ByteBuf) super.decode(ctx, in);
    if (frame == null)
      return null;
    String reason = wrong(frame);
    if (reason == null)
      return frame;
    frame.release();
    throw new CorruptedFrameException("event-bus frame refused: " + reason);
  }

  private String wrong(ByteBuf frame) {
    if (!passage.isProven())
      return "no certificate yet";
    int at = frame.readerIndex();
    if (frame.readableBytes() < HEAD_BYTES || frame.getByte(at + VERSION_AT) != VERSION)
      return "not of version " + VERSION;
    byte codec = frame.getByte(at + VERSION_AT + 1);
    if (codec == PING)
      return null;
    if (codec != BYTES)
      return "its body is not bytes (codec " + codec + ")";
    return isForUs(frame, at) ? null : "not for this node's address";
  }

  private boolean isForUs(ByteBuf frame, int at) {
    if (frame.getInt(at + HEAD_BYTES - LENGTH_BYTES) != wire.length || frame.readableBytes() < HEAD_BYTES + wire.length)
      return false;
    for (int i = 0; i < wire.length; i++) {
      if (frame.getByte(at + HEAD_BYTES + i) != wire[i])
        return false;
    }
    return true;
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    passage.refused(cause);
    var _ = ctx.close();
  }
}
