package dev.kith.cluster;

import static com.hazelcast.internal.networking.HandlerStatus.BLOCKED;
import static com.hazelcast.internal.networking.HandlerStatus.CLEAN;
import static com.hazelcast.internal.networking.HandlerStatus.DIRTY;

import com.hazelcast.internal.networking.HandlerStatus;
import com.hazelcast.internal.networking.OutboundHandler;
import java.io.EOFException;
import java.nio.ByteBuffer;
import java.security.cert.CertificateException;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;

/// Last of the outbound handlers of a Hazelcast channel: bytes in, TLS records out. Confined to the thread that owns the pipeline.
/// Blocked while the handshake waits for the peer; [TlsIn] wakes it.
final class TlsOut extends OutboundHandler<ByteBuffer, ByteBuffer> {
  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

  private final TlsChannel tls;
  private boolean begun;
  private boolean alerted;

  TlsOut(TlsChannel tls) { this.tls = tls; }

  @Override
  public void handlerAdded() { initDstBuffer(TlsIn.BUFFER_BYTES); }

  @Override
  public HandlerStatus onWrite() throws Exception {
    dst.compact();
    try {
      if (tls.failure() == null)
        return write();
      if (alerted && dst.position() == 0)
        end();
      alert();
      return DIRTY;
    } catch (SSLException | CertificateException e) {
      tls.fail(e);
      return DIRTY;
    } finally {
      dst.flip();
    }
  }

  private HandlerStatus write() throws SSLException, CertificateException {
    while (true) {
      switch (tls.engine.getHandshakeStatus()) {
        case NEED_TASK -> {
          if (!tls.runTasks())
            return BLOCKED; // the inbound end runs them
          tls.wakeIn();
        }
        case NEED_UNWRAP, NEED_UNWRAP_AGAIN -> {
          return BLOCKED;
        }
        case NEED_WRAP -> {
          if (!wrap(NOTHING))
            return DIRTY;
          if (tls.engine.getHandshakeStatus() != HandshakeStatus.NEED_WRAP)
            tls.wakeIn();
        }
        default -> {
          if (!tls.isProven() && !begin())
            return BLOCKED;
          if (!tls.isProven())
            continue;
          if (!src.hasRemaining())
            return CLEAN;
          if (!wrap(src))
            return DIRTY;
        }
      }
    }
  }

  /// Nothing has been said yet: a client begins, a server waits.
  private boolean begin() throws SSLException {
    if (begun || !tls.engine.getUseClientMode())
      return false;
    begun = true;
    tls.engine.beginHandshake();
    return true;
  }

  /// @return whether it fitted
  private boolean wrap(ByteBuffer from) throws SSLException, CertificateException {
    SSLEngineResult result = tls.engine.wrap(from, dst);
    tls.after(result);
    if (result.getStatus() == SSLEngineResult.Status.CLOSED)
      throw new SSLException("TLS is closed");
    return result.getStatus() != SSLEngineResult.Status.BUFFER_OVERFLOW;
  }

  /// Hazelcast closes the channel of a handler that throws, and logs this kind without ado: the reason was logged already.
  private void end() throws EOFException { throw new EOFException("TLS: " + Refusals.text(tls.failure())); }

  /// Tells the peer why, once.
  private void alert() {
    for (int i = 0; i < 2 && !alerted; i++)
      alerted = alertWritten();
    alerted = true;
  }

  /// An engine that failed in a task throws the reason once more before it gives out the alert.
  private boolean alertWritten() {
    try {
      tls.engine.closeOutbound();
      return tls.engine.wrap(NOTHING, dst).bytesProduced() > 0;
    } catch (SSLException again) {
      return false;
    }
  }
}
