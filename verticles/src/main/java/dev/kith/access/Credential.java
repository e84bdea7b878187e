package dev.kith.access;

import dev.kith.crypto.Base64Url;
import dev.kith.crypto.Mnemonic;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32;

/// The written forms of a key. All of them stand for the same secret bytes:
///
/// | form | bytes |
/// | --- | --- |
/// | `kith_<id, 8>_<base64url, 43>_<CRC-32 of what is before, 8 hex digits>` | 32 |
/// | 12 to 24 words of the BIP-39 list: entropy and checksum, not the seed | 16, 20, 24, 28, 32 |
/// | hex or base64url, as the predecessor's CLIENT_API_KEY | 16, 20, 24, 28, 32 |
final class Credential {
  static final int ID_CHARS = 8;
  static final int SECRET_BYTES = 32;
  private static final Set<Integer> SIZES = Set.of(16, 20, 24, 28, 32);
  private static final Pattern TEXT = Pattern.compile("(kith_[0-9a-z]{8}_([A-Za-z0-9_-]{43}))_([0-9a-f]{8})");
  private static final Pattern HEX = Pattern.compile("([0-9a-fA-F]{2})+");

  private Credential() {}

  static String text(String keyId, byte[] secret) {
    String body = "kith_" + keyId + "_" + Base64Url.encode(secret);
    return body + "_" + checksum(body);
  }

  static String words(byte[] secret) { return Mnemonic.words(secret); }

  /// @return the secret bytes, empty if `typed` is none of the forms
  static Optional<byte[]> secret(String typed) {
    String text = typed.strip();
    if (text.startsWith("kith_"))
      return ofText(text);
    if (text.chars().anyMatch(Character::isWhitespace))
      return ofWords(text);
    return raw(text).filter(bytes -> SIZES.contains(bytes.length));
  }

  private static Optional<byte[]> ofText(String text) {
    Matcher parts = TEXT.matcher(text);
    if (!parts.matches() || !parts.group(3).equals(checksum(parts.group(1))))
      return Optional.empty();
    return Base64Url.decode(parts.group(2));
  }

  private static Optional<byte[]> ofWords(String text) {
    try {
      return Optional.of(Mnemonic.entropy(text));
    } catch (IllegalArgumentException noMnemonic) {
      return Optional.empty();
    }
  }

  /// 32 hex digits could be base64url of 24 bytes too; that random bytes look like this has a chance of 2^-64.
  private static Optional<byte[]> raw(String text) {
    return HEX.matcher(text).matches() ? Optional.of(HexFormat.of().parseHex(text)) : Base64Url.decode(text);
  }

  private static String checksum(String body) {
    CRC32 crc = new CRC32();
    crc.update(body.getBytes(StandardCharsets.US_ASCII));
    return HexFormat.of().toHexDigits((int) crc.getValue());
  }
}
