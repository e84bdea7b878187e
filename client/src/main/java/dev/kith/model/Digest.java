package dev.kith.model;

import java.util.HexFormat;
import java.util.regex.Pattern;

/// A SHA-256 digest as 64 lower-case hex digits.
public record Digest(String hex) {
  private static final Pattern FORM = Pattern.compile("[0-9a-f]{64}");

  public Digest {
    Check.matches("digest", hex, FORM);
  }

  /// @param bytes exactly 32 bytes
  public static Digest of(byte[] bytes) { return new Digest(HexFormat.of().formatHex(bytes)); }

  public byte[] bytes() { return HexFormat.of().parseHex(hex); }

  @Override
  public String toString() { return hex; }
}
