package dev.kith.transport;

import dev.kith.bus.Frames;
import dev.kith.handshake.FrameHeader;
import dev.kith.message.ErrorCode;
import dev.kith.message.KithException;
import dev.kith.model.NodeId;
import dev.kith.transport.TransportConfig.Dial;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketClientOptions;
import io.vertx.core.http.WebSocketConnectOptions;
import io.vertx.core.net.ClientSSLOptions;
import io.vertx.core.net.TrustOptions;
import java.util.Optional;
import java.util.Set;

/// Opens links at others' doors. Confined to the verticle's context.
final class Doors {
  private final Vertx vertx;
  private final TransportConfig config;
  private final Frames frames;
  private final LinkCounts counts;
  private final Optional<ClientSSLOptions> tls;
  private final WebSocketClient client;

  /// @param trust of the mesh: whom to believe at a TLS door; empty where only loopback is dialled
  Doors(Vertx vertx, TransportConfig config, Frames frames, LinkCounts counts, Optional<TrustOptions> trust) {
    this.vertx = vertx;
    this.config = config;
    this.frames = frames;
    this.counts = counts;
    this.tls = trust.map(Doors::tls);
    this.client = vertx.createWebSocketClient(options(config.dial()));
  }

  /// Names of hosts are not checked: a certificate of the mesh binds a node, and which node it is the handshake proves.
  private static ClientSSLOptions tls(TrustOptions mesh) {
    return new ClientSSLOptions().setTrustOptions(mesh).setTrustAll(false).setHostnameVerificationAlgorithm("")
        .setEnabledSecureTransportProtocols(Set.of("TLSv1.3"));
  }

  private static WebSocketClientOptions options(Dial dial) {
    return new WebSocketClientOptions()
        .setMaxFrameSize(FrameHeader.FRAME_BYTES_MAX).setMaxMessageSize(FrameHeader.FRAME_BYTES_MAX)
        .setTryUsePerFrameCompression(false).setTryUsePerMessageCompression(false).setClosingTimeout(1)
        .setConnectTimeout((int) dial.connect().toMillis());
  }

  /// @return a link over which both ends have proved themselves
  Future<Outbound> open(NodeId gateway, Door door) {
    if (!door.clear() && tls.isEmpty())
      return Future.failedFuture(new KithException(ErrorCode.INVALID, "no certificate of the mesh to check " + door + " by"));
    WebSocketConnectOptions to = new WebSocketConnectOptions().setHost(door.host()).setPort(door.port()).setSsl(!door.clear())
        .setURI(door.base() + TransportVerticle.PATH).setAllowOriginHeader(false)
        .setTimeout(config.dial().connect().toMillis() * 2).setConnectTimeout(config.dial().connect().toMillis());
    if (!door.clear())
      tls.ifPresent(options -> to.setSslOptions(options.copy()));
    return client.connect(to).compose(socket -> {
      Outbound outbound = new Outbound(gateway, frames);
      Link link = new Link(socket, vertx, config.line(), counts, outbound, () -> Severed.below(socket));
      return outbound.begin(link, config.gate().handshake()).map(outbound);
    });
  }
}
