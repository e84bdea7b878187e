package dev.kith.sandbox;

import java.util.List;
import java.util.Optional;

/// What became of a block: its leading `done` shards are folded in `partialJson`, then perhaps one failed, the rest was not begun.
///
/// @param partialJson a `Partial` as `MessageCodec` reads it; there exactly if `done > 0`. Untrusted
/// @param failure of the shard after those. Kind CRASH blames it only if the block is a single shard
/// @param computeMicros time spent in shards
/// @param notRun why nothing of it could be run, if that was no fault of the code
public record BlockOutcome(long done, Optional<String> partialJson, Optional<Failure> failure, long computeMicros,
    List<String> logs, Optional<String> notRun) {
  /// @param kind a `ShardFailure.Kind`, as text
  public record Failure(String kind, String message, String stack, List<String> logs) {
    public Failure {
      logs = List.copyOf(logs);
    }
  }

  public BlockOutcome {
    if (partialJson.isPresent() != done > 0)
      throw new IllegalArgumentException("outcome: a partial must be there exactly if done > 0");
    logs = List.copyOf(logs);
  }

  public BlockOutcome(long done, Optional<String> partialJson, Optional<Failure> failure, long computeMicros,
      List<String> logs) {
    this(done, partialJson, failure, computeMicros, logs, Optional.empty());
  }

  static BlockOutcome untouched() { return new BlockOutcome(0, Optional.empty(), Optional.empty(), 0, List.of()); }

  static BlockOutcome notRun(String why) {
    return new BlockOutcome(0, Optional.empty(), Optional.empty(), 0, List.of(), Optional.of(why));
  }

  static BlockOutcome failed(String kind, String message, long computeMicros) {
    return new BlockOutcome(0, Optional.empty(), Optional.of(new Failure(kind, message, "", List.of())), computeMicros,
        List.of());
  }
}
