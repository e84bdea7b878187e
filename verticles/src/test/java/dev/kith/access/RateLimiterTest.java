package dev.kith.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class RateLimiterTest {
  private final FakeClock clock = new FakeClock();
  private final RateLimiter limiter = new RateLimiter(120, Duration.ofMinutes(1), clock);

  /// Calls at `perSecond` for a minute; how many were admitted.
  private int minuteAt(int perSecond, String remote) {
    int admitted = 0;
    for (int i = 0; i < 60 * perSecond; i++) {
      if (limiter.admit(Remote.of(remote)).isEmpty())
        admitted++;
      clock.advance(Duration.ofSeconds(1).dividedBy(perSecond));
    }
    return admitted;
  }

  @Test
  void exactlyTheLimitIsAdmittedInEachWindow() {
    assertThat(minuteAt(1_000, "192.0.2.1")).isEqualTo(120);
    assertThat(minuteAt(1_000, "192.0.2.1")).isEqualTo(120);
    assertThat(minuteAt(2, "192.0.2.1")).isEqualTo(120);
  }

  @Test
  void theWaitIsExact() {
    for (int i = 0; i < 120; i++)
      assertThat(limiter.admit(Remote.of("192.0.2.1"))).isEmpty();
    clock.advance(Duration.ofSeconds(42));
    assertThat(limiter.admit(Remote.of("192.0.2.1"))).contains(Duration.ofSeconds(18));
    clock.advance(Duration.ofSeconds(18).minusNanos(1));
    assertThat(limiter.admit(Remote.of("192.0.2.1"))).contains(Duration.ofNanos(1));
    clock.advance(Duration.ofNanos(1));
    assertThat(limiter.admit(Remote.of("192.0.2.1"))).isEmpty();
  }

  @Test
  void remotesDoNotShareTheirAllowanceAndThisMachineIsFree() {
    for (int i = 0; i < 120; i++)
      limiter.admit(Remote.of("192.0.2.1"));
    assertThat(limiter.admit(Remote.of("192.0.2.1"))).isPresent();
    assertThat(limiter.admit(Remote.of("192.0.2.2"))).isEmpty();
    for (String loopback : new String[]{"127.0.0.1", "127.8.9.1", "::1", "0:0:0:0:0:0:0:1", "::ffff:127.0.0.1"}) {
      for (int i = 0; i < 121; i++)
        assertThat(limiter.admit(Remote.of(loopback))).as(loopback).isEmpty();
    }
  }
}
