package dev.kith.crypto;

import java.security.GeneralSecurityException;
import java.security.KeyManagementException;
import java.security.SecureRandom;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLContextSpi;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocketFactory;
import javax.net.ssl.SSLSessionContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;

/// The JDK's context, but its engines speak TLS 1.3 alone, ask clients for a certificate and resume nothing: the JDK does not ask
/// the trust manager again about a resumed session, so a revoked node could come back by one.
final class Tls13Context extends SSLContextSpi {
  private static final String PROTOCOL = "TLSv1.3";
  /// Above the longest life of a ticket (RFC 8446 4.6.1: 7 days) the JDK neither sends nor keeps any.
  private static final int NO_TICKETS_SECONDS = 8 * 86_400;

  private final SSLContext context;

  private Tls13Context(SSLContext context) { this.context = context; }

  static SSLContext of(KeyManager keys, TrustManager trust) {
    try {
      SSLContext context = SSLContext.getInstance(PROTOCOL);
      context.init(new KeyManager[]{keys}, new TrustManager[]{trust}, null);
      context.getServerSessionContext().setSessionTimeout(NO_TICKETS_SECONDS);
      context.getClientSessionContext().setSessionTimeout(NO_TICKETS_SECONDS);
      return new SSLContext(new Tls13Context(context), context.getProvider(), PROTOCOL) {
      };
    } catch (GeneralSecurityException e) {
      throw new AssertionError("every JDK has TLS 1.3", e);
    }
  }

  @Override
  protected void engineInit(KeyManager[] keys, TrustManager[] trust, SecureRandom random) throws KeyManagementException {
    throw new KeyManagementException("a mesh's TLS context is made once");
  }

  @Override
  protected SSLEngine engineCreateSSLEngine() { return confined(context.createSSLEngine()); }

  @Override
  protected SSLEngine engineCreateSSLEngine(String host, int port) { return confined(context.createSSLEngine(host, port)); }

  @Override
  protected SSLParameters engineGetDefaultSSLParameters() { return confined(context.getDefaultSSLParameters()); }

  @Override
  protected SSLParameters engineGetSupportedSSLParameters() { return confined(context.getSupportedSSLParameters()); }

  @Override
  protected SSLSessionContext engineGetServerSessionContext() { return context.getServerSessionContext(); }

  @Override
  protected SSLSessionContext engineGetClientSessionContext() { return context.getClientSessionContext(); }

  @Override
  protected SSLSocketFactory engineGetSocketFactory() {
    throw new UnsupportedOperationException("a mesh's TLS context makes engines only");
  }

  @Override
  protected SSLServerSocketFactory engineGetServerSocketFactory() {
    throw new UnsupportedOperationException("a mesh's TLS context makes engines only");
  }

  private static SSLEngine confined(SSLEngine engine) {
    engine.setEnabledProtocols(new String[]{PROTOCOL});
    engine.setNeedClientAuth(true);
    return engine;
  }

  private static SSLParameters confined(SSLParameters parameters) {
    parameters.setProtocols(new String[]{PROTOCOL});
    parameters.setNeedClientAuth(true);
    return parameters;
  }
}
