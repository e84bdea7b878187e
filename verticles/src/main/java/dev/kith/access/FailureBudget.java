package dev.kith.access;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import dev.kith.message.ErrorCode;
import dev.kith.message.KithException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.OptionalLong;

/// How often a secret may be guessed wrongly in a minute: by one remote, and by all. Beyond, even right guesses are refused, so that
/// going on tells nothing. Thread-safe.
///
/// Nobody can lock others out by this: refused guesses are not counted, so a remote waits a minute at most; the budget of all
/// remotes only holds back those that failed within [#MEMORY] themselves; and a remote that opened something lately may open
/// the same again whatever its neighbours behind one address do.
final class FailureBudget {
  static final Duration WINDOW = Duration.ofMinutes(1);
  static final Duration MEMORY = Duration.ofMinutes(10);
  static final Duration FAMILIAR = Duration.ofHours(1);
  static final int MAX_REMOTES = 10_000;

  private record Pair(String remote, String opened) {}

  private final String what;
  private final int perRemote;
  private final Ticker ticker;
  private final Failures everybody;
  private final Cache<String, Failures> remotes;
  private final Cache<Pair, Boolean> familiar;

  /// @param what is guessed, in the plural: `keys`
  FailureBudget(String what, int perRemote, int global, Ticker ticker) {
    this.what = what;
    this.perRemote = perRemote;
    this.ticker = ticker;
    this.everybody = new Failures(global);
    this.remotes = bounded(ticker).expireAfterWrite(MEMORY).build();
    this.familiar = bounded(ticker).expireAfterAccess(FAMILIAR).build();
  }

  /// Settles one guess.
  ///
  /// @param opened what the secret opens, empty if it was wrong
  /// @throws KithException RATE_LIMITED if the remote has to wait, whether the guess was right or wrong
  synchronized void settle(Remote remote, Optional<String> opened) {
    Optional<Pair> pair = opened.map(name -> new Pair(remote.name(), name));
    if (pair.isPresent() && familiar.getIfPresent(pair.get()) != null)
      return;
    long now = ticker.read();
    refuseIfExhausted(remote, now);
    if (pair.isPresent()) {
      familiar.put(pair.get(), true);
      return;
    }
    Failures own = remotes.get(remote.name(), _ -> new Failures(perRemote));
    own.add(now);
    everybody.add(now);
    remotes.put(remote.name(), own); // prolongs the memory
  }

  private void refuseIfExhausted(Remote remote, long now) {
    Failures own = remotes.getIfPresent(remote.name());
    if (own == null)
      return;
    OptionalLong left = own.nanosLeft(now).isPresent() ? own.nanosLeft(now) : everybody.nanosLeft(now);
    if (left.isPresent()) {
      long seconds = Duration.ofNanos(left.getAsLong()).plusMillis(999).toSeconds();
      throw new KithException(ErrorCode.RATE_LIMITED, "too many wrong " + what + "; try again in " + seconds + " s");
    }
  }

  private static Caffeine<Object, Object> bounded(Ticker ticker) {
    return Caffeine.newBuilder().maximumSize(MAX_REMOTES).ticker(ticker).executor(Runnable::run);
  }

  /// When the last failures were: as many as fit the budget.
  private static final class Failures {
    private final int budget;
    private final ArrayDeque<Long> at = new ArrayDeque<>();

    Failures(int budget) { this.budget = budget; }

    void add(long now) {
      if (at.size() == budget)
        at.removeFirst();
      at.addLast(now);
    }

    /// Nanoseconds until one more failure is within the budget.
    OptionalLong nanosLeft(long now) {
      if (at.size() < budget)
        return OptionalLong.empty();
      long left = WINDOW.toNanos() - (now - at.getFirst());
      return left > 0 ? OptionalLong.of(left) : OptionalLong.empty();
    }
  }
}
