package dev.kith.model;

/// A contiguous run of shards of one job, `first` to `first + count - 1`. Never empty.
public record ShardRange(long first, long count) {
  /// No job has more shards than this (2^31 - 2), so that a shard's number fits a 32-bit bitmap.
  public static final long MAX_SHARDS = Integer.MAX_VALUE - 1L;

  public ShardRange {
    Check.range("shards.first", first, 0, MAX_SHARDS - 1);
    Check.range("shards.count", count, 1, MAX_SHARDS - first);
  }

  /// One past the last shard.
  public long end() { return first + count; }

  public boolean contains(long shard) { return shard >= first && shard < end(); }

  public boolean overlaps(ShardRange other) { return first < other.end() && other.first < end(); }

  /// The leading `n` shards of this range, 1 <= n <= count.
  public ShardRange head(long n) { return new ShardRange(first, Check.range("head", n, 1, count)); }

  /// What is left after the leading `n` shards, 0 <= n < count.
  public ShardRange after(long n) { return new ShardRange(first + Check.range("after", n, 0, count - 1), count - n); }

  @Override
  public String toString() { return count == 1 ? Long.toString(first) : first + ".." + (end() - 1); }
}
