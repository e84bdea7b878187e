package dev.kith.crypto;

import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.X509ExtendedKeyManager;
import javax.net.ssl.X509ExtendedTrustManager;

/// TLS between nodes of the mesh, both ways. What is shown and whom to believe can change while connections live; each new
/// handshake uses what is current. Thread-safe.
public final class MeshTls {
  /// Whom to believe. Thread-safe.
  public interface Believe {
    /// @param chain leaf first, as shown; anything at all
    /// @throws CertificateException with the reason: not of this mesh, expired, revoked
    void check(List<X509Certificate> chain) throws CertificateException;
  }

  private final ShownKeys keys;
  private final AskedTrust trust;
  private final SSLContext context;

  private MeshTls(TlsCredential credential, Believe believe) {
    keys = new ShownKeys(credential);
    trust = new AskedTrust(believe);
    context = Tls13Context.of(keys, trust);
  }

  public static MeshTls of(TlsCredential credential, Believe believe) { return new MeshTls(credential, believe); }

  /// Connections that are up stay as they are.
  public void replace(TlsCredential credential) { keys.replace(credential); }

  /// A context that is built of this and [#trustManager] elsewhere must not resume sessions: a resumed one checks nobody.
  public X509ExtendedKeyManager keyManager() { return keys; }

  /// Checks client and server certificates alike; host names are not looked at: a certificate binds a node's id.
  /// A failed handshake has the reason as its cause.
  public X509ExtendedTrustManager trustManager() { return trust; }

  /// TLS 1.3 only, each handshake in full, both ends with a certificate. Makes engines, not sockets.
  public SSLContext context() { return context; }
}
