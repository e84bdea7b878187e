package dev.kith.crypto;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/// Base64url without padding (RFC 4648 5), one text for one value: the JDK's decoder alone also takes padding and loose last bits,
/// which would give a signed text several spellings.
public final class Base64Url {
  private Base64Url() {}

  public static String encode(byte[] bytes) { return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes); }

  /// @return empty if `text` is not what [#encode] writes
  public static Optional<byte[]> decode(String text) {
    try {
      byte[] bytes = Base64.getUrlDecoder().decode(text.getBytes(StandardCharsets.UTF_8));
      return encode(bytes).equals(text) ? Optional.of(bytes) : Optional.empty();
    } catch (IllegalArgumentException notBase64) {
      return Optional.empty();
    }
  }
}
