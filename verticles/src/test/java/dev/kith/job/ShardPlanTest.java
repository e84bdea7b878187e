package dev.kith.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kith.message.JobSpec;
import dev.kith.message.JobView;
import dev.kith.message.Limits;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ShardPlanTest {
  private static ShardPlan.Planned plan(long units, Long unitsPerShard, int slots) {
    JobSpec.Sharding sharding = new JobSpec.Sharding(units, Optional.ofNullable(unitsPerShard), Jobs.SUM);
    return ShardPlan.plan(Jobs.spec(Optional.of(sharding), 3), slots, JobConfig.defaults());
  }

  @ParameterizedTest
  @CsvSource({"1, 2, 1, 1", "10, 2, 1, 10", "256, 2, 1, 256", "257, 2, 2, 129", "40000000, 2, 156250, 256",
      "40000000, 100, 6250, 6400", "9007199254740992, 2, 35184372088832, 256"})
  void chosenUnitsGiveEnoughShards(long units, int slots, long unitsPerShard, long shards) {
    assertThat(plan(units, null, slots).plan()).contains(new JobView.Plan(units, unitsPerShard, shards, Jobs.SUM));
    assertThat(plan(units, null, slots).note()).isEmpty();
  }

  @Test
  void explicitUnitsAreKept() {
    assertThat(plan(101, 10L, 2).plan()).contains(new JobView.Plan(101, 10, 11, Jobs.SUM));
    assertThat(plan(100, 100L, 4).plan().orElseThrow().totalShards()).isEqualTo(1);
    assertThat(plan(100, 100L, 4).note()).contains("unitsPerShard 100 kept").contains("1 shards for 4 slots");
    assertThat(plan(100_000_000, 1L, 4).note()).contains("more units per shard would cost less");
  }

  @Test
  void fewerThanTwoSlotsRunItAsOnePiece() {
    assertThat(plan(100, 10L, 1).plan()).isEmpty();
    assertThat(plan(100, 10L, 1).note()).isEqualTo("run as one piece: sharding needs 2 slots, there is 1");
    assertThat(plan(100, 10L, 0).plan().orElseThrow().totalShards()).as("it waits for whoever comes").isEqualTo(10);
    assertThat(ShardPlan.plan(Jobs.spec(Optional.empty(), 3), 8, JobConfig.defaults()))
        .isEqualTo(new ShardPlan.Planned(Optional.empty(), ""));
  }

  @Test
  void tooManyShardsAreRefused() {
    assertThatThrownBy(() -> plan(Limits.TOTAL_UNITS, 1L, 8)).hasMessage(
        "shardConfig.unitsPerShard 1 gives 9007199254740992 shards, at most 2147483646 are allowed: use at least 4194305");
  }

  @Test
  void manifestBindsCodeArgumentsAndCut() {
    JobRecord.Terms terms = Jobs.sharded(1, 7);
    Manifest manifest = Manifest.of(terms.id(), terms.spec(), terms.plan(), 1000, Jobs.START, Duration.ofMinutes(30),
        Duration.ofHours(1));
    assertThat(manifest.codeSha256().hex()).isEqualTo("f72fcf8e89d7e9331929d9a20fa6a323d73371b7834da87335fc13970eaf3a55");
    assertThat(manifest.totalShards()).isEqualTo(7);
    assertThat(manifest.exp() - manifest.iat()).isEqualTo(3_600_000);
    Manifest single = Manifest.of(terms.id(), terms.spec(), Optional.empty(), 1000, Jobs.START, Duration.ofMinutes(30),
        Duration.ofHours(1));
    assertThat(single.totalUnits()).as("all units in its one shard").isEqualTo(manifest.totalUnits());
    assertThat(single.totalShards()).isEqualTo(1);
    assertThat(single.reducer()).isEmpty();
  }
}
