package dev.kith.authority;

import dev.kith.message.ErrorCode;
import dev.kith.message.KithException;
import dev.kith.message.NodeCard;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Has the addresses of orders proved: [#PARALLEL] fetches at a time, a bounded number waits. Thread-safe.
final class ChallengeDesk {
  static final int PARALLEL = 4;
  static final int WAITING_MAX = 64;
  /// From the first fetch of an order to the begin of its last: with that one it ends before the asker's request does.
  private static final Duration BEGIN_WITHIN = Duration.ofSeconds(6);
  private static final int REASONS_SHOWN = 3;
  private static final Logger LOG = LoggerFactory.getLogger(ChallengeDesk.class);

  private record Outcome(String address, String failure) {
    boolean proved() { return failure.isEmpty(); }
  }

  private final ChallengeFetch fetch;
  private final WorkerExecutor threads;
  private final AtomicInteger waiting = new AtomicInteger();

  ChallengeDesk(Vertx vertx, ChallengeFetch fetch) {
    this.fetch = fetch;
    this.threads = vertx.createSharedWorkerExecutor("kith-challenge-" + System.identityHashCode(this), PARALLEL);
  }

  void close() { threads.close(); }

  /// @return those of the order's addresses that answered, in order
  /// @throws KithException (as failure) FORBIDDEN with the reasons if none did, UNAVAILABLE if too many wait
  Future<List<String>> prove(Order order) {
    List<String> addresses = order.addresses();
    if (addresses.isEmpty())
      return Future.succeededFuture(List.of());
    int count = addresses.size();
    if (waiting.addAndGet(count) > WAITING_MAX) {
      waiting.addAndGet(-count);
      return Future.failedFuture(new KithException(ErrorCode.UNAVAILABLE,
          "cannot fetch a challenge: " + WAITING_MAX + " fetches wait already, which is the limit; try again in a few seconds"));
    }
    long begin = System.nanoTime();
    List<Future<Outcome>> fetches = new ArrayList<>();
    for (String address : addresses) {
      fetches.add(threads.executeBlocking(() -> attempt(order, address, begin), false)
          .onComplete(_ -> waiting.decrementAndGet()));
    }
    return Future.all(fetches).map(done -> settled(order, done.<Outcome>list()));
  }

  private Outcome attempt(Order order, String address, long begin) {
    if (System.nanoTime() - begin > BEGIN_WITHIN.toNanos())
      return new Outcome(address, "no time was left to fetch the challenge from " + address);
    try {
      fetch.prove(address, order.challenge(), order.answer());
      return new Outcome(address, "");
    } catch (KithException refused) {
      return new Outcome(address, refused.getMessage());
    }
  }

  private static List<String> settled(Order order, List<Outcome> outcomes) {
    List<String> proved = outcomes.stream().filter(Outcome::proved).map(Outcome::address).toList();
    List<String> failures = outcomes.stream().filter(outcome -> !outcome.proved()).map(Outcome::failure).toList();
    if (proved.isEmpty()) {
      throw new KithException(ErrorCode.FORBIDDEN, failures.stream().limit(REASONS_SHOWN).collect(Collectors.joining("; and ")));
    }
    failures.forEach(failure -> LOG.warn("the card of {} goes without an address: {}", order.node(), failure));
    return proved;
  }

  /// A node that changes its addresses must not be somewhere else as well: where its present card says, it answers the challenge
  /// too, or nothing listens at its door any more. So who has but a copy of its keys can't move it.
  ///
  /// @return fails FORBIDDEN if another is there
  Future<Void> noneElse(Order order, NodeCard card) {
    long begin = System.nanoTime();
    return threads.executeBlocking(() -> {
      List<String> there = card.addresses().stream().filter(address -> fetch.answers(address, card.ports().http())).toList();
      if (!there.isEmpty() && there.stream().noneMatch(address -> attempt(order, address, begin).proved())) {
        throw new KithException(ErrorCode.FORBIDDEN, "addresses can't be changed: something answers at " + there + " port "
            + card.ports().http() + ", where the card says node " + card.node()
            + " is, but not the challenge; stop the node there, or join anew with a token");
      }
      return null;
    }, false);
  }
}
