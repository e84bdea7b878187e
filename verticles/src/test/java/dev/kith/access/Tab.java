package dev.kith.access;

import dev.kith.crypto.Base64Url;
import dev.kith.message.AccessRequest.Connect;
import dev.kith.message.AccessRequest.Join;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;

/// A browser tab with its key, as WebCrypto would have it.
final class Tab {
  static final String CHALLENGE = Base64Url.encode(new byte[32]);
  private final KeyPair keys;

  Tab() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"));
      keys = generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  String publicKey() { return Base64Url.encode(keys.getPublic().getEncoded()); }

  VolunteerKey key() { return VolunteerKey.parse(publicKey()); }

  String workerId() { return key().workerId(); }

  Join join(String invite) { return new Join(invite, publicKey(), "203.0.113.9"); }

  Connect connect() { return connect(workerId(), "kith-volunteer-1|" + CHALLENGE + "|" + workerId()); }

  /// Says it is `workerId` and signs `text`.
  Connect connect(String workerId, String text) {
    try {
      Signature signature = Signature.getInstance("SHA256withECDSAinP1363Format");
      signature.initSign(keys.getPrivate());
      signature.update(text.getBytes(StandardCharsets.UTF_8));
      return new Connect(workerId, CHALLENGE, Base64Url.encode(signature.sign()), "203.0.113.9");
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }
}
