package dev.kith.cli;

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
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;

/// Trusts one certificate, byte for byte and under any name, beside what the system trusts.
final class PinnedTrust extends X509ExtendedTrustManager {
  private final X509Certificate pin;
  private final X509ExtendedTrustManager system;

  private PinnedTrust(X509Certificate pin, X509ExtendedTrustManager system) {
    this.pin = pin;
    this.system = system;
  }

  static SSLContext context(Path certificate) {
    try (InputStream in = Files.newInputStream(certificate)) {
      X509Certificate pin = (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
      SSLContext context = SSLContext.getInstance("TLSv1.3");
      context.init(null, new TrustManager[]{new PinnedTrust(pin, system())}, null);
      return context;
    } catch (IOException | GeneralSecurityException e) {
      throw new CommandFailed(Exit.USAGE, "cannot use the certificate " + certificate + ": " + e, e);
    }
  }

  private static X509ExtendedTrustManager system() throws GeneralSecurityException {
    TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init((KeyStore) null);
    for (TrustManager one : factory.getTrustManagers()) {
      if (one instanceof X509ExtendedTrustManager manager)
        return manager;
    }
    throw new GeneralSecurityException("the system has no X.509 trust manager");
  }

  private boolean pinned(X509Certificate[] chain) { return chain.length > 0 && chain[0].equals(pin); }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) throws CertificateException {
    if (!pinned(chain))
      system.checkServerTrusted(chain, type, engine);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) throws CertificateException {
    if (!pinned(chain))
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
