package dev.kith.message;

import java.util.List;
import java.util.Optional;

/// What became of a leased block: its leading `done` shards have results, then perhaps one failed, the rest were not started.
///
/// A worker that has used up its budget, or was told to stop, hands back the rest this way; nothing is lost by it.
///
/// @param done shards with a result, 0 to the block's count, always a prefix of the block
/// @param partial their fold; present exactly if `done > 0`
/// @param failure of the shard right after them; absent if none failed
/// @param computeMicros time spent in shards
/// @param logs first lines logged by the block, bounded as in [Limits]
public record BlockResult(long done, Optional<Partial> partial, Optional<ShardFailure> failure, long computeMicros,
    List<String> logs) {
  public BlockResult {
    if (done < 0)
      throw KithException.invalid("block result: done must not be negative, not " + done);
    if (partial.isPresent() != done > 0)
      throw KithException.invalid("block result: a partial must be there exactly if done > 0");
    if (computeMicros < 0)
      throw KithException.invalid("block result: computeMicros must not be negative");
    if (logs.size() > Limits.LOG_LINES)
      throw KithException.invalid("block result: more than " + Limits.LOG_LINES + " log lines");
    logs = logs.stream().map(line -> Texts.clip(line, Limits.LOG_LINE_CHARS)).toList();
  }

  /// Nothing done, nothing failed: the block goes back as it was.
  public static BlockResult untouched() { return new BlockResult(0, Optional.empty(), Optional.empty(), 0, List.of()); }

  public static BlockResult failed(ShardFailure failure, long computeMicros) {
    return new BlockResult(0, Optional.empty(), Optional.of(failure), computeMicros, List.of());
  }
}
