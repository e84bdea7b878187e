package dev.kith.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kith.message.BlockResult;
import dev.kith.message.JobView;
import dev.kith.message.LeaseMessage.Offered;
import dev.kith.message.Partial;
import dev.kith.message.ShardFailure;
import dev.kith.message.WorkMessage;
import dev.kith.model.JobId;
import dev.kith.model.ShardRange;
import dev.kith.model.WorkerId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/// Work and memory go by what is under way, not by how many shards a job has.
class LargeJobTest {
  private final Floor floor = new Floor();

  /// Ten workers of different speed who hand back in any order, some only in part, some with a failed shard.
  private int largest(long shards) {
    JobId job = floor.accept(Jobs.sharded(shards, shards));
    SplittableRandom random = new SplittableRandom(1);
    List<Offered> out = new ArrayList<>(floor.offers());
    int steps = 0;
    int pieces = 0;
    while (!out.isEmpty()) {
      Offered offer = out.remove(random.nextInt(out.size()));
      floor.later(20);
      boolean whole = random.nextInt(5) > 0;
      long done = whole ? offer.shards().count() : random.nextLong(offer.shards().count());
      boolean failed = !whole && random.nextInt(4) == 0;
      Optional<Partial> partial = done == 0 ? Optional.empty() : Optional.of(ones(offer.shards().head(done)));
      floor.answer(offer, new BlockResult(done, partial, failed && offer.attempt() == 1
          ? Floor.failure(ShardFailure.Kind.ERROR)
          : Optional.empty(), done * 4, List.of()));
      if (++steps % 50 == 0)
        floor.tick();
      for (int i = 0; i < 10; i++)
        floor.board.work(new WorkMessage.Credit(new WorkerId("w" + i), 2), floor.now());
      out.addAll(floor.offers());
      LiveJob live = floor.board.table().jobs.get(job);
      pieces = live == null ? pieces : Math.max(pieces, live.pending().pieces());
      floor.writes.clear();
      floor.events.clear();
      if (out.isEmpty()) {
        floor.later(1_100).tick();
        out.addAll(floor.offers());
      }
    }
    JobView view = floor.view(job);
    assertThat(view.status()).isEqualTo(JobView.Status.DONE);
    assertThat(view.result().orElseThrow().text()).startsWith("{\"aggregate\":{\"n\":" + shards + "}");
    assertThat(pieces).as("pieces kept at a time").isLessThan(200);
    return floor.record(job).progress().done().bytes().length + steps;
  }

  private static Partial ones(ShardRange range) {
    return new Partial.Sums(range.count(), Map.of("n", new Partial.FieldSum(range.count(), List.of((double) range.count()))));
  }

  @Test
  void tenMillionShardsCostLittleMoreThanAHundredThousand() {
    for (int i = 0; i < 10; i++)
      floor.join("w" + i, 2);
    int small = largest(100_000);
    int large = largest(10_000_000);
    assertThat(large).as("steps and bytes for 100 times as many shards").isLessThan(20 * small);
  }
}
