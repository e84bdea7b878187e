package dev.kith.node;

import dev.kith.dashboard.CodeCheck;
import dev.kith.sandbox.CodeFault;
import dev.kith.sandbox.SandboxPool;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.Optional;

/// Lets the door ask this node's sandbox whether code compiles.
final class CompileCheck {
  /// A busy machine must not delay what a client submits: the first shard finds out as well.
  private static final Duration PATIENCE = Duration.ofMillis(500);

  private CompileCheck() {}

  static CodeCheck by(Vertx vertx, Optional<SandboxPool> sandbox) {
    if (sandbox.isEmpty())
      return CodeCheck.NONE;
    return code -> {
      Context context = vertx.getOrCreateContext();
      return Future.fromCompletionStage(sandbox.get().check(code, PATIENCE), context)
          .map(found -> found.map(CompileCheck::fault));
    };
  }

  private static CodeCheck.Fault fault(CodeFault fault) {
    return new CodeCheck.Fault(fault.line(), fault.column(), fault.message());
  }
}
