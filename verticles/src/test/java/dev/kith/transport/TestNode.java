package dev.kith.transport;

import dev.kith.model.NodeId;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.TrustOptions;
import io.vertx.ext.web.Router;
import java.util.List;
import java.util.Optional;

/// A node with the verticle under test, and a door if it is asked for one.
final class TestNode implements AutoCloseable {
  static final TransportConfig QUICK = new TransportConfig(
      new TransportConfig.Gate(100, 20, java.time.Duration.ofSeconds(2), 100, 50, 256), TransportConfig.Line.DEFAULT,
      new TransportConfig.Dial(1, java.time.Duration.ofSeconds(2), java.time.Duration.ofMillis(50),
          java.time.Duration.ofMillis(400),
          java.time.Duration.ofSeconds(1)));

  final Vertx vertx = Vertx.vertx();
  final NodeId id;
  final TestFrames frames;
  final TransportVerticle transport;
  private HttpServer server;
  int port;

  TestNode(int number, TransportConfig config) { this(number, config, Optional.empty()); }

  TestNode(int number, TransportConfig config, Optional<TrustOptions> trust) {
    id = TestFrames.node(number);
    frames = new TestFrames(vertx, id);
    transport = new TransportVerticle(config, frames, trust, new LocalAddresses(List::of));
    vertx.deployVerticle(transport).await();
  }

  /// With the options of the real door, whose limit of WebSocket frames is the volunteers'.
  TestNode open() { return open(0, Optional.empty()); }

  TestNode open(int at, Optional<PemKeyCertOptions> tls) {
    Router router = Router.router(vertx);
    transport.mount(router, request -> request.remoteAddress().hostAddress());
    HttpServerOptions options = new HttpServerOptions().setHost("127.0.0.1").setPort(at).setMaxWebSocketFrameSize(256 * 1024)
        .setMaxWebSocketMessageSize(256 * 1024).setPerMessageWebSocketCompressionSupported(false)
        .setPerFrameWebSocketCompressionSupported(false).setWebSocketClosingTimeout(1).setStrictThreadMode(true);
    tls.ifPresent(certificate -> options.setSsl(true).setKeyCertOptions(certificate));
    server = vertx.createHttpServer(options).requestHandler(router).listen().await();
    port = server.actualPort();
    return this;
  }

  void shut() { server.close().await(); }

  Gateway door() { return Gateway.of(id, List.of("ws://127.0.0.1:" + port)); }

  TestNode dial(Gateway... gateways) {
    transport.dial(List.of(gateways));
    return this;
  }

  @Override
  public void close() { vertx.close().await(); }
}
