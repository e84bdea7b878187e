package dev.kith.cluster;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFactory;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.util.AttributeKey;
import io.vertx.core.eventbus.EventBusOptions;
import io.vertx.core.impl.transports.NioTransport;
import io.vertx.core.net.ClientOptionsBase;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.TCPSSLOptions;
import java.net.SocketAddress;

/// The sockets of Vert.x, of which those of the event bus get the mesh's TLS and a limit on frames as their first handlers.
///
/// Vert.x itself carries the event bus's TLS options over as JSON, which keeps key stores in files but loses key and trust managers:
/// with those no certificate could be replaced or revoked while the node runs. So its own TLS stays off for the event bus, and its
/// sockets are known here by a mark among their options. Other sockets are left as they are.
final class MeshTransport extends NioTransport {
  /// No cipher has this name: if the mark ever met Vert.x's own TLS, no handshake would succeed.
  private static final String MARK = "KITH_MESH_EVENT_BUS";
  private static final AttributeKey<Boolean> OF_BUS = AttributeKey.valueOf(MARK);

  private final BusDoor door;
  private volatile boolean guarded;

  MeshTransport(BusDoor door) { this.door = door; }

  static EventBusOptions marked(EventBusOptions options) {
    options.addEnabledCipherSuite(MARK);
    return options;
  }

  /// Whether the event bus's port was opened through this door.
  boolean isGuarded() { return guarded; }

  private static boolean isMarked(TCPSSLOptions options) { return options.getEnabledCipherSuites().contains(MARK); }

  @Override
  public void configure(NetServerOptions options, boolean domainSocket, ServerBootstrap bootstrap) {
    super.configure(options, domainSocket, bootstrap);
    if (!isMarked(options))
      return;
    guarded = true;
    bootstrap.handler(new ChannelInboundHandlerAdapter() {
      @Override
      public void channelRead(ChannelHandlerContext ctx, Object accepted) {
        door.incoming((Channel) accepted);
        ctx.fireChannelRead(accepted);
      }
    });
  }

  @Override
  public void configure(ClientOptionsBase options, int connectTimeout, boolean domainSocket, Bootstrap bootstrap) {
    super.configure(options, connectTimeout, domainSocket, bootstrap);
    if (isMarked(options))
      bootstrap.attr(OF_BUS, true);
  }

  @Override
  public ChannelFactory<? extends Channel> channelFactory(boolean domainSocket) {
    ChannelFactory<? extends Channel> stock = super.channelFactory(domainSocket);
    return () -> {
      Channel channel = stock.newChannel();
      channel.pipeline().addFirst(new Dial());
      return channel;
    };
  }

  /// Whose channel it is can only be seen when it is about to connect.
  private final class Dial extends ChannelOutboundHandlerAdapter {
    @Override
    public void connect(ChannelHandlerContext ctx, SocketAddress remote, SocketAddress local, ChannelPromise promise) {
      if (ctx.channel().hasAttr(OF_BUS))
        door.outgoing(ctx.channel(), remote);
      var _ = ctx.connect(remote, local, promise); // the promise tells
      ctx.pipeline().remove(this);
    }
  }
}
