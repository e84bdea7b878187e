package dev.kith.cluster;

import dev.kith.model.PlainText;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.security.cert.CertificateException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Logs who was refused and why, at most once in 5 seconds for each address, door and reason; how many were passed over is said
/// with the next one. Thread-safe.
final class Refusals {
  private static final Logger LOG = LoggerFactory.getLogger(Refusals.class);
  private static final long EVERY_NANOS = Duration.ofSeconds(5).toNanos();
  private static final int REMEMBERED_MAX = 1_024;
  private static final int CAUSES_MAX = 8;
  private static final int TEXT_MAX = 300;

  private record Seen(long last, int silent) {}

  private final LongSupplier nanos;
  private final Map<String, Seen> seen = new LinkedHashMap<>() {
    @Override
    protected boolean removeEldestEntry(Map.Entry<String, Seen> eldest) { return size() > REMEMBERED_MAX; }
  };

  Refusals(LongSupplier nanos) { this.nanos = nanos; }

  void refused(String door, SocketAddress remote, String reason) {
    String host = remote instanceof InetSocketAddress inet ? inet.getHostString() : String.valueOf(remote);
    int passedOver = passedOver(door + host + reason);
    if (passedOver >= 0)
      LOG.warn("refused at {}: {}: {}{}", door, remote, reason, passedOver == 0 ? "" : " (and " + passedOver + " times before)");
  }

  /// @return how many were not logged before this one; -1 if this one is not to be logged either
  synchronized int passedOver(String key) {
    long now = nanos.getAsLong();
    Seen before = seen.get(key);
    if (before != null && now - before.last < EVERY_NANOS) {
      seen.put(key, new Seen(before.last, before.silent + 1));
      return -1;
    }
    seen.put(key, new Seen(now, 0));
    return before == null ? 0 : before.silent;
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
