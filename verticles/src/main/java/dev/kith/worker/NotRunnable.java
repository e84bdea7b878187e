package dev.kith.worker;

import dev.kith.message.Decline;

/// A block can't be run here, and not for a fault of its code.
final class NotRunnable extends Exception {
  private static final long serialVersionUID = 1L;

  private final transient Decline why;

  NotRunnable(Decline.Reason reason, String text) {
    super(text, null, false, false);
    why = Decline.of(reason, text);
  }

  Decline why() { return why; }
}
