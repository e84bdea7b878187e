package dev.kith.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kith.node.RunningNode.Sight;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class WholenessTest {
  private final AtomicLong nanos = new AtomicLong();
  private final Wholeness wholeness = new Wholeness(nanos::get);

  private void pass(long seconds) { nanos.addAndGet(TimeUnit.SECONDS.toNanos(seconds)); }

  @Test
  void wholeIsSaidOnlyOnceAllSeeEachOther() {
    assertThat(wholeness.lines(new Sight(1, List.of("cellar"), List.of()))).as("seen one way only").isNull();
    assertThat(wholeness.lines(new Sight(1, List.of(), List.of("attic")))).isNull();
    assertThat(wholeness.lines(new Sight(2, List.of(), List.of())))
        .containsExactly("kith: the mesh is whole: 3 nodes see each other");
  }

  @Test
  void afterAWhileItIsSaidWhoIsMissingAndHow() {
    pass(31);

    assertThat(wholeness.lines(new Sight(0, List.of("cellar\u009b"), List.of("attic", "b", "c", "d", "e", "f", "g"))))
        .startsWith("kith: the mesh is not whole 30 s after the start:").anyMatch(line -> line.contains("cellar") && line
            .contains("does not see this node"))
        .anyMatch(line -> line.contains("attic: not seen")).anyMatch(line -> line.contains("and 2 more"))
        .allMatch(line -> line.indexOf('\u009b') < 0);
  }

  @Test
  void aNodeThatKnowsOfNobodySaysNothing() {
    assertThat(wholeness.lines(new Sight(0, List.of(), List.of()))).as("it may hear of others yet").isNull();
    pass(31);
    assertThat(wholeness.lines(new Sight(0, List.of(), List.of()))).isEmpty();
  }
}
