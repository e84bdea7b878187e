package dev.kith.transport;

/// The other end did what no peer of this protocol does; its link is to be closed.
final class BreachException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final CloseReason reason;

  BreachException(CloseReason reason, String text) {
    super(text);
    this.reason = reason;
  }

  CloseReason reason() { return reason; }
}
