package dev.kith.sandbox;

import java.io.IOException;

/// The other side sent what is not of this protocol. It is not trusted any further.
final class ProtocolViolation extends IOException {
  private static final long serialVersionUID = 1;

  ProtocolViolation(String message) { super(message); }
}
