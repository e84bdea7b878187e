package dev.kith.dashboard;

import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.ssl.ApplicationProtocolNegotiator;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import io.vertx.core.net.JdkSSLEngineOptions;
import io.vertx.core.spi.tls.DefaultSslContextFactory;
import io.vertx.core.spi.tls.SslContextFactory;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSessionContext;

/// The JDK's TLS, as ever, and a look at each connection before its handshake: Vert.x shows it only afterwards, which is too late to
/// count it, and to say to who speaks plain HTTP where TLS is spoken.
final class DoorTls extends JdkSSLEngineOptions {
  private final Consumer<ChannelHandlerContext> accepted;

  /// @param accepted told of each connection on its event loop, with the place of its TLS in the pipeline
  DoorTls(Consumer<ChannelHandlerContext> accepted) { this.accepted = accepted; }

  @Override
  public DoorTls copy() { return new DoorTls(accepted); }

  @Override
  public SslContextFactory sslContextFactory() {
    return new DefaultSslContextFactory(SslProvider.JDK, false) {
      @Override
      public SslContext create() throws SSLException { return new Watched(super.create()); }
    };
  }

  private final class Watched extends SslContext {
    private final SslContext tls;

    Watched(SslContext tls) { this.tls = tls; }

    @Override
    protected SslHandler newHandler(ByteBufAllocator allocator, String host, int port, boolean startTls, Executor tasks) {
      return handler(newEngine(allocator, host, port), startTls, tasks);
    }

    @Override
    protected SslHandler newHandler(ByteBufAllocator allocator, boolean startTls, Executor tasks) {
      return handler(newEngine(allocator), startTls, tasks);
    }

    private SslHandler handler(SSLEngine engine, boolean startTls, Executor tasks) {
      return new SslHandler(engine, startTls, tasks) {
        @Override
        public void handlerAdded(ChannelHandlerContext context) throws Exception {
          super.handlerAdded(context);
          accepted.accept(context);
        }
      };
    }

    @Override
    public boolean isClient() { return tls.isClient(); }

    @Override
    public List<String> cipherSuites() { return tls.cipherSuites(); }

    @Override
    @SuppressWarnings("deprecation") // abstract in Netty's own class
    public ApplicationProtocolNegotiator applicationProtocolNegotiator() { return tls.applicationProtocolNegotiator(); }

    @Override
    public SSLEngine newEngine(ByteBufAllocator allocator) { return tls.newEngine(allocator); }

    @Override
    public SSLEngine newEngine(ByteBufAllocator allocator, String host, int port) { return tls.newEngine(allocator, host, port); }

    @Override
    public SSLSessionContext sessionContext() { return tls.sessionContext(); }
  }
}
