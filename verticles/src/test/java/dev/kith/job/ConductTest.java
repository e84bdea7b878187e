package dev.kith.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kith.message.Decline;
import org.junit.jupiter.api.Test;

class ConductTest {
  private final Conduct conduct = new Conduct();

  @Test
  void leasesGivenBackAtOnceCountOnce() {
    for (int i = 0; i < 64; i++)
      conduct.declined(Decline.of(Decline.Reason.MATERIAL, "no way"), 1_000);
    assertThat(conduct.resting(1_199)).isTrue();
    assertThat(conduct.resting(1_200)).isFalse();
    assertThat(conduct.why(5_000)).isEqualTo("no way");
  }

  @Test
  void everyRestIsBounded() {
    long now = 0;
    for (int i = 0; i < 200; i++) {
      conduct.declined(Decline.of(Decline.Reason.MATERIAL, "no way"), now);
      assertThat(conduct.resting(now + 60_000)).isFalse();
      conduct.failedAlone(now + 60_000);
      assertThat(conduct.resting(now + 70_000)).isFalse();
      conduct.overran(now + 70_000);
      now += 670_000;
      assertThat(conduct.resting(now)).isFalse();
    }
  }

  @Test
  void goodResultsMakeUpForIt() {
    conduct.overran(0);
    conduct.declined(Decline.of(Decline.Reason.BUSY, "later"), 5_000);
    assertThat(conduct.spotless()).isFalse();
    for (int i = 0; i < 8; i++)
      conduct.didWell();
    assertThat(conduct.spotless()).isTrue();
    assertThat(conduct.why(6_000)).isEmpty();
  }

  @Test
  void oneGoodResultDoesNotMakeUpForALeaseHeldToItsEnd() {
    long now = 0;
    for (int i = 0; i < 10; i++) {
      conduct.overran(now);
      conduct.didWell();
      now += 600_000;
    }
    conduct.overran(now);
    assertThat(conduct.resting(now + 500_000)).isTrue();
  }
}
