package dev.kith.model;

import java.util.regex.Pattern;

/// A worker's id: a node's own id, or one derived from a volunteer's key. 1 to 128 of letters, digits, dot, underscore, hyphen.
public record WorkerId(String value) {
  private static final Pattern FORM = Pattern.compile("[a-zA-Z0-9._-]{1,128}");

  public WorkerId {
    Check.matches("workerId", value, FORM);
  }

  @Override
  public String toString() { return value; }
}
