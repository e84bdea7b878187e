package dev.kith.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kith.model.NodeId;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class KeeperTest {
  private static final List<NodeId> FIVE = IntStream.range(0, 5).mapToObj(i -> new NodeId(String.valueOf(i).repeat(32))).toList();
  private static final NodeId NEWCOMER = new NodeId("f".repeat(32));
  private static final List<String> KEYS = IntStream.range(0, 1_000).mapToObj(i -> "nightly-" + i).toList();

  @Test
  void whoKnowsTheSameControllersNamesTheSameOneInWhateverOrder() {
    KEYS.forEach(key -> assertThat(Keeper.of("alice", key, FIVE)).isEqualTo(Keeper.of("alice", key, FIVE.reversed())));
  }

  @Test
  void oneAloneKeepsAll() { assertThat(Keeper.of("alice", "key", List.of(NEWCOMER))).isEqualTo(NEWCOMER); }

  @Test
  void aNewcomerTakesItsShareAndNoOtherKeyMoves() {
    List<NodeId> six = new ArrayList<>(FIVE);
    six.add(NEWCOMER);
    List<String> moved = KEYS.stream().filter(key -> !Keeper.of("alice", key, six).equals(Keeper.of("alice", key, FIVE)))
        .toList();
    assertThat(moved).isNotEmpty().hasSizeLessThan(KEYS.size() / 3)
        .allSatisfy(key -> assertThat(Keeper.of("alice", key, six)).isEqualTo(NEWCOMER));
  }

  @Test
  void allKeepSomeKeysAndTheOwnerCounts() {
    assertThat(KEYS.stream().collect(Collectors.groupingBy(key -> Keeper.of("alice", key, FIVE), Collectors.counting())).values())
        .hasSize(5).allMatch(count -> count > KEYS.size() / 10);
    Function<String, List<NodeId>> keepers = owner -> KEYS.stream().map(key -> Keeper.of(owner, key, FIVE)).toList();
    assertThat(keepers.apply("alice")).isNotEqualTo(keepers.apply("bob"));
    assertThat(keepers.apply("alice")).isNotEqualTo(keepers.apply("alicen"));
  }
}
