package dev.kith.authority;

import dev.kith.message.NodeCard;
import java.time.Duration;
import java.time.Instant;
import java.util.random.RandomGenerator;

/// When a node asks for its next card. Never gives up: after a failure it waits longer, up to [#RETRY_MAX], and goes on. Confined.
final class RenewalPlan {
  static final Duration RETRY_MIN = Duration.ofSeconds(10);
  static final Duration RETRY_MAX = Duration.ofMinutes(10);
  /// Of a card's life: nodes that joined together do not all ask at once.
  private static final double JITTER = 0.02;
  private static final int ALARM_PART = 10;

  private final RandomGenerator random;
  private String serial = "";
  private Duration jitter = Duration.ZERO;
  private Instant notBefore = Instant.MIN;
  private int failures;

  RenewalPlan(RandomGenerator random) { this.random = random; }

  /// @param renewAt as the card's life says
  /// @param changed name, addresses or granted role are not what the card says: there is no reason to wait
  boolean due(Instant now, NodeCard card, Instant renewAt, boolean changed) {
    if (!card.serial().equals(serial)) {
      serial = card.serial();
      jitter = Duration.ofMillis((long) (life(card).toMillis() * JITTER * random.nextDouble()));
      failures = 0;
      notBefore = Instant.MIN;
    }
    return !now.isBefore(notBefore) && (changed || !now.isBefore(renewAt.plus(jitter)));
  }

  /// @return how long until the next try
  Duration failed(Instant now, NodeCard card) {
    Duration wait = RETRY_MIN.multipliedBy(1L << Math.min(failures, 10));
    failures++;
    Duration capped = shorter(wait, shorter(RETRY_MAX, life(card).dividedBy(20)));
    Duration spread = Duration.ofMillis((long) (capped.toMillis() * (0.75 + random.nextDouble() / 2)));
    notBefore = now.plus(spread);
    return spread;
  }

  /// Less than a tenth of the card's life is left: someone has to look.
  static boolean alarming(Instant now, NodeCard card) {
    return now.plus(life(card).dividedBy(ALARM_PART)).isAfter(card.notAfter());
  }

  private static Duration life(NodeCard card) { return Duration.between(card.notBefore(), card.notAfter()); }

  private static Duration shorter(Duration one, Duration other) { return one.compareTo(other) <= 0 ? one : other; }
}
