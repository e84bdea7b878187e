package dev.kith.model;

import java.util.regex.Pattern;

/// Who a node is: 32 lower-case hex digits, the first 16 bytes of SHA-256 of its X25519 public key.
public record NodeId(String value) {
  private static final Pattern FORM = Pattern.compile("[0-9a-f]{32}");

  public NodeId {
    Check.matches("nodeId", value, FORM);
  }

  @Override
  public String toString() { return value; }
}
