package dev.kith.sandbox;

/// What a child says to its parent. Bytes in [Wire].
sealed interface FromChild {
  /// Warm, locked down, waiting.
  ///
  /// @param engine like `v8-14.7`
  /// @param isolation what holds, found out by trying: like `seccomp+landlock+rlimit`
  record Ready(String engine, String isolation) implements FromChild {}

  /// Still alive, said by another thread than the one that runs code.
  record Pulse(long id) implements FromChild {}

  /// What came of compiling.
  ///
  /// @param message empty if it compiles
  record Checked(long id, int line, int column, String message) implements FromChild {}

  /// A task's outcome, as [Outcomes] reads it.
  record Finished(long id, long computeMicros, String outcome) implements FromChild {}

  /// The child can't go on with that task and ends itself after this: the code can't be stopped, or has left no memory.
  ///
  /// @param position of the shard in its block, counted from 1
  /// @param kind a `ShardFailure.Kind` as text
  record Lost(long id, int position, String kind, String message) implements FromChild {}
}
