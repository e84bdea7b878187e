package dev.kith.cli;

import dev.kith.message.KithException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;

/// Trusts one certificate beside what the system trusts: byte for byte and under any name, or, if it is an authority's (the root of a
/// mesh), what that authority vouches for. Such a certificate must name the host, unless that is this machine.
final class PinnedTrust extends X509ExtendedTrustManager {
  private final X509Certificate pin;
  private final X509ExtendedTrustManager system;
  private final Optional<X509ExtendedTrustManager> authority;

  private PinnedTrust(X509Certificate pin) throws GeneralSecurityException, IOException {
    this.pin = pin;
    system = manager(null);
    if (pin.getBasicConstraints() < 0) {
      authority = Optional.empty();
      return;
    }
    KeyStore roots = KeyStore.getInstance(KeyStore.getDefaultType());
    roots.load(null, null);
    roots.setCertificateEntry("root", pin);
    authority = Optional.of(manager(roots));
  }

  static SSLContext context(Path certificate) {
    try (InputStream in = Files.newInputStream(certificate)) {
      X509Certificate pin = (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
      SSLContext context = SSLContext.getInstance("TLSv1.3");
      context.init(null, new TrustManager[]{new PinnedTrust(pin)}, null);
      return context;
    } catch (IOException | GeneralSecurityException e) {
      throw new CommandFailed(Exit.USAGE, "cannot use the certificate " + certificate + ": " + KithException.reason(e), e);
    }
  }

  /// @param roots null: those of the system
  private static X509ExtendedTrustManager manager(KeyStore roots) throws GeneralSecurityException {
    TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(roots);
    for (TrustManager one : factory.getTrustManagers()) {
      if (one instanceof X509ExtendedTrustManager manager)
        return manager;
    }
    throw new GeneralSecurityException("the system has no X.509 trust manager");
  }

  /// Vouched for by the pinned authority. @param there checks the host's name too
  private boolean vouched(X509Certificate[] chain, String type, String host, Checks there) {
    if (authority.isEmpty())
      return false;
    try {
      if (host != null && Loopback.is(host))
        authority.get().checkServerTrusted(chain, type);
      else
        there.check(authority.get());
      return true;
    } catch (CertificateException notVouched) {
      return false; // then the system has the last word, and its reason is shown
    }
  }

  private interface Checks {
    void check(X509ExtendedTrustManager manager) throws CertificateException;
  }

  private boolean pinned(X509Certificate[] chain) { return chain.length > 0 && chain[0].equals(pin); }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) throws CertificateException {
    if (!pinned(chain) && !vouched(chain, type, engine.getPeerHost(), manager -> manager.checkServerTrusted(chain, type, engine)))
      system.checkServerTrusted(chain, type, engine);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) throws CertificateException {
    if (!pinned(chain) && !vouched(chain, type, null, manager -> manager.checkServerTrusted(chain, type, socket)))
      system.checkServerTrusted(chain, type, socket);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type) throws CertificateException {
    if (!pinned(chain))
      system.checkServerTrusted(chain, type);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) throws CertificateException { refuse(); }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) throws CertificateException { refuse(); }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type) throws CertificateException { refuse(); }

  private static void refuse() throws CertificateException { throw new CertificateException("a client asks for servers only"); }

  @Override
  public X509Certificate[] getAcceptedIssuers() { return system.getAcceptedIssuers(); }
}
