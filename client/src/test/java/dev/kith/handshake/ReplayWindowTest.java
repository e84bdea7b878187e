package dev.kith.handshake;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.BitSet;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// C11.
class ReplayWindowTest {
  @Test
  void agreesWithASetOfAllThatCame() {
    Random random = new Random(11);
    for (int run = 0; run < 100; run++)
      compare(random, 1_000);
  }

  @Test
  void frameThatIsAWindowLateIsRefused() {
    ReplayWindow window = new ReplayWindow();
    window.take(2_048);
    assertThat(window.wants(1)).isTrue();
    assertThat(window.wants(0)).isFalse();
    window.take(2_049);
    assertThat(window.wants(1)).isFalse();
    assertThat(window.wants(-1)).isFalse();
  }

  @Test
  void lookingMovesNothing() {
    ReplayWindow window = new ReplayWindow();
    assertThat(window.wants(Long.MAX_VALUE)).isTrue();
    assertThat(window.wants(0)).isTrue();
    window.take(0);
    assertThat(window.wants(0)).isFalse();
  }

  private static void compare(Random random, int steps) {
    ReplayWindow window = new ReplayWindow();
    BitSet came = new BitSet();
    int highest = -1;
    int spread = 1 + random.nextInt(6_000);
    for (int step = 0; step < steps; step++) {
      int counter = Math.max(0, highest - spread + random.nextInt(spread + 1 + random.nextInt(300)));
      boolean expected = !came.get(counter) && counter > highest - Session.WINDOW;
      assertThat(window.wants(counter)).as("counter %d after %d", counter, highest).isEqualTo(expected);
      if (!expected)
        continue;
      window.take(counter);
      came.set(counter);
      highest = Math.max(highest, counter);
    }
  }
}
