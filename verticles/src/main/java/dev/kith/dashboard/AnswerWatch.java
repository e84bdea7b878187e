package dev.kith.dashboard;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.LastHttpContent;

/// Tells the [RequestDecoder] when the last byte of an answer was taken by the network.
final class AnswerWatch extends ChannelOutboundHandlerAdapter {
  private final RequestDecoder requests;

  AnswerWatch(RequestDecoder requests) { this.requests = requests; }

  @Override
  public void write(ChannelHandlerContext ctx, Object part, ChannelPromise promise) throws Exception {
    if (!(part instanceof LastHttpContent) || interim(part)) {
      super.write(ctx, part, promise);
      return;
    }
    ChannelPromise gone = promise.unvoid();
    gone.addListener(_ -> requests.answered());
    super.write(ctx, part, gone);
  }

  private static boolean interim(Object part) {
    return part instanceof HttpResponse head && head.status().codeClass() == HttpStatusClass.INFORMATIONAL;
  }
}
