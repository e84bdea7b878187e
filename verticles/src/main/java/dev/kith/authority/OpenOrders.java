package dev.kith.authority;

import dev.kith.message.ErrorCode;
import dev.kith.message.KithException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;

/// Orders of strangers that wait until their challenge is answered: so many at a time, each for a while. Thread-safe.
final class OpenOrders {
  static final int MAX = 32;

  private final InstantSource clock;
  private final Map<String, Order> open = new HashMap<>();

  OpenOrders(InstantSource clock) { this.clock = clock; }

  /// @throws KithException UNAVAILABLE if too many are open
  synchronized void add(Order order) {
    Instant now = clock.instant();
    open.values().removeIf(each -> !now.isBefore(each.until()));
    if (open.size() >= MAX) {
      throw new KithException(ErrorCode.UNAVAILABLE,
          "cannot open an enrolment order: " + MAX + " are open, which is the limit; try again in a few seconds");
    }
    open.put(order.id(), order);
  }

  /// @throws KithException NOT_FOUND if there is none, or its time is over
  synchronized Order get(String id) {
    Order order = open.get(id);
    if (order == null || !clock.instant().isBefore(order.until()))
      throw new KithException(ErrorCode.NOT_FOUND, "there is no such enrolment order, or no more; begin again");
    return order;
  }

  synchronized void remove(String id) { open.remove(id); }
}
