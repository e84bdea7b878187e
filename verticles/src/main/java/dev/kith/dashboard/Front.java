package dev.kith.dashboard;

import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.handler.codec.http2.Http2CodecUtil;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2RemoteFlowController;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/// Stands nearest to the network on each connection of the door, before TLS. Reads no more while the other end does not take what was
/// written, and knows for how long nothing has moved, so that [Sockets] can cut it. Confined to the connection's event loop.
final class Front extends ChannelDuplexHandler {
  static final String NAME = "front";
  /// Of one read, so that no more than that piles up when reading has to stop.
  private static final int READ_BYTES = 16 * 1024;
  /// Who has not said whole sentences for long.
  private static final long NEVER = Long.MAX_VALUE;

  private final Stall unread = new Stall();
  private final Stall closedWindow = new Stall();
  private ChannelHandlerContext context;
  private boolean held;
  private boolean stopped;
  private long headSince = NEVER;
  private long usedAt = System.nanoTime();
  private Optional<RequestDecoder> requests = Optional.empty();
  /// Whether somebody waits for something on this connection.
  private BooleanSupplier busy = () -> false;

  @Override
  public void handlerAdded(ChannelHandlerContext added) {
    context = added;
    AdaptiveRecvByteBufAllocator reads = new AdaptiveRecvByteBufAllocator(512, 2048, READ_BYTES);
    added.channel().config().setRecvByteBufAllocator(reads.maxMessagesPerRead(1));
  }

  Channel channel() { return context.channel(); }

  void speaks(RequestDecoder decoder) {
    requests = Optional.of(decoder);
    busy = () -> decoder.busy() || headSince != NEVER;
  }

  void speaks(Http2ConnectionHandler http2) { busy = () -> http2.connection().numActiveStreams() > 0; }

  /// From now on it is a WebSocket, or nothing.
  void upgraded() {
    held = false;
    headSince = NEVER;
    requests = Optional.empty();
    busy = () -> true;
  }

  /// What came is left lying until an answer has gone out.
  void hold(boolean hold) { held = hold; }

  void headBegins() { if (headSince == NEVER)
    headSince = System.nanoTime(); }

  void headEnds() { headSince = NEVER; }

  /// Nanoseconds for which nobody has waited for anything here, as far as the last look tells.
  long idle(long now) {
    if (busy.getAsBoolean())
      usedAt = now;
    return now - usedAt;
  }

  /// @return why this connection must go, if it must
  Optional<String> overdue(long now, long headNanos, long unreadNanos) {
    idle(now);
    if (headSince != NEVER && now - headSince > headNanos)
      return Optional.of("its request did not come to an end");
    if (unread.at(now, pending()) > unreadNanos || closedWindow.at(now, waiting()) > unreadNanos)
      return Optional.of("it does not read what it is sent");
    return Optional.empty();
  }

  /// What is written next and how far that is; null if nothing waits.
  private Object pending() {
    ChannelOutboundBuffer buffer = channel().unsafe().outboundBuffer();
    if (buffer == null || buffer.totalPendingWriteBytes() == 0)
      return null;
    return new Pending(System.identityHashCode(buffer.current()), buffer.currentProgress());
  }

  private record Pending(int what, long progress) {}

  private record Window(int stream, int bytes) {}

  /// HTTP/2 streams whose answers wait for the other end to open its window; null if none does.
  private Object waiting() {
    Http2ConnectionHandler http2 = channel().pipeline().get(Http2ConnectionHandler.class);
    if (http2 == null)
      return null;
    Http2RemoteFlowController flow = http2.connection().remote().flowController();
    List<Window> waiting = new ArrayList<>();
    waiting.add(new Window(Http2CodecUtil.CONNECTION_STREAM_ID, flow.windowSize(http2.connection().connectionStream())));
    try {
      http2.connection().forEachActiveStream(stream -> {
        if (flow.hasFlowControlled(stream))
          waiting.add(new Window(stream.id(), flow.windowSize(stream)));
        return true;
      });
    } catch (Http2Exception e) {
      return null; // it is on its way out
    }
    return waiting.size() == 1 ? null : waiting;
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    ctx.fireChannelReadComplete();
    settle();
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    ctx.fireChannelWritabilityChanged();
    if (held && ctx.channel().isWritable())
      requests.ifPresent(RequestDecoder::pump);
    settle();
  }

  /// Call only when all who read from this connection have had their say: they stop reading by the same switch, and what they wish
  /// is seen by it. While it is off by us nothing comes in by which they could come to wish it, too.
  void settle() {
    boolean stop = held || !channel().isWritable();
    if (stop && channel().config().isAutoRead()) {
      stopped = true;
      channel().config().setAutoRead(false);
    } else if (!stop && stopped) {
      stopped = false;
      channel().config().setAutoRead(true);
    }
  }

  /// At once, without a word and without waiting for anything to be read.
  void cut() {
    channel().config().setOption(ChannelOption.SO_LINGER, 0);
    var _ = context.close(); // from here, so that nobody on the way waits for bytes that no one takes
  }
}
