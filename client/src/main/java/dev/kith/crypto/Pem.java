package dev.kith.crypto;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Text blocks of DER (RFC 7468).
final class Pem {
  static final String CERTIFICATE = "CERTIFICATE";
  static final String PRIVATE_KEY = "PRIVATE KEY";
  private static final int TEXT_MAX = 256 * 1024;

  private Pem() {}

  static String block(String label, byte[] der) {
    String body = Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII)).encodeToString(der);
    return "-----BEGIN " + label + "-----\n" + body + "\n-----END " + label + "-----\n";
  }

  /// Every block of that label, in order.
  ///
  /// @throws IllegalArgumentException if one is not base64, or the text is longer than 256 KiB
  static List<byte[]> blocks(String label, String text) {
    if (text.length() > TEXT_MAX)
      throw new IllegalArgumentException("PEM text must have at most " + TEXT_MAX + " characters, not " + text.length());
    Pattern form = Pattern.compile("-----BEGIN " + label + "-----([A-Za-z0-9+/=\\s]*+)-----END " + label + "-----");
    Matcher found = form.matcher(text);
    List<byte[]> blocks = new ArrayList<>();
    while (found.find())
      blocks.add(Base64.getDecoder().decode(found.group(1).replaceAll("\\s", "")));
    return blocks;
  }
}
