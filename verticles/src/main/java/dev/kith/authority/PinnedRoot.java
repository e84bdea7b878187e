package dev.kith.authority;

import dev.kith.crypto.Certificates;
import dev.kith.model.Digest;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.InstantSource;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;

/// Believes a server whose chain leads up to the root that a token names, by fingerprint; the host's name does not matter then.
/// A chain without that root is for the public authorities of this machine to judge, name and all: a door may show such a
/// certificate, and what it answers is checked against the token all the same.
final class PinnedRoot extends X509ExtendedTrustManager {
  private static final int CHAIN_MAX = 6;

  private final Digest root;
  private final X509ExtendedTrustManager publicly;
  private final InstantSource clock;

  private PinnedRoot(Digest root, X509ExtendedTrustManager publicly, InstantSource clock) {
    this.root = root;
    this.clock = clock;
    this.publicly = publicly;
  }

  /// @param root SHA-256 of the certificate
  static SSLContext context(Digest root, InstantSource clock) {
    try {
      TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      factory.init((KeyStore) null);
      X509ExtendedTrustManager publicly = (X509ExtendedTrustManager) factory.getTrustManagers()[0];
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, new TrustManager[]{new PinnedRoot(root, publicly, clock)}, null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java has no TLS", e);
    }
  }

  /// @return whether the root is in it
  private boolean pinned(X509Certificate[] chain) throws CertificateException {
    if (chain == null || chain.length == 0 || chain.length > CHAIN_MAX)
      throw new CertificateException("no chain of 1 to " + CHAIN_MAX + " certificates");
    for (int at = 0; at < chain.length; at++) {
      if (Certificates.fingerprint(chain[at]).equals(root)) {
        leads(chain, at);
        return true;
      }
    }
    return false;
  }

  /// Each certificate up to the root is signed by the next, and current; all above the leaf may sign.
  private void leads(X509Certificate[] chain, int rootAt) throws CertificateException {
    try {
      for (int at = 0; at < rootAt; at++) {
        current(chain[at]);
        if (chain[at + 1].getBasicConstraints() < at)
          throw new CertificateException("a certificate that may not sign others is in the chain");
        chain[at].verify(chain[at + 1].getPublicKey());
      }
      current(chain[rootAt]);
    } catch (CertificateException e) {
      throw e;
    } catch (GeneralSecurityException e) {
      throw new CertificateException("its chain does not lead up to the mesh's root", e);
    }
  }

  private void current(X509Certificate certificate) throws CertificateException {
    Instant now = clock.instant();
    Instant from = certificate.getNotBefore().toInstant();
    Instant to = certificate.getNotAfter().toInstant();
    if (now.isBefore(from) || now.isAfter(to))
      throw new NotNow("its certificate is good from " + from + " to " + to + Clocks.unlessWrong(now));
  }

  /// The certificate is of the right mesh, but of another time.
  static final class NotNow extends CertificateException {
    private static final long serialVersionUID = 1L;

    NotNow(String why) { super(why); }
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) throws CertificateException {
    if (!pinned(chain))
      publicly.checkServerTrusted(chain, type, engine);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) throws CertificateException {
    if (!pinned(chain))
      publicly.checkServerTrusted(chain, type, socket);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type) throws CertificateException {
    if (!pinned(chain))
      throw new CertificateException("its chain does not lead up to the mesh's root");
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) throws CertificateException { none(); }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) throws CertificateException { none(); }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type) throws CertificateException { none(); }

  private static void none() throws CertificateException { throw new CertificateException("this is no server"); }

  @Override
  public X509Certificate[] getAcceptedIssuers() { return new X509Certificate[0]; }
}
