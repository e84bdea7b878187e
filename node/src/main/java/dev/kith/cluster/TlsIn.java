package dev.kith.cluster;

import static com.hazelcast.internal.networking.HandlerStatus.CLEAN;
import static com.hazelcast.internal.networking.HandlerStatus.DIRTY;

import com.hazelcast.internal.networking.HandlerStatus;
import com.hazelcast.internal.networking.InboundHandler;
import java.io.EOFException;
import java.nio.ByteBuffer;
import java.security.cert.CertificateException;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLException;

/// First of the inbound handlers of a Hazelcast channel: TLS records in, bytes out. Confined to the thread that owns the pipeline.
///
/// It stops with bytes unread when the engine wants to write, and wakes [TlsOut], which wakes it again after that.
final class TlsIn extends InboundHandler<ByteBuffer, ByteBuffer> {
  static final int BUFFER_BYTES = 64 * 1024;

  private final TlsChannel tls;
  private ByteBuffer plain; // ready to be read from

  TlsIn(TlsChannel tls) { this.tls = tls; }

  @Override
  public void handlerAdded() {
    initSrcBuffer(BUFFER_BYTES);
    plain = ByteBuffer.allocate(tls.engine.getSession().getApplicationBufferSize()).limit(0);
  }

  @Override
  public HandlerStatus onRead() throws Exception {
    src.flip();
    try {
      return read();
    } catch (SSLException | CertificateException e) {
      src.position(src.limit());
      tls.fail(e);
      return CLEAN;
    } finally {
      src.compact();
    }
  }

  private HandlerStatus read() throws SSLException, CertificateException, EOFException {
    while (tls.failure() == null) {
      if (!handOn())
        return DIRTY; // what comes next has no room until it has run
      switch (tls.engine.getHandshakeStatus()) {
        case NEED_TASK -> tls.runTasks();
        case NEED_WRAP -> {
          tls.wakeOut();
          return CLEAN;
        }
        default -> {
          if (!unwrap())
            return plain.hasRemaining() ? DIRTY : CLEAN;
        }
      }
    }
    src.position(src.limit());
    return CLEAN;
  }

  /// @return whether there may be more to unwrap
  private boolean unwrap() throws SSLException, CertificateException, EOFException {
    boolean proven = tls.isProven();
    plain.clear();
    SSLEngineResult result;
    try {
      result = tls.engine.unwrap(src, plain);
    } finally {
      plain.flip();
    }
    tls.after(result);
    if (!proven && tls.isProven())
      tls.wakeOut();
    return switch (result.getStatus()) {
      case OK -> result.bytesConsumed() > 0 || result.bytesProduced() > 0;
      case BUFFER_UNDERFLOW -> false;
      case BUFFER_OVERFLOW -> throw new SSLException("TLS record larger than the buffer");
      case CLOSED -> throw new EOFException("peer ended TLS");
    };
  }

  /// @return whether all was taken
  private boolean handOn() {
    if (!plain.hasRemaining())
      return true;
    int count = Math.min(plain.remaining(), dst.remaining());
    dst.put(plain.slice(plain.position(), count));
    plain.position(plain.position() + count);
    return !plain.hasRemaining();
  }
}
