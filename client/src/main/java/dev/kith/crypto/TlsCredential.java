package dev.kith.crypto;

import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;

/// What a node shows in TLS.
///
/// @param chain leaf first, without the root
/// @param key of the leaf; secret
public record TlsCredential(List<X509Certificate> chain, PrivateKey key) {
  public TlsCredential {
    if (chain.isEmpty())
      throw new IllegalArgumentException("TLS credential without a certificate");
    chain = List.copyOf(chain);
  }

  @Override
  public String toString() { return "TlsCredential[" + chain.getFirst().getSerialNumber().toString(16) + "]"; }
}
