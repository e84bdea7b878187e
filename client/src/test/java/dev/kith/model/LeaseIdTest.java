package dev.kith.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class LeaseIdTest {
  private static final String TEXT = "3-00000000000000ff8000000000000001-999999999999999999";
  private static final Life LIFE = new Life(255, Long.MIN_VALUE + 1);

  @Test
  void textSaysEpochLifeAndNumber() {
    LeaseId id = new LeaseId(3, LIFE, 999_999_999_999_999_999L);
    assertThat(id).hasToString(TEXT);
    assertThat(LeaseId.parse(TEXT)).isEqualTo(id);
  }

  @Test
  void everyLifeIsReadAsItWasWritten() {
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < 1_000; i++) {
      Life life = Life.draw(random);
      assertThat(Life.parse(life.toString())).isEqualTo(life).isNotEqualTo(Life.NONE);
    }
  }

  @Test
  void otherTextsAreRefused() {
    for (String text : List.of("3-4", "3-00000000000000FF8000000000000001-4", "3-ff-4", "03-00000000000000ff8000000000000001-4",
        "3-00000000000000ff8000000000000001-", "-00000000000000ff8000000000000001-4", TEXT + "0", " " + TEXT)) {
      assertThatThrownBy(() -> LeaseId.parse(text)).as(text).isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("leaseId");
    }
  }
}
