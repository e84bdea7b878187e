package dev.kith.dashboard;

import dev.kith.model.PlainText;
import dev.kith.model.Throttle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Tells the log who was refused at the door and why, in one line, and not more often than a [Throttle] lets it.
final class Refused {
  private static final Logger LOG = LoggerFactory.getLogger(Refused.class);
  private static final int CAUSES_MAX = 8;
  private static final Throttle THROTTLE = new Throttle(System::nanoTime);

  private Refused() {}

  static void tell(String who, String why) {
    int passedOver = THROTTLE.passedOver(who + why);
    if (passedOver >= 0)
      LOG.info("refused {}: {}{}", who, PlainText.line(why), passedOver == 0 ? "" : " (and " + passedOver + " times before)");
  }

  /// The innermost cause of what broke a connection or its handshake.
  static void tell(Throwable failure) {
    Throwable cause = failure;
    for (int i = 0; i < CAUSES_MAX && cause.getCause() != null; i++)
      cause = cause.getCause();
    tell("a connection", cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage());
  }
}
