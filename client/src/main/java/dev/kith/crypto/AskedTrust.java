package dev.kith.crypto;

import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;

/// Asks [MeshTls.Believe], whichever end shows the certificate. Thread-safe.
final class AskedTrust extends X509ExtendedTrustManager {
  private static final int CHAIN_MAX = 8;

  private final MeshTls.Believe believe;

  AskedTrust(MeshTls.Believe believe) { this.believe = believe; }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket) throws CertificateException {
    check(chain);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket) throws CertificateException {
    check(chain);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine) throws CertificateException {
    check(chain);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine) throws CertificateException {
    check(chain);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType) throws CertificateException { check(chain); }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException { check(chain); }

  /// None are named to the other end: strangers need not learn which mesh this is.
  @Override
  public X509Certificate[] getAcceptedIssuers() { return new X509Certificate[0]; }

  private void check(X509Certificate[] chain) throws CertificateException {
    if (chain == null || chain.length == 0 || chain.length > CHAIN_MAX)
      throw new CertificateException("certificate chain must have from 1 to " + CHAIN_MAX + " certificates");
    try {
      believe.check(List.of(chain));
    } catch (RuntimeException e) { // whatever it is, nobody was found good
      throw new CertificateException("certificate could not be checked: " + e.getMessage(), e);
    }
  }
}
