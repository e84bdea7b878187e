package dev.kith.registry;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LocalHealthTest {
  private final LocalHealth health = new LocalHealth(200);
  private long at = 50_000;

  private boolean tick(long after, boolean most) { return health.ticked(at += after, 0, most); }

  @Test
  void aPunctualNodeBlamesAtOnce() {
    for (int times = 0; times < 100; times++)
      assertThat(tick(200, false)).isTrue();
    assertThat(health.patience()).isEqualTo(1);
    assertThat(health.now(at)).isEqualTo(at);
  }

  @Test
  void aSweepThatComesLateBlamesNobodyAndTheTimeDoesNotCount() {
    tick(200, false);
    long before = health.now(at);
    assertThat(tick(5_200, false)).isFalse();
    assertThat(health.now(at) - before).isEqualTo(200);
    assertThat(health.patience()).isEqualTo(2);
  }

  @Test
  void manySilentPeersAreRatherOurOwnFault() {
    for (int times = 0; times < 50; times++)
      tick(200, true);
    assertThat(health.patience()).isEqualTo(2); // or a partition: it must not take for ever to notice
    for (int times = 0; times < 20; times++)
      tick(200, false);
    assertThat(health.patience()).isEqualTo(1);
  }

  @Test
  void patienceHasALimit() {
    tick(200, false);
    for (int times = 0; times < 20; times++)
      tick(900, false);
    assertThat(health.patience()).isEqualTo(4);
  }

  @Test
  void beingSuspectedMakesMorePatient() {
    tick(200, false);
    health.suspected(at);
    assertThat(health.patience()).isEqualTo(2);
  }
}
