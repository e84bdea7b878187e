package dev.kith.worker;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FitnessTest {
  private final Fitness fitness = new Fitness();

  @Test
  void whoGaveSeveralBackInARowAsksForNoneThenForOne() {
    fitness.gaveBack(0);
    fitness.gaveBack(10);
    assertThat(fitness.credit(4, 10)).isEqualTo(4);
    fitness.gaveBack(20);
    assertThat(fitness.credit(4, 1_019)).isZero();
    assertThat(fitness.credit(4, 1_020)).isEqualTo(1);
    fitness.ran();
    assertThat(fitness.credit(4, 1_020)).isEqualTo(4);
  }

  @Test
  void itsRestGrowsUpToAMinute() {
    long now = 0;
    long rest = 0;
    for (int i = 0; i < 40; i++) {
      fitness.gaveBack(now);
      rest = 0;
      for (; fitness.credit(4, now) == 0; now += 100)
        rest += 100;
    }
    assertThat(rest).isEqualTo(60_000);
  }
}
