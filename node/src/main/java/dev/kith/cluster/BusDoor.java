package dev.kith.cluster;

import dev.kith.model.NodeId;
import io.netty.channel.Channel;
import io.netty.handler.ssl.SslHandler;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.security.cert.CertificateException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;

/// Puts the mesh's TLS around each connection of the event bus. Thread-safe.
final class BusDoor {
  static final String DOOR = "event bus";

  private final SSLContext context;
  private final Gate gate;
  private final Duration deadline;
  private final Function<InetSocketAddress, Optional<NodeId>> nodeAt;
  private final String wire;

  /// @param nodeAt who is expected at an address, as far as known
  BusDoor(SSLContext context, Gate gate, Duration deadline, Function<InetSocketAddress, Optional<NodeId>> nodeAt, NodeId self) {
    this.context = context;
    this.gate = gate;
    this.deadline = deadline;
    this.nodeAt = nodeAt;
    wire = WireSelector.PREFIX + self;
  }

  void incoming(Channel channel) {
    Gate.Passage passage = gate.open(DOOR, true, channel::remoteAddress, () -> end(channel));
    SslHandler tls = tls(false);
    channel.pipeline().addFirst(tls, new FrameGuard(passage, wire));
    watch(channel, tls, passage, Optional.empty());
  }

  void outgoing(Channel channel, SocketAddress remote) {
    Gate.Passage passage = gate.open(DOOR, false, () -> remote, () -> end(channel));
    SslHandler tls = tls(true);
    channel.pipeline().addFirst(tls);
    watch(channel, tls, passage, remote instanceof InetSocketAddress inet ? nodeAt.apply(inet) : Optional.empty());
  }

  private SslHandler tls(boolean client) {
    SSLEngine engine = context.createSSLEngine();
    engine.setUseClientMode(client);
    SslHandler handler = new SslHandler(engine);
    handler.setHandshakeTimeoutMillis(deadline.toMillis());
    return handler;
  }

  private static void watch(Channel channel, SslHandler tls, Gate.Passage passage, Optional<NodeId> expected) {
    channel.closeFuture().addListener(_ -> passage.closed());
    tls.handshakeFuture().addListener(done -> {
      if (done.isSuccess())
        prove(channel, tls, passage, expected);
      else
        passage.refused(done.cause());
    });
  }

  private static void prove(Channel channel, SslHandler tls, Gate.Passage passage, Optional<NodeId> expected) {
    try {
      NodeId node = passage.proven(tls.engine().getSession());
      if (expected.isPresent() && !expected.get().equals(node))
        throw new CertificateException("certificate is of node " + node + ", expected " + expected.get());
    } catch (CertificateException e) {
      passage.refused(e);
      end(channel);
    }
  }

  private static void end(Channel channel) {
    var _ = channel.close(); // it has nothing left to fail with
  }
}
