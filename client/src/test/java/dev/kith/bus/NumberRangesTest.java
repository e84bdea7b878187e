package dev.kith.bus;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kith.bus.NumberRanges.Range;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NumberRangesTest {
  private final NumberRanges ranges = new NumberRanges();

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void holdsWhatASetOfBitsHolds(long seed) {
    Random random = new Random(seed);
    BitSet bits = new BitSet();
    for (int step = 0; step < 2_000; step++) {
      int from = random.nextInt(300);
      int to = from + 1 + random.nextInt(6);
      if (random.nextInt(20) == 0) {
        ranges.removeBelow(from / 4);
        bits.clear(0, from / 4);
      } else {
        int before = ranges.size();
        boolean touches = ranges.touches(from, to);
        ranges.add(from, to);
        bits.set(from, to);
        assertThat(ranges.size() > before).isEqualTo(!touches);
      }
      assertThat(told(0, 1_000)).isEqualTo(of(bits));
      assertThat(ranges.has(from)).isEqualTo(bits.get(from));
    }
  }

  @Test
  void someOfThemGoRoundUntilAllWereTold() {
    for (int i = 0; i < 10; i++)
      ranges.add(10L * i, 10L * i + 5);
    assertThat(ranges.some(40, 4)).containsExactly(new Range(40, 45), new Range(50, 55), new Range(60, 65), new Range(70, 75));
    assertThat(ranges.some(75, 4)).containsExactly(new Range(80, 85), new Range(90, 95), new Range(0, 5), new Range(10, 15));
    assertThat(ranges.some(40, 20)).hasSize(10);
  }

  private List<Range> told(long cursor, int most) {
    List<Range> told = new ArrayList<>(ranges.some(cursor, most));
    told.sort(Comparator.comparingLong(Range::from));
    return told;
  }

  private static List<Range> of(BitSet bits) {
    List<Range> found = new ArrayList<>();
    for (int from = bits.nextSetBit(0); from >= 0; from = bits.nextSetBit(bits.nextClearBit(from)))
      found.add(new Range(from, bits.nextClearBit(from)));
    return found;
  }
}
