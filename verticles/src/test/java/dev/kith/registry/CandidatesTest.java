package dev.kith.registry;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CandidatesTest {
  private final Candidates candidates = new Candidates();

  @Test
  void eachIsTriedEverMoreRarelyAndForgottenWithoutNewHints() {
    assertThat(candidates.add(FakeTies.node(2), 0)).isTrue();
    assertThat(candidates.add(FakeTies.node(2), 0)).isFalse();
    List<Long> tried = new java.util.ArrayList<>();
    for (long now = 0; now < Candidates.FORGET_AFTER + 60_000; now += 500) {
      if (!candidates.due(now).isEmpty()) tried.add(now);
    }
    assertThat(tried).startsWith(0L, 1_000L, 3_000L, 7_000L, 15_000L, 31_000L, 61_000L).hasSizeLessThan(30);
    assertThat(candidates.size()).isZero();
  }

  @Test
  void theirNumberIsBounded() {
    IntStream.range(0, Candidates.MAX).forEach(number -> assertThat(candidates.add(FakeTies.node(number), 0)).isTrue());
    assertThat(candidates.add(FakeTies.node(5_000), 0)).isFalse();
    assertThat(candidates.due(0)).hasSize(8);
  }

  @Test
  void afterAChangeTheTimeUntilAllAnsweredIsTold() {
    RoundTrips trips = new RoundTrips();
    trips.begin(List.of(FakeTies.node(2), FakeTies.node(3)), 1_000);
    assertThat(trips.answered(FakeTies.node(2), 900, 1_010)).isEmpty(); // asked before the change
    assertThat(trips.answered(FakeTies.node(3), 1_000, 1_010)).isEmpty();
    assertThat(trips.overdue(31_000)).hasValueSatisfying(text -> assertThat(text).contains(FakeTies.node(2).value()));
    assertThat(trips.overdue(32_000)).isEqualTo(Optional.empty());
    assertThat(trips.answered(FakeTies.node(2), 1_000, 41_000))
        .hasValueSatisfying(text -> assertThat(text).contains("2 peers", "40000 ms"));
  }
}
