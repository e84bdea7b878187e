package dev.kith.job;

import dev.kith.model.Blob;
import dev.kith.model.ShardRange;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import org.roaringbitmap.RoaringBitmap;

/// The shards of a job that are done: all below a mark, and a compressed bitmap of those beyond it. Since shards are given out in
/// order, that is as small as what is under way, however many shards the job has. Confined.
///
/// Bytes: 8 the mark, then the bitmap in Roaring's portable form (absent if empty); both empty for the empty set.
final class ShardSet {
  private final RoaringBitmap beyond;
  private long mark;

  ShardSet() { this(0, new RoaringBitmap()); }

  private ShardSet(long mark, RoaringBitmap beyond) {
    this.mark = mark;
    this.beyond = beyond;
  }

  static ShardSet fromBytes(Blob blob) {
    if (blob.isEmpty())
      return new ShardSet();
    ByteBuffer bytes = ByteBuffer.wrap(blob.bytes());
    ShardSet set = new ShardSet(bytes.getLong(), new RoaringBitmap());
    if (bytes.hasRemaining()) {
      try {
        set.beyond.deserialize(bytes);
      } catch (IOException e) {
        throw new UncheckedIOException("a completed set does not read back", e);
      }
    }
    return set;
  }

  Blob toBytes() {
    if (count() == 0)
      return Blob.EMPTY;
    beyond.runOptimize();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(16 + beyond.serializedSizeInBytes());
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeLong(mark);
      if (!beyond.isEmpty())
        beyond.serialize(out);
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory does no I/O", e);
    }
    return new Blob(bytes.toByteArray());
  }

  long count() { return mark + beyond.getLongCardinality(); }

  boolean contains(long shard) { return shard < mark || beyond.contains((int) shard); }

  boolean containsAny(ShardRange range) { return range.first() < mark || beyond.intersects(range.first(), range.end()); }

  /// @throws IllegalStateException if any of them is in already: that would be a double count
  void add(ShardRange range) {
    if (containsAny(range))
      throw new IllegalStateException("shards " + range + " are done already, at least in part");
    if (range.first() != mark) {
      beyond.add(range.first(), range.end());
      return;
    }
    mark = range.end();
    if (!beyond.isEmpty() && beyond.first() == mark)
      swallow();
  }

  private void swallow() {
    long end = beyond.nextAbsentValue((int) mark);
    beyond.remove(mark, end);
    mark = end;
  }

  /// The first shard at or after `from` that is not in.
  long nextAbsent(long from) { return from < mark ? nextAbsent(mark) : beyond.nextAbsentValue((int) from); }

  /// The first shard at or after `from` that is in, -1 if there is none.
  long nextPresent(long from) { return from < mark ? from : beyond.nextValue((int) from); }
}
