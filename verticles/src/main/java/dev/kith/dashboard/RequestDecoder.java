package dev.kith.dashboard;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.netty.util.AsciiString;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.impl.VertxHttpRequestDecoder;
import java.util.List;
import java.util.Optional;

/// The first reader of HTTP/1 on a connection. It reads a request's head only if the answer to the request before it has gone out to
/// the network, so that a client which sends requests and reads no answers fills its own buffers and not ours; and it lets nobody
/// read a head in which [HeadCheck] finds a fault.
///
/// States: between requests (waiting for a head), in a request (its body passes), over (the last request was refused).
final class RequestDecoder extends VertxHttpRequestDecoder {
  static final int LINE_BYTES = 8 * 1024;
  static final int HEAD_BYTES = 24 * 1024;

  /// What was wrong with a head, told as the cause of a failed request.
  static final class Fault extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    Fault(String text) { super(text); }
  }

  private final Front front;
  private boolean between = true;
  private boolean over;
  private boolean unanswered;
  private boolean pumping;
  private boolean complete;
  private int scanned;
  private int lineStart;
  private ChannelHandlerContext context;

  RequestDecoder(HttpServerOptions options, Front front) {
    super(options);
    this.front = front;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext added) { context = added; }

  @Override
  protected void handlerRemoved0(ChannelHandlerContext removed) throws Exception {
    front.upgraded();
    super.handlerRemoved0(removed);
  }

  /// Whether a request came to which the answer has not gone out, or a body is on its way.
  boolean busy() { return unanswered || !between; }

  /// The answer to the last request has gone out.
  void answered() {
    unanswered = false;
    pump();
  }

  /// Goes on with what was left lying. In a turn of its own: answers may come at once, each on top of the one before.
  void pump() {
    if (pumping || context.isRemoved())
      return;
    pumping = true;
    context.executor().execute(() -> {
      pumping = false;
      if (context.isRemoved() || !context.channel().isActive())
        return;
      try {
        channelRead(context, Unpooled.EMPTY_BUFFER);
        channelReadComplete(context);
      } catch (Exception e) {
        context.fireExceptionCaught(e);
      }
      front.settle();
    });
  }

  @Override
  protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) throws Exception {
    if (over) {
      in.skipBytes(in.readableBytes());
      return;
    }
    if (between && !head(ctx, in, out))
      return;
    int before = out.size();
    super.decode(ctx, in, out);
    for (int i = before; i < out.size(); i++)
      passed(out.get(i));
  }

  private void passed(Object part) {
    if (part instanceof HttpRequest) {
      between = false;
      unanswered = true;
      front.headEnds();
    }
    if (part instanceof LastHttpContent) {
      between = true;
      scanned = 0;
      lineStart = 0;
    }
  }

  /// @return whether there is a whole and good head to be read now
  private boolean head(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
    if (unanswered || !ctx.channel().isWritable()) {
      front.hold(true);
      return false;
    }
    front.hold(false);
    while (scanned == 0 && in.readableBytes() >= 2 && in.getByte(in.readerIndex()) == '\r'
        && in.getByte(in.readerIndex() + 1) == '\n')
      in.skipBytes(2); // RFC 9112 2.2
    if (!in.isReadable())
      return false;
    front.headBegins();
    Optional<Exception> fault = scan(in);
    if (fault.isPresent()) {
      refuse(in, out, fault.get());
      return false;
    }
    if (!complete)
      return false;
    complete = false;
    Optional<String> wrong = HeadCheck.fault(ByteBufUtil.getBytes(in, in.readerIndex(), scanned));
    wrong.ifPresent(text -> refuse(in, out, new Fault(text)));
    return wrong.isEmpty();
  }

  /// Looks for the empty line, from where the last look ended.
  private Optional<Exception> scan(ByteBuf in) {
    for (; scanned < in.readableBytes(); scanned++) {
      byte next = in.getByte(in.readerIndex() + scanned);
      boolean afterCr = scanned > 0 && in.getByte(in.readerIndex() + scanned - 1) == '\r';
      if (afterCr != (next == '\n'))
        return Optional.of(new Fault("lines must end with CR and LF"));
      if (scanned >= HEAD_BYTES)
        return Optional.of(new TooLongHttpHeaderException("the headers are too long"));
      if (lineStart == 0 && scanned >= LINE_BYTES)
        return Optional.of(new TooLongHttpLineException("the request line is too long"));
      if (next != '\n')
        continue;
      complete = scanned - lineStart == 1;
      lineStart = scanned + 1;
      if (complete) {
        scanned++;
        return Optional.empty();
      }
    }
    return Optional.empty();
  }

  private void refuse(ByteBuf in, List<Object> out, Exception fault) {
    over = true;
    in.skipBytes(in.readableBytes());
    front.headEnds();
    HttpMessage invalid = new DefaultFullHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.GET, "/", Unpooled.EMPTY_BUFFER);
    invalid.setDecoderResult(DecoderResult.failure(fault));
    out.add(invalid);
  }

  /// The names as they are. The shortcut of Vert.x 5.0 compares some of a name's letters alone (CVE-2026-102479).
  @Override
  protected AsciiString splitHeaderName(byte[] bytes, int start, int length) {
    return new AsciiString(bytes, start, length, true);
  }
}
