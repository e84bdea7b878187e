package dev.kith.crypto;

import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;

/// Shows one credential, which can be replaced. A handshake first asks for an alias, then for what it stands for: the credential
/// before the last replacement is kept, so that no handshake gets the chain of one and the key of the other. Thread-safe.
final class ShownKeys extends X509ExtendedKeyManager {
  private record Shown(long number, TlsCredential current, TlsCredential before) {
    String alias() { return "kith-" + number; }

    TlsCredential of(String alias) {
      if (alias().equals(alias))
        return current;
      return alias.equals("kith-" + (number - 1)) ? before : null;
    }
  }

  private final AtomicReference<Shown> shown;

  ShownKeys(TlsCredential credential) { shown = new AtomicReference<>(new Shown(1, credential, null)); }

  void replace(TlsCredential credential) { shown.updateAndGet(old -> new Shown(old.number + 1, credential, old.current)); }

  @Override
  public String chooseEngineClientAlias(String[] keyTypes, Principal[] issuers, SSLEngine engine) {
    return chooseClientAlias(keyTypes, issuers, null);
  }

  @Override
  public String chooseEngineServerAlias(String keyType, Principal[] issuers, SSLEngine engine) {
    return chooseServerAlias(keyType, issuers, null);
  }

  @Override
  public String chooseClientAlias(String[] keyTypes, Principal[] issuers, Socket socket) { return alias(List.of(keyTypes)); }

  @Override
  public String chooseServerAlias(String keyType, Principal[] issuers, Socket socket) { return alias(List.of(keyType)); }

  @Override
  public String[] getClientAliases(String keyType, Principal[] issuers) { return aliases(keyType); }

  @Override
  public String[] getServerAliases(String keyType, Principal[] issuers) { return aliases(keyType); }

  @Override
  public X509Certificate[] getCertificateChain(String alias) {
    TlsCredential credential = shown.get().of(alias);
    return credential == null ? null : credential.chain().toArray(X509Certificate[]::new);
  }

  @Override
  public PrivateKey getPrivateKey(String alias) {
    TlsCredential credential = shown.get().of(alias);
    return credential == null ? null : credential.key();
  }

  /// The other end's wishes for issuers are not heeded: there is one certificate, and each end knows whom it believes.
  private String alias(List<String> keyTypes) {
    Shown now = shown.get();
    return keyTypes.contains(now.current.key().getAlgorithm()) ? now.alias() : null;
  }

  private String[] aliases(String keyType) {
    String alias = alias(List.of(keyType));
    return alias == null ? null : new String[]{alias};
  }
}
