package dev.kith.mesh;

import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;
import javax.net.ssl.X509TrustManager;

/// Checks a server's chain, and not that it names the address: the certificate of a node that only dials out names none.
final class ChainOnly extends X509ExtendedTrustManager {
  private final X509TrustManager chain;

  ChainOnly(X509TrustManager chain) { this.chain = chain; }

  @Override
  public void checkServerTrusted(X509Certificate[] shown, String type) throws CertificateException {
    chain.checkServerTrusted(shown, type);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] shown, String type, Socket socket) throws CertificateException {
    chain.checkServerTrusted(shown, type);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] shown, String type, SSLEngine engine) throws CertificateException {
    chain.checkServerTrusted(shown, type);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] shown, String type) throws CertificateException {
    chain.checkClientTrusted(shown, type);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] shown, String type, Socket socket) throws CertificateException {
    chain.checkClientTrusted(shown, type);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] shown, String type, SSLEngine engine) throws CertificateException {
    chain.checkClientTrusted(shown, type);
  }

  @Override
  public X509Certificate[] getAcceptedIssuers() { return chain.getAcceptedIssuers(); }
}
