package dev.kith.job;

import dev.kith.message.Partial;
import dev.kith.model.Json;
import dev.kith.model.ShardRange;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Optional;

/// `min` and `max`: the value, and the lowest shard that had it.
final class FoldExtreme implements Fold {
  private final String field;
  private final boolean max;
  private long shard = -1;
  private double value;

  private FoldExtreme(String field, boolean max) {
    this.field = field;
    this.max = max;
  }

  static FoldExtreme read(String field, boolean max, boolean empty, DataInput in) throws IOException {
    FoldExtreme fold = new FoldExtreme(field, max);
    if (!empty) {
      fold.shard = in.readLong();
      fold.value = in.readDouble();
    }
    return fold;
  }

  @Override
  public Optional<String> flaw(Partial partial, ShardRange done) {
    if (!(partial instanceof Partial.Extreme extreme))
      return Optional.of("it is no extreme");
    if (!Double.isFinite(extreme.value()))
      return Optional.of("its value is not finite");
    if (!done.contains(extreme.shard()))
      return Optional.of("its shard " + extreme.shard() + " is not among " + done);
    return Fold.miscounted(extreme.shards(), done);
  }

  @Override
  public void merge(Partial partial) {
    Partial.Extreme other = (Partial.Extreme) partial;
    double theirs = other.value() + 0.0; // no minus zero: which of the two zeros came first must not show
    boolean beyond = max ? theirs > value : theirs < value;
    if (shard < 0 || beyond || (theirs == value && other.shard() < shard)) {
      shard = other.shard();
      value = theirs;
    }
  }

  /// Under the field's name, and as `value`, where the predecessor has it.
  @Override
  public Json aggregate() {
    if (shard < 0)
      return Json.NULL;
    JsonObject json = new JsonObject().put("value", value);
    return (field.equals("value") ? json : json.put(field, value)).json();
  }

  /// -1 if there is none yet.
  long shard() { return shard; }

  @Override
  public void write(DataOutput out) throws IOException {
    out.writeLong(shard);
    out.writeDouble(value);
  }
}
