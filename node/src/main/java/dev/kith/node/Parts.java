package dev.kith.node;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What was started, to be stopped in the opposite order. A part that fails to stop does not keep the others from it.
final class Parts {
  private static final Logger LOG = LoggerFactory.getLogger(Parts.class);

  private final Deque<Supplier<Future<?>>> stops = new ArrayDeque<>();

  void stopping(Supplier<Future<?>> stop) {
    stops.push(stop);
  }

  /// To be done before anything stops.
  void first(Runnable action) {
    stopping(() -> {
      action.run();
      return Future.succeededFuture();
    });
  }

  Vertx closing(Vertx vertx) {
    stopping(vertx::close);
    return vertx;
  }

  <T extends AutoCloseable> T closing(T part) {
    stopping(() -> {
      try {
        part.close();
        return Future.succeededFuture();
      } catch (Exception e) {
        return Future.failedFuture(e);
      }
    });
    return part;
  }

  Future<Void> close() {
    Supplier<Future<?>> next = stops.poll();
    if (next == null) return Future.succeededFuture();
    return next.get().onFailure(failure -> LOG.warn("a part did not stop cleanly", failure)).transform(_ -> close());
  }
}
