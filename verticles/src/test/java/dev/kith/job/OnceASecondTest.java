package dev.kith.job;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class OnceASecondTest {
  @Test
  void theFirstIsToldAtOnceAndTheOthersTogether() {
    OnceASecond refusals = new OnceASecond();
    assertThat(refusals.happened(5)).isEqualTo(1);
    assertThat(refusals.happened(6)).isZero();
    assertThat(refusals.happened(1_004)).isZero();
    assertThat(refusals.happened(1_005)).isEqualTo(3);
  }
}
