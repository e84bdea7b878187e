package dev.kith.access;

import dev.kith.crypto.Base64Url;
import dev.kith.crypto.Digests;
import dev.kith.crypto.P256;
import dev.kith.message.AccessRequest.Connect;
import dev.kith.message.KithException;
import java.nio.charset.StandardCharsets;

/// A tab's ECDSA P-256 key and the worker id that follows from it.
///
/// @param text SPKI, base64url, in its one form
/// @param workerId `v-` and the first 20 hex digits of the SHA-256 of the SPKI
record VolunteerKey(String text, String workerId, P256 key) {
  private static final int ID_DIGITS = 20;

  /// @throws KithException INVALID if `text` is no such key
  static VolunteerKey parse(String text) {
    byte[] spki = Base64Url.decode(text).orElseThrow(() -> KithException.invalid("publicKey must be base64url without padding"));
    try {
      P256 key = P256.ofSpki(spki);
      return new VolunteerKey(text, "v-" + Digests.sha256(spki).hex().substring(0, ID_DIGITS), key);
    } catch (IllegalArgumentException e) {
      throw KithException.invalid("publicKey must be an ECDSA P-256 key as SPKI: " + e.getMessage());
    }
  }

  /// Whether this key signed `kith-volunteer-1|<challenge>|<workerId>`.
  boolean signed(Connect connect) {
    byte[] text = ("kith-volunteer-1|" + connect.challenge() + "|" + connect.workerId()).getBytes(StandardCharsets.UTF_8);
    return Base64Url.decode(connect.signature()).map(signature -> key.verify(text, signature)).orElse(false);
  }
}
