package dev.kith.registry;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ClockSkewTest {
  private final ClockSkew skew = new ClockSkew();

  @Test
  void nothingIsSaidBeforeAnAnswer() { assertThat(skew.millis()).isEmpty(); }

  @Test
  void theQuickestAnswerSaysMost() {
    skew.answered(1_000, 601_010, 20);
    skew.answered(2_000, 602_800, 900);
    assertThat(skew.millis()).contains(600_000L);
  }

  @Test
  void aClockThatWasSetIsFollowed() {
    skew.answered(1_000, 601_001, 2);
    for (int i = 0; i < 8; i++)
      skew.answered(2_000, 2_005, 10);
    assertThat(skew.millis()).contains(0L);
  }

  @Test
  void whatIsNoTimeIsNotTaken() {
    skew.answered(0, Long.MAX_VALUE, 1);
    skew.answered(0, Long.MIN_VALUE, 1);
    assertThat(skew.millis()).isEmpty();
  }
}
