package dev.kith.node;

import dev.kith.crypto.SigningKey;
import dev.kith.message.KithException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;

/// The key that signs jobs: the configured one, else one kept in the data directory.
final class SigningKeys {
  private SigningKeys() {}

  static SigningKey of(NodeConfig.Access access, Path data) {
    if (access.signingPrivateKey().isEmpty())
      return SigningKey.loadOrCreate(data.resolve("job-signing.key"));
    SigningKey key;
    try {
      key = SigningKey.fromPkcs8(Base64.getMimeDecoder().decode(access.signingPrivateKey().get().reveal()));
    } catch (IllegalArgumentException e) {
      throw KithException.invalid("access.jobSigningPrivateKeyFile: " + e.getMessage());
    }
    access.signingPublicKey().ifPresent(configured -> {
      if (!Arrays.equals(key.publicSpki(), Base64.getMimeDecoder().decode(configured.reveal())))
        throw KithException.invalid("access.jobSigningPublicKeyFile is not the public half of access.jobSigningPrivateKeyFile");
    });
    return key;
  }
}
