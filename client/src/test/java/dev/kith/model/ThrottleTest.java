package dev.kith.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ThrottleTest {
  private final AtomicLong now = new AtomicLong();
  private final Throttle throttle = new Throttle(now::get);

  @Test
  void aFloodOfOneKindIsToldOnceInFiveSecondsAndCounted() {
    assertThat(throttle.passedOver("a")).isZero();
    assertThat(throttle.passedOver("a")).isEqualTo(-1);
    assertThat(throttle.passedOver("a")).isEqualTo(-1);
    assertThat(throttle.passedOver("b")).isZero();
    now.addAndGet(Duration.ofSeconds(5).toNanos());
    assertThat(throttle.passedOver("a")).isEqualTo(2);
  }

  @Test
  void aFloodOfManyKindsIsToldTwentyTimesInFiveSeconds() {
    assertThat(IntStream.range(0, 5_000).filter(i -> throttle.passedOver("stranger " + i) >= 0).count()).isEqualTo(20);
    now.addAndGet(Duration.ofSeconds(5).toNanos());
    assertThat(IntStream.range(0, 5_000).filter(i -> throttle.passedOver("stranger " + i) >= 0).count()).isEqualTo(20);
  }
}
