package dev.kith.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kith.model.NodeId;
import org.junit.jupiter.api.Test;

class CreditSplitTest {
  private static final NodeId ANN = Jobs.node("ann");
  private static final NodeId BOB = Jobs.node("bob");
  private static final NodeId CAT = Jobs.node("cat");

  private final CreditSplit split = new CreditSplit();

  @Test
  void whoeverHasNoRivalGetsAllPlaces() {
    assertThat(split.credit(8, ANN, 0)).isEqualTo(8);
    split.worked(ANN, 0);
    assertThat(split.credit(8, ANN, 100)).isEqualTo(8);
    assertThat(split.credit(8, BOB, 100)).as("an idle one is kept places for its next job").isEqualTo(4);
  }

  @Test
  void thoseWithWorkShareAndNoPlaceStaysEmpty() {
    split.worked(ANN, 0);
    split.worked(BOB, 0);
    assertThat(split.credit(5, ANN, 0)).isEqualTo(3);
    assertThat(split.credit(5, BOB, 0)).isEqualTo(3);
    assertThat(split.credit(5, CAT, 0)).isEqualTo(2);
    assertThat(split.credit(2, CAT, 0)).as("enough to have a job cut").isEqualTo(2);
    assertThat(split.credit(1, CAT, 0)).isEqualTo(1);
    assertThat(split.credit(0, CAT, 0)).isZero();
  }

  @Test
  void aShareGrowsBackOnceTheOthersAreIdle() {
    split.worked(ANN, 0);
    split.worked(BOB, 1_000);
    assertThat(split.credit(8, BOB, 2_000)).isEqualTo(4);
    assertThat(split.credit(8, BOB, 2_001)).isEqualTo(8);
    split.worked(ANN, 2_500);
    split.forget(ANN);
    assertThat(split.credit(8, BOB, 2_600)).isEqualTo(8);
  }
}
