package dev.kith.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SessionsTest {
  private final FakeClock clock = new FakeClock();
  private final Sessions sessions = new Sessions(Duration.ofMinutes(15), Duration.ofHours(12), clock, new Random(4));

  @Test
  void aSessionEndsWhenIdle() {
    String cookie = sessions.open("k1");
    clock.advance(Duration.ofMinutes(15).minusNanos(1));
    assertThat(sessions.resume(cookie)).contains("k1");
    clock.advance(Duration.ofMinutes(15).minusNanos(1));
    assertThat(sessions.resume(cookie)).contains("k1");
    clock.advance(Duration.ofMinutes(15));
    assertThat(sessions.resume(cookie)).isEmpty();
  }

  @Test
  void aSessionEndsAfterTwelveHoursHoweverBusy() {
    String cookie = sessions.open("k1");
    for (int i = 0; i < 12 * 6 - 1; i++) {
      clock.advance(Duration.ofMinutes(10));
      assertThat(sessions.resume(cookie)).isPresent();
    }
    clock.advance(Duration.ofMinutes(10));
    assertThat(sessions.resume(cookie)).isEmpty();
  }

  @Test
  void sessionsCloseOneByOneAndByKey() {
    String first = sessions.open("k1");
    String second = sessions.open("k1");
    String other = sessions.open("k2");
    sessions.close(first);
    assertThat(sessions.resume(first)).isEmpty();
    assertThat(sessions.resume(second)).isPresent();
    sessions.closeAllOf("k1");
    assertThat(sessions.resume(second)).isEmpty();
    assertThat(sessions.resume(other)).contains("k2");
    assertThat(sessions.resume("no such cookie")).isEmpty();
  }

  @Test
  void theirNumberIsBounded() {
    long open = java.util.stream.IntStream.range(0, Sessions.MAX_SESSIONS + 500).mapToObj(i -> sessions.open("k" + i)).toList()
        .stream()
        .filter(cookie -> sessions.resume(cookie).isPresent()).count();
    assertThat(open).isBetween(1L, (long) Sessions.MAX_SESSIONS);
  }
}
