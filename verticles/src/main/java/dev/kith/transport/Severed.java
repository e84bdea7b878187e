package dev.kith.transport;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.impl.HttpServerConnection;
import io.vertx.core.internal.http.WebSocketInternal;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Drops the connection below a WebSocket. Vert.x 5.0 has no public way: its own close waits until the close frame is written, which is
/// for ever if the other end reads nothing, and vertx-web hides the socket that would give access.
final class Severed {
  private static final Logger LOG = LoggerFactory.getLogger(Severed.class);

  private Severed() {}

  static void below(HttpConnection connection) {
    if (connection instanceof HttpServerConnection server) sever(server.channelHandlerContext().channel());
    else
      LOG.warn("a link that does not close can't be cut: {} is not known", connection.getClass().getName());
  }

  static void below(WebSocket socket) {
    if (socket instanceof WebSocketInternal open) sever(open.channelHandlerContext().channel());
    else
      LOG.warn("a link that does not close can't be cut: {} is not known", socket.getClass().getName());
  }

  /// From the outermost handler, so that none before it waits for bytes that no one takes.
  private static void sever(Channel channel) {
    ChannelHandlerContext outermost = channel.pipeline().firstContext();
    if (outermost != null)
      outermost.close().addListener(done -> LOG.debug("a link was cut: {}", done.isSuccess()));
  }
}
