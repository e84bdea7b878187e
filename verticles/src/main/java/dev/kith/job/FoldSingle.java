package dev.kith.job;

import dev.kith.message.Limits;
import dev.kith.message.Partial;
import dev.kith.model.Json;
import dev.kith.model.ShardRange;
import java.io.DataOutput;
import java.util.Optional;

/// The one envelope of a job that was not cut. There is nothing to keep of it: with it the job is done.
final class FoldSingle implements Fold {
  /// Result, logs and output together; the parts have their own limits where they are made.
  static final int ENVELOPE_BYTES = Limits.MESSAGE_BYTES / 2;

  private Json envelope = Json.NULL;

  @Override
  public Optional<String> flaw(Partial partial, ShardRange done) {
    if (!(partial instanceof Partial.Single single))
      return Optional.of("it is no envelope");
    int bytes = single.envelope().bytes();
    return bytes <= ENVELOPE_BYTES
        ? Optional.empty()
        : Optional.of("its envelope has " + bytes + " bytes, at most " + ENVELOPE_BYTES + " are allowed");
  }

  @Override
  public void merge(Partial partial) { envelope = ((Partial.Single) partial).envelope(); }

  @Override
  public Json aggregate() { return envelope; }

  @Override
  public void write(DataOutput out) {}
}
