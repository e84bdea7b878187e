package dev.kith.bus;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class RunningClockTest {
  private long machine = 7_000;
  private final RunningClock clock = new RunningClock(() -> machine, 50);

  @Test
  void goesWithTheMachineWhileTicksAreOnTime() {
    for (int i = 0; i < 100; i++) {
      machine += 50 + i % 20;
      assertThat(clock.now()).isEqualTo(machine);
      clock.tick();
    }
    assertThat(clock.late()).isZero();
  }

  @Test
  void standsStillWhileATickIsOverdue() {
    machine += 75;
    long before = clock.now();
    machine += 10_000;
    assertThat(clock.now()).isEqualTo(before);
    assertThat(clock.late()).isEqualTo(10_000);
    clock.tick();
    assertThat(clock.now()).isEqualTo(before);
    machine += 30;
    assertThat(clock.now()).isEqualTo(before + 30);
  }

  @Test
  void neverGoesBack() {
    Random random = new Random(1);
    long last = clock.now();
    for (int i = 0; i < 10_000; i++) {
      machine += random.nextInt(random.nextInt(50) == 0 ? 5_000 : 60);
      if (random.nextInt(3) == 0)
        clock.tick();
      assertThat(clock.now()).isGreaterThanOrEqualTo(last);
      last = clock.now();
    }
  }
}
