package dev.kith.job;

import dev.kith.model.ShardRange;
import dev.kith.model.WorkerId;
import java.util.Optional;
import java.util.TreeMap;

/// The shards of a job that no one works on: those that came back, and all from a frontier on. Those that came back go out first.
/// Its size is that of what came back, which was leased once, never that of the job. Confined.
final class PendingShards {
  private final long total;
  private final TreeMap<Long, Segment> returned = new TreeMap<>();
  private long frontier;
  private long returnedCount;
  private int failing;

  private PendingShards(long total) { this.total = total; }

  static PendingShards without(ShardSet done, long total) {
    PendingShards pending = new PendingShards(total);
    long absent = done.nextAbsent(0);
    for (long present = done.nextPresent(absent); present >= 0; present = done.nextPresent(absent)) {
      pending.giveBack(new Segment(new ShardRange(absent, present - absent), Origin.FRESH));
      absent = done.nextAbsent(present);
    }
    pending.frontier = absent;
    return pending;
  }

  /// Shards with the same past.
  record Segment(ShardRange shards, Origin origin) {}

  /// What is known of shards that are to run again.
  ///
  /// @param attempt that the next run will be
  /// @param failures of this very shard
  /// @param cap a block has at most so many of them, to find out which one kills its sandbox
  /// @param suspect the worker that it went wrong on: better run elsewhere
  /// @param elsewhereUntil on the monotonic clock
  record Origin(int attempt, int failures, long cap, Optional<WorkerId> suspect, long elsewhereUntil) {
    static final Origin FRESH = new Origin(1, 0, Long.MAX_VALUE, Optional.empty(), 0);

    Origin again() { return new Origin(attempt + 1, failures, cap, suspect, elsewhereUntil); }

    Origin failed(WorkerId worker, long until) { return new Origin(attempt + 1, failures + 1, 1, Optional.of(worker), until); }

    Origin crashed(WorkerId worker, long newCap, long until) {
      return new Origin(attempt + 1, failures, newCap, Optional.of(worker), until);
    }

    private boolean plain() { return failures == 0 && cap == Long.MAX_VALUE && suspect.isEmpty(); }
  }

  long count() { return returnedCount + total - frontier; }

  /// Pieces that wait for another attempt after a failure or a crash.
  int failing() { return failing; }

  /// Pieces kept, for checks of memory.
  int pieces() { return returned.size(); }

  /// @param picky whether a suspect worker is to be avoided now
  boolean offersTo(WorkerId worker, long now, boolean picky) {
    if (frontier < total)
      return true;
    return next(worker, now, picky).isPresent();
  }

  /// Takes a block of at most `wanted` shards.
  Optional<Segment> take(WorkerId worker, long now, boolean picky, long wanted) {
    Optional<Segment> next = next(worker, now, picky);
    if (next.isPresent())
      return Optional.of(cut(next.get(), wanted));
    if (frontier == total)
      return Optional.empty();
    ShardRange block = new ShardRange(frontier, Math.min(wanted, total - frontier));
    frontier = block.end();
    return Optional.of(new Segment(block, Origin.FRESH));
  }

  private Optional<Segment> next(WorkerId worker, long now, boolean picky) {
    for (Segment segment : returned.values()) {
      Origin origin = segment.origin();
      boolean avoid = picky && now < origin.elsewhereUntil() && origin.suspect().filter(worker::equals).isPresent();
      if (!avoid)
        return Optional.of(segment);
    }
    return Optional.empty();
  }

  private Segment cut(Segment segment, long wanted) {
    remove(segment);
    ShardRange shards = segment.shards();
    long size = Math.min(Math.min(wanted, segment.origin().cap()), shards.count());
    if (size < shards.count())
      insert(new Segment(shards.after(size), segment.origin()));
    return new Segment(shards.head(size), segment.origin());
  }

  /// Shards that nobody works on any more, to go out again.
  void giveBack(Segment segment) {
    if (segment.shards().end() > frontier && frontier > 0)
      throw new IllegalStateException("shards " + segment.shards() + " were never given out");
    if (!segment.origin().plain()) {
      insert(segment);
      return;
    }
    Segment merged = withNeighbours(segment);
    if (merged.shards().end() == frontier && merged.origin().attempt() == 1)
      frontier = merged.shards().first();
    else
      insert(merged);
  }

  private Segment withNeighbours(Segment segment) {
    long first = segment.shards().first();
    long end = segment.shards().end();
    var before = returned.lowerEntry(first);
    if (before != null && before.getValue().shards().end() == first && before.getValue().origin().equals(segment.origin())) {
      first = before.getKey();
      remove(before.getValue());
    }
    Segment after = returned.get(end);
    if (after != null && after.origin().equals(segment.origin())) {
      end = after.shards().end();
      remove(after);
    }
    return new Segment(new ShardRange(first, end - first), segment.origin());
  }

  private void insert(Segment segment) {
    returned.put(segment.shards().first(), segment);
    returnedCount += segment.shards().count();
    failing += segment.origin().plain() ? 0 : 1;
  }

  private void remove(Segment segment) {
    returned.remove(segment.shards().first());
    returnedCount -= segment.shards().count();
    failing -= segment.origin().plain() ? 0 : 1;
  }

  /// Whether any of these waits here, for checks.
  boolean containsAny(ShardRange range) {
    var below = returned.lowerEntry(range.end());
    boolean here = below != null && below.getValue().shards().end() > range.first();
    return here || range.end() > frontier;
  }
}
