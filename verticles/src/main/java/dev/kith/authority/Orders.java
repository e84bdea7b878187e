package dev.kith.authority;

import dev.kith.crypto.Randoms;
import dev.kith.message.ErrorCode;
import dev.kith.message.KithException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;

/// What was asked for and waits until its challenge has been fetched: so many at a time, each for a while, each taken once.
/// Thread-safe.
///
/// @param <Q> what was asked
final class Orders<Q> {
  static final int MAX = 32;
  static final Duration TTL = Duration.ofMinutes(2);

  /// @param token that the challenge is answered under
  record Order<Q>(String id, String token, Q asked, Instant until) {}

  private final InstantSource clock;
  private final Map<String, Order<Q>> open = new HashMap<>();

  Orders(InstantSource clock) { this.clock = clock; }

  /// @throws KithException UNAVAILABLE if too many are open
  synchronized Order<Q> open(Q asked) {
    Instant now = clock.instant();
    open.values().removeIf(order -> !now.isBefore(order.until()));
    if (open.size() >= MAX) {
      throw new KithException(ErrorCode.UNAVAILABLE,
          "cannot open an enrolment order: " + MAX + " are open, which is the limit; try again in a few seconds");
    }
    Order<Q> order = new Order<>(Randoms.token(KeyAuthorization.TOKEN_BYTES), Randoms.token(KeyAuthorization.TOKEN_BYTES), asked,
        now.plus(TTL));
    open.put(order.id(), order);
    return order;
  }

  /// @throws KithException NOT_FOUND if there is none, it was taken, or its time is over
  synchronized Order<Q> take(String id) {
    Order<Q> order = open.remove(id);
    if (order == null || !clock.instant().isBefore(order.until())) {
      throw new KithException(ErrorCode.NOT_FOUND,
          "there is no such order; one is good for one try within " + TTL.toSeconds() + " s");
    }
    return order;
  }
}
