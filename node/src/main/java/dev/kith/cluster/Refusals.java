package dev.kith.cluster;

import dev.kith.model.PlainText;
import dev.kith.model.Throttle;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.security.cert.CertificateException;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Logs who was refused and why, at most once in 5 seconds for each address, door and reason; how many were passed over is said
/// with the next one. Thread-safe.
final class Refusals {
  private static final Logger LOG = LoggerFactory.getLogger(Refusals.class);
  private static final int CAUSES_MAX = 8;
  private static final int TEXT_MAX = 300;

  private final Throttle throttle;

  Refusals(LongSupplier nanos) { throttle = new Throttle(nanos); }

  void refused(String door, SocketAddress remote, String reason) {
    String host = remote instanceof InetSocketAddress inet ? inet.getHostString() : String.valueOf(remote);
    int passedOver = throttle.passedOver(door + host + reason);
    if (passedOver >= 0)
      LOG.warn("refused at {}: {}: {}{}", door, remote, reason, passedOver == 0 ? "" : " (and " + passedOver + " times before)");
  }

  /// The reason on one line of at most 300 characters, without control characters: the other end may have worded it. That is what the
  /// check of certificates said, or else the innermost cause.
  static String text(Throwable failure) {
    Throwable reason = failure;
    for (int i = 0; i < CAUSES_MAX && reason.getCause() != null && !(reason instanceof CertificateException); i++)
      reason = reason.getCause();
    String text = reason.getMessage() == null ? reason.getClass().getSimpleName() : reason.getMessage();
    String plain = PlainText.line(text);
    return plain.length() <= TEXT_MAX ? plain : plain.substring(0, TEXT_MAX);
  }
}
