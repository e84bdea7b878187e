package dev.kith.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kith.model.ShardRange;
import dev.kith.model.WorkerId;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/// Completed set and waiting shards against plain bit sets.
class ShardsTest {
  private static final WorkerId ANN = new WorkerId("ann");
  private static final WorkerId BOB = new WorkerId("bob");

  @Test
  void completedSetIsASet() {
    SplittableRandom random = new SplittableRandom(3);
    for (int round = 0; round < 300; round++) {
      ShardSet set = new ShardSet();
      BitSet oracle = new BitSet();
      for (int i = 0; i < 40; i++) {
        ShardRange range = new ShardRange(random.nextInt(200), random.nextInt(1, 12));
        boolean overlaps = oracle.get((int) range.first(), (int) range.end()).cardinality() > 0;
        assertThat(set.containsAny(range)).isEqualTo(overlaps);
        if (overlaps) {
          assertThatThrownBy(() -> set.add(range)).isInstanceOf(IllegalStateException.class);
        } else {
          set.add(range);
          oracle.set((int) range.first(), (int) range.end());
        }
      }
      same(set, oracle);
      same(ShardSet.fromBytes(set.toBytes()), oracle);
    }
  }

  private static void same(ShardSet set, BitSet oracle) {
    assertThat(set.count()).isEqualTo(oracle.cardinality());
    for (int i = 0; i < 220; i++) {
      assertThat(set.contains(i)).isEqualTo(oracle.get(i));
      assertThat(set.nextAbsent(i)).isEqualTo(oracle.nextClearBit(i));
      assertThat(set.nextPresent(i)).isEqualTo(oracle.nextSetBit(i));
    }
  }

  @Test
  void completedSetStaysSmallHoweverManyShards() {
    ShardSet inOrder = new ShardSet();
    ShardSet firstMissing = new ShardSet();
    long block = 100_000;
    for (long first = 0; first + block <= ShardRange.MAX_SHARDS; first += block) {
      inOrder.add(new ShardRange(first, block));
      if (first > 0)
        firstMissing.add(new ShardRange(first, block));
    }
    assertThat(inOrder.toBytes().bytes().length).isEqualTo(8);
    assertThat(firstMissing.toBytes().bytes().length).as("one straggler at 2^31 shards").isLessThan(600_000);
    firstMissing.add(new ShardRange(0, block));
    assertThat(firstMissing.toBytes()).isEqualTo(inOrder.toBytes());
  }

  @Test
  void everyShardIsGivenOutUntilItIsDone() {
    SplittableRandom random = new SplittableRandom(8);
    for (int round = 0; round < 300; round++) {
      ShardSet done = new ShardSet();
      done.add(new ShardRange(random.nextInt(1, 30), random.nextInt(1, 20)));
      PendingShards pending = PendingShards.without(done, 100);
      BitSet waiting = new BitSet();
      waiting.set(0, 100);
      for (long shard = done.nextPresent(0); shard >= 0; shard = done.nextPresent(shard + 1))
        waiting.clear((int) shard);
      exercise(pending, waiting, random);
    }
  }

  private static void exercise(PendingShards pending, BitSet waiting, SplittableRandom random) {
    List<PendingShards.Segment> out = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      if (random.nextInt(3) > 0) {
        pending.take(ANN, 0, true, random.nextInt(1, 15)).ifPresent(segment -> {
          assertThat(waiting.get((int) segment.shards().first(), (int) segment.shards().end()).cardinality())
              .isEqualTo((int) segment.shards().count());
          waiting.clear((int) segment.shards().first(), (int) segment.shards().end());
          out.add(segment);
        });
      } else if (!out.isEmpty()) {
        PendingShards.Segment back = out.remove(random.nextInt(out.size()));
        PendingShards.Origin origin = random.nextBoolean() ? back.origin() : back.origin().again();
        pending.giveBack(new PendingShards.Segment(back.shards(), origin));
        waiting.set((int) back.shards().first(), (int) back.shards().end());
      }
      assertThat(pending.count()).isEqualTo(waiting.cardinality());
      assertThat(pending.pieces()).isLessThanOrEqualTo(61);
    }
  }

  @Test
  void whatComesBackMergesAndGoesOutFirst() {
    PendingShards pending = PendingShards.without(new ShardSet(), 1000);
    List<PendingShards.Segment> out = new ArrayList<>();
    for (int i = 0; i < 10; i++)
      out.add(pending.take(ANN, 0, true, 10).orElseThrow());
    for (int i : new int[]{3, 1, 2})
      pending.giveBack(out.get(i));
    assertThat(pending.pieces()).isEqualTo(1);
    assertThat(pending.take(ANN, 0, true, 1000).orElseThrow().shards()).isEqualTo(new ShardRange(10, 30));
    pending.giveBack(out.get(9));
    assertThat(pending.pieces()).as("it joins those never given out").isZero();
    assertThat(pending.take(ANN, 0, true, 1000).orElseThrow().shards()).isEqualTo(new ShardRange(90, 910));
  }

  @Test
  void aFailedShardWaitsForAnotherWorkerForAWhile() {
    PendingShards pending = PendingShards.without(new ShardSet(), 1);
    PendingShards.Segment all = pending.take(ANN, 0, true, 1).orElseThrow();
    pending.giveBack(new PendingShards.Segment(all.shards(), all.origin().failed(ANN, 1_000)));
    assertThat(pending.failing()).isEqualTo(1);
    assertThat(pending.offersTo(ANN, 999, true)).isFalse();
    assertThat(pending.offersTo(BOB, 999, true)).isTrue();
    assertThat(pending.offersTo(ANN, 999, false)).as("there is nobody else").isTrue();
    assertThat(pending.offersTo(ANN, 1_000, true)).isTrue();
    assertThat(pending.take(ANN, 999, true, 1)).isEqualTo(Optional.empty());
    assertThat(pending.take(BOB, 999, true, 1).orElseThrow().origin().attempt()).isEqualTo(2);
  }

  @Test
  void aCapHoldsForAllOfItsPieces() {
    PendingShards pending = PendingShards.without(new ShardSet(), 16);
    PendingShards.Segment all = pending.take(ANN, 0, true, 16).orElseThrow();
    pending.giveBack(new PendingShards.Segment(all.shards(), all.origin().crashed(ANN, 8, 0)));
    assertThat(pending.take(ANN, 0, true, 100).orElseThrow().shards()).isEqualTo(new ShardRange(0, 8));
    assertThat(pending.take(ANN, 0, true, 100).orElseThrow().shards()).isEqualTo(new ShardRange(8, 8));
    assertThat(pending.count()).isZero();
  }
}
