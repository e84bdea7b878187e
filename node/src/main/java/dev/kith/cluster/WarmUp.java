package dev.kith.cluster;

import dev.kith.crypto.MeshTls;
import java.nio.ByteBuffer;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;

/// One handshake with oneself in memory, so that the first one with a peer, on which Hazelcast waits with short time-outs, does not
/// pay for loading and compiling TLS. Shows too that the own certificate is one that the mesh believes.
final class WarmUp {
  private static final int STEPS_MAX = 64;

  private WarmUp() {}

  static void run(MeshTls tls) {
    SSLEngine client = tls.context().createSSLEngine();
    SSLEngine server = tls.context().createSSLEngine();
    client.setUseClientMode(true);
    server.setUseClientMode(false);
    int size = 2 * client.getSession().getPacketBufferSize();
    ByteBuffer toServer = ByteBuffer.allocate(size);
    ByteBuffer toClient = ByteBuffer.allocate(size);
    try {
      client.beginHandshake();
      server.beginHandshake();
      for (int i = 0; i < STEPS_MAX && (busy(client) || busy(server)); i++) {
        step(client, toClient, toServer);
        step(server, toServer, toClient);
      }
    } catch (SSLException e) {
      throw new IllegalStateException("this node's certificate is not good for its mesh: " + Refusals.text(e), e);
    }
  }

  private static boolean busy(SSLEngine engine) { return engine.getHandshakeStatus() != HandshakeStatus.NOT_HANDSHAKING; }

  private static void step(SSLEngine engine, ByteBuffer in, ByteBuffer out) throws SSLException {
    switch (engine.getHandshakeStatus()) {
      case NEED_TASK -> engine.getDelegatedTask().run();
      case NEED_WRAP -> engine.wrap(ByteBuffer.allocate(0), out);
      case NEED_UNWRAP, NEED_UNWRAP_AGAIN -> {
        in.flip();
        engine.unwrap(in, ByteBuffer.allocate(engine.getSession().getApplicationBufferSize()));
        in.compact();
      }
      default -> {
        // through
      }
    }
  }
}
