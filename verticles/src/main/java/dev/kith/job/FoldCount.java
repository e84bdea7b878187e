package dev.kith.job;

import dev.kith.message.Partial;
import dev.kith.model.Json;
import dev.kith.model.ShardRange;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Optional;

/// `count`: how many results have the field, or how many there are.
final class FoldCount implements Fold {
  private final boolean all;
  private long count;

  FoldCount(boolean all, long count) {
    this.all = all;
    this.count = count;
  }

  @Override
  public Optional<String> flaw(Partial partial, ShardRange done) {
    if (!(partial instanceof Partial.Counted counted))
      return Optional.of("it is no count");
    if (counted.count() < (all ? done.count() : 0) || counted.count() > done.count())
      return Optional.of("it counts " + counted.count() + " of " + done.count() + " shards");
    return Fold.miscounted(counted.shards(), done);
  }

  @Override
  public void merge(Partial partial) { count += ((Partial.Counted) partial).count(); }

  @Override
  public Json aggregate() { return new JsonObject().put("count", count).json(); }

  @Override
  public void write(DataOutput out) throws IOException { out.writeLong(count); }
}
