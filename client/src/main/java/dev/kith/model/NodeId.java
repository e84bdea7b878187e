package dev.kith.model;

import java.util.regex.Pattern;

/// Who a node is: 32 lower-case hex digits, the first 16 bytes of SHA-256 of its X25519 public key.
public record NodeId(String value) {
  private static final int LENGTH = 32;
  private static final Pattern FORM = Pattern.compile("[0-9a-f]{32}");

  public NodeId {
    if (!hexDigits(value))
      Check.matches("nodeId", value, FORM); // says what is wrong
  }

  /// As [#FORM], without its cost: every frame between nodes has two.
  private static boolean hexDigits(String value) {
    if (value == null || value.length() != LENGTH)
      return false;
    for (int i = 0; i < LENGTH; i++) {
      char digit = value.charAt(i);
      if ((digit < '0' || digit > '9') && (digit < 'a' || digit > 'f'))
        return false;
    }
    return true;
  }

  @Override
  public String toString() { return value; }
}
