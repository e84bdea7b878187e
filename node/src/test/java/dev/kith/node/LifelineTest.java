package dev.kith.node;

import static dev.kith.node.Lifeline.Step.DIAL;
import static dev.kith.node.Lifeline.Step.HANG_UP;
import static dev.kith.node.Lifeline.Step.NONE;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LifelineTest {
  @Test
  void aNodeThatStaysAloneInTheClusterDialsUntilItIsNotAndThenHangsUp() {
    Lifeline lifeline = new Lifeline(3);

    assertThat(lifeline.look(0, true)).isEqualTo(NONE);
    assertThat(lifeline.look(0, true)).isEqualTo(NONE);
    assertThat(lifeline.look(0, true)).isEqualTo(DIAL);
    assertThat(lifeline.look(0, true)).as("more doors may be known by now").isEqualTo(DIAL);
    assertThat(lifeline.look(1, true)).isEqualTo(HANG_UP);
    assertThat(lifeline.look(1, true)).isEqualTo(NONE);
  }

  @Test
  void aMomentAloneIsNoReason() {
    Lifeline lifeline = new Lifeline(3);

    for (int i = 0; i < 4; i++) {
      assertThat(lifeline.look(0, true)).isEqualTo(NONE);
      assertThat(lifeline.look(0, true)).isEqualTo(NONE);
      assertThat(lifeline.look(2, true)).isEqualTo(NONE);
    }
  }

  @Test
  void whoKnowsOfNobodyDialsNobody() {
    Lifeline lifeline = new Lifeline(1);

    assertThat(lifeline.look(0, false)).isEqualTo(NONE);
    assertThat(lifeline.look(0, true)).isEqualTo(DIAL);
  }
}
