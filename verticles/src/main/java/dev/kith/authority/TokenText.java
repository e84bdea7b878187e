package dev.kith.authority;

import dev.kith.crypto.Base64Url;
import dev.kith.crypto.Randoms;
import dev.kith.message.KithException;
import dev.kith.model.Digest;
import java.util.Arrays;
import java.util.HexFormat;

/// What a node joins by, as text: `k1.` and base64url of id (8 bytes), secret (32), SHA-256 of the root's certificate (32).
@SuppressWarnings("ArrayRecordComponent") // never compared, lives for one call
record TokenText(byte[] id, byte[] secret, Digest root) {
  private static final String PREFIX = "k1.";
  private static final int ID = 8;
  private static final int SECRET = 32;

  static TokenText make(Digest root) { return new TokenText(Randoms.bytes(ID), Randoms.bytes(SECRET), root); }

  /// @throws KithException INVALID, without the text
  static TokenText parse(String text) {
    byte[] bytes = text.startsWith(PREFIX) ? Base64Url.decode(text.substring(PREFIX.length())).orElse(new byte[0]) : new byte[0];
    if (bytes.length != ID + SECRET + 32)
      throw KithException
          .invalid("token is not one: it must be \"k1.\" and 96 characters, " + text.length() + " in all were given");
    return new TokenText(Arrays.copyOf(bytes, ID), Arrays.copyOfRange(bytes, ID, ID + SECRET),
        Digest.of(Arrays.copyOfRange(bytes, ID + SECRET, bytes.length)));
  }

  String idHex() { return HexFormat.of().formatHex(id); }

  /// The text; secret.
  String text() {
    byte[] bytes = Arrays.copyOf(id, ID + SECRET + 32);
    System.arraycopy(secret, 0, bytes, ID, SECRET);
    System.arraycopy(root.bytes(), 0, bytes, ID + SECRET, 32);
    return PREFIX + Base64Url.encode(bytes);
  }

  @Override
  public String toString() { return "TokenText[" + idHex() + "]"; }
}
