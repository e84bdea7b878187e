package dev.kith.crypto;

import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.X509ExtendedKeyManager;
import javax.net.ssl.X509ExtendedTrustManager;

/// TLS between nodes of the mesh, both ways. What is shown and whom to believe can change while connections live; each new
/// handshake uses what is current. Thread-safe.
@SuppressWarnings("DoNotCallSuggester")
public final class MeshTls {
  /// Whom to believe. Thread-safe.
  public interface Believe {
    /// @param chain leaf first, as shown; anything at all
    /// @throws CertificateException with the reason: not of this mesh, expired, revoked
    void check(List<X509Certificate> chain) throws CertificateException;
  }

  private MeshTls() {}

  public static MeshTls of(TlsCredential credential, Believe believe) { throw new AssertionError("to be written"); }

  public void replace(TlsCredential credential) { throw new AssertionError("to be written"); }

  public X509ExtendedKeyManager keyManager() { throw new AssertionError("to be written"); }

  /// Checks client and server certificates alike; host names are not looked at: a certificate binds a node's id.
  public X509ExtendedTrustManager trustManager() { throw new AssertionError("to be written"); }

  /// TLS 1.3 only.
  public SSLContext context() { throw new AssertionError("to be written"); }
}
