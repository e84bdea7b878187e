package dev.kith.job;

import dev.kith.message.Limits;
import dev.kith.message.Partial;
import dev.kith.model.Json;
import dev.kith.model.ShardRange;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Optional;

/// `collect`: only how much there is. The values go to the ledger as they come.
final class FoldCollect implements Fold {
  private final int valueBytesMax;
  private long values;
  private long bytes;

  private FoldCollect(int valueBytesMax) { this.valueBytesMax = valueBytesMax; }

  static FoldCollect read(int valueBytesMax, boolean empty, DataInput in) throws IOException {
    FoldCollect fold = new FoldCollect(valueBytesMax);
    if (!empty) {
      fold.values = in.readLong();
      fold.bytes = in.readLong();
    }
    return fold;
  }

  @Override
  public Optional<String> flaw(Partial partial, ShardRange done) {
    if (!(partial instanceof Partial.Values collected))
      return Optional.of("it holds no values");
    for (Json value : collected.values()) {
      if (value.bytes() > valueBytesMax)
        return Optional.of("a value has " + value.bytes() + " bytes, at most " + valueBytesMax + " are allowed");
    }
    return Fold.miscounted(collected.values().size(), done);
  }

  @Override
  public void merge(Partial partial) {
    for (Json value : ((Partial.Values) partial).values()) {
      values++;
      bytes += value.bytes();
    }
  }

  @Override
  public Optional<String> excess() {
    return bytes <= Limits.COLLECT_BYTES
        ? Optional.empty()
        : Optional.of("the collected results have more than " + Limits.COLLECT_BYTES + " bytes");
  }

  /// Whether the array of all values is small enough to be shown as one.
  boolean inline() { return bytes + values + 1 <= Limits.INLINE_RESULT_BYTES; }

  long bytes() { return bytes; }

  long bytesPerValue() { return values == 0 ? 0 : bytes / values + 1; }

  @Override
  public Json aggregate() { return Json.NULL; }

  @Override
  public void write(DataOutput out) throws IOException {
    out.writeLong(values);
    out.writeLong(bytes);
  }
}
