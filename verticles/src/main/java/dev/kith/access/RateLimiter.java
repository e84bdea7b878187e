package dev.kith.access;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import io.github.bucket4j.TimeMeter;
import java.time.Duration;
import java.util.Optional;

/// So many calls of one remote in a window that begins with its first call, not one more. Calls from this machine are free, as they
/// were for the predecessor's clients. Thread-safe.
final class RateLimiter {
  static final int MAX_REMOTES = 10_000;

  private final int max;
  private final Duration window;
  private final TimeMeter meter;
  private final Cache<String, Bucket> buckets;

  RateLimiter(int max, Duration window, Ticker ticker) {
    this.max = max;
    this.window = window;
    this.meter = new Meter(ticker);
    // A remote that was silent for a window has its full allowance again, so that nothing is lost by forgetting it.
    this.buckets = Caffeine.newBuilder().maximumSize(MAX_REMOTES).expireAfterAccess(window).ticker(ticker).executor(Runnable::run)
        .build();
  }

  /// @return how long to wait until the next call is admitted; empty if this one is
  Optional<Duration> admit(Remote remote) {
    if (remote.loopback())
      return Optional.empty();
    ConsumptionProbe probe = buckets.get(remote.name(), _ -> full()).tryConsumeAndReturnRemaining(1);
    return probe.isConsumed() ? Optional.empty() : Optional.of(Duration.ofNanos(probe.getNanosToWaitForRefill()));
  }

  private Bucket full() {
    return Bucket.builder().addLimit(limit -> limit.capacity(max).refillIntervally(max, window)).withCustomTimePrecision(meter)
        .build();
  }

  private record Meter(Ticker ticker) implements TimeMeter {
    @Override
    public long currentTimeNanos() { return ticker.read(); }

    @Override
    public boolean isWallClockBased() { return false; }
  }
}
