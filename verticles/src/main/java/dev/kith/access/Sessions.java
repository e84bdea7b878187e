package dev.kith.access;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import dev.kith.crypto.Base64Url;
import dev.kith.crypto.Digests;
import dev.kith.model.Digest;
import java.time.Duration;
import java.util.Optional;
import java.util.random.RandomGenerator;

/// Who is logged in by cookie. In memory only: a restart ends all of them. Knows a cookie by its hash. Thread-safe.
final class Sessions {
  static final int MAX_SESSIONS = 10_000;
  private static final int COOKIE_BYTES = 32;

  private record Session(String keyId, long startedAt) {}

  private final Duration max;
  private final Ticker ticker;
  private final RandomGenerator random;
  private final Cache<Digest, Session> open;

  Sessions(Duration idle, Duration max, Ticker ticker, RandomGenerator random) {
    this.max = max;
    this.ticker = ticker;
    this.random = random;
    this.open = Caffeine.newBuilder().maximumSize(MAX_SESSIONS).expireAfterAccess(idle).ticker(ticker).executor(Runnable::run)
        .build();
  }

  /// @return the cookie, 43 characters
  String open(String keyId) {
    byte[] secret = new byte[COOKIE_BYTES];
    random.nextBytes(secret);
    String cookie = Base64Url.encode(secret);
    open.put(hash(cookie), new Session(keyId, ticker.read()));
    return cookie;
  }

  /// @return the key behind the session, which lives on for another idle time
  Optional<String> resume(String cookie) {
    Session session = open.getIfPresent(hash(cookie));
    if (session == null)
      return Optional.empty();
    if (ticker.read() - session.startedAt() >= max.toNanos()) {
      close(cookie);
      return Optional.empty();
    }
    return Optional.of(session.keyId());
  }

  void close(String cookie) { open.invalidate(hash(cookie)); }

  void closeAllOf(String keyId) { open.asMap().values().removeIf(session -> session.keyId().equals(keyId)); }

  private static Digest hash(String cookie) { return Digests.sha256Utf8(cookie); }
}
