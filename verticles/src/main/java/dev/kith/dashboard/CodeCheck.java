package dev.kith.dashboard;

import io.vertx.core.Future;
import java.util.Optional;

/// Finds out at the door whether code compiles, where that can be told without waiting long.
public interface CodeCheck {
  /// For a node without an engine: the first shard tells.
  CodeCheck NONE = _ -> Future.succeededFuture(Optional.empty());

  /// Line and column from 1; 0 where they are not known.
  record Fault(int line, int column, String message) {}

  /// Completes soon, on the caller's context, never exceptionally.
  ///
  /// @return empty if it compiles, or nobody knows
  Future<Optional<Fault>> check(String code);
}
