package dev.kith.job;

import dev.kith.message.Partial;
import dev.kith.message.Reducer;
import dev.kith.model.Blob;
import dev.kith.model.Json;
import dev.kith.model.ShardRange;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutput;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;

/// The aggregate of the shards that are done, merged from partials without rounding, so that no split and no order shows in it.
/// What comes from workers is checked before it is merged. Confined.
sealed interface Fold permits FoldSums, FoldExtreme, FoldCount, FoldCollect, FoldSingle {
  /// What is wrong with a partial that claims to be of `done`; empty if it can be merged.
  Optional<String> flaw(Partial partial, ShardRange done);

  /// Merges a partial that has no flaw.
  void merge(Partial partial);

  /// Why the job can't go on with what is merged now; mostly empty.
  default Optional<String> excess() { return Optional.empty(); }

  /// The aggregate as JSON, `null` if there is none (yet).
  Json aggregate();

  void write(DataOutput out) throws IOException;

  /// @param reducer absent for a job that was not cut
  /// @param blob as [#toBytes] gave it; empty for nothing merged yet
  static Fold of(Optional<Reducer> reducer, int maxResultBytes, Blob blob) {
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(blob.bytes()))) {
      boolean empty = blob.isEmpty();
      return switch (reducer.orElse(null)) {
        case null -> new FoldSingle();
        case Reducer.Sum(var fields, _) -> FoldSums.read(fields, false, empty, in);
        case Reducer.Mean(var fields) -> FoldSums.read(fields, true, empty, in);
        case Reducer.Min(var field) -> FoldExtreme.read(field, false, empty, in);
        case Reducer.Max(var field) -> FoldExtreme.read(field, true, empty, in);
        case Reducer.Count(var field) -> new FoldCount(field.equals(Reducer.ALL_FIELDS), empty ? 0 : in.readLong());
        case Reducer.Collect(var form) ->
          FoldCollect.read(form.isPresent() ? FoldSingle.ENVELOPE_BYTES : maxResultBytes, empty, in);
      };
    } catch (IOException e) {
      throw new UncheckedIOException("an aggregate does not read back", e);
    }
  }

  default Blob toBytes() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      write(out);
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory does no I/O", e);
    }
    return new Blob(bytes.toByteArray());
  }

  /// The flaw that every kind of partial can have.
  static Optional<String> miscounted(long shards, ShardRange done) {
    return shards == done.count() ? Optional.empty() : Optional.of("it folds " + shards + " shards, not " + done.count());
  }
}
