package dev.kith.cluster;

import com.hazelcast.internal.networking.Channel;
import com.hazelcast.internal.networking.nio.MigratablePipeline;
import com.hazelcast.internal.networking.nio.NioThread;
import com.hazelcast.internal.server.ServerConnection;
import dev.kith.model.NodeId;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.cert.CertificateException;
import java.util.concurrent.ConcurrentMap;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;

/// What the two ends of one Hazelcast channel's TLS share: the engine, and whether the peer is proven. The inbound and the outbound
/// pipeline may run on two threads at once.
final class TlsChannel {
  private static final String NODE = "kith.node";

  private final Channel channel;
  private final Gate.Passage passage;
  final SSLEngine engine;
  private volatile Exception failure;

  TlsChannel(Channel channel, SSLContext context, Gate gate) {
    this.channel = channel;
    engine = context.createSSLEngine();
    engine.setUseClientMode(channel.isClientMode());
    passage = gate.open("cluster port", !channel.isClientMode(), channel::remoteSocketAddress, this::close);
    channel.addCloseListener(_ -> closed());
  }

  /// @return the node that the other end of a channel proved to be; null before that
  static NodeId node(Channel channel) { return (NodeId) channel.attributeMap().get(NODE); }

  /// To be told of each result of the engine.
  void after(SSLEngineResult result) throws CertificateException {
    if (result.getHandshakeStatus() == HandshakeStatus.FINISHED && !passage.isProven())
      prove();
  }

  @SuppressWarnings("unchecked")
  private void prove() throws CertificateException {
    NodeId node = passage.proven(engine.getSession());
    ((ConcurrentMap<Object, Object>) channel.attributeMap()).put(NODE, node);
  }

  boolean isProven() { return passage.isProven(); }

  /// Runs what the engine has put off; quick, as certificates are checked in memory.
  boolean runTasks() {
    boolean ran = false;
    for (Runnable task; (task = engine.getDelegatedTask()) != null; ran = true)
      task.run();
    return ran;
  }

  /// The first reason counts; the outbound end sends the alert and then closes.
  void fail(Exception reason) {
    synchronized (this) {
      if (failure != null)
        return;
      failure = reason;
    }
    passage.refused(reason);
    wakeOut();
  }

  Exception failure() { return failure; }

  void wakeIn() { channel.inboundPipeline().wakeup(); }

  void wakeOut() { channel.outboundPipeline().wakeup(); }

  private void closed() {
    passage.closed();
    deregister(channel.inboundPipeline());
    deregister(channel.outboundPipeline());
  }

  /// A closed socket stays open to its peer until the selectors that knew it run again, and those of Hazelcast sleep 5 seconds.
  private static void deregister(Object pipeline) {
    NioThread owner = pipeline instanceof MigratablePipeline nio ? nio.owner() : null;
    if (owner != null)
      owner.getSelector().wakeup();
  }

  /// With a cause, so that a member at the other end is missed at once, not when its heartbeats are.
  private void close() {
    if (channel.attributeMap().get(ServerConnection.class) instanceof ServerConnection connection)
      connection.close("no longer wanted", new EOFException("closed by this node"));
    try {
      channel.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
