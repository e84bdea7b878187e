package dev.kith.node;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What was started, to be stopped in the opposite order. A part that fails to stop, or takes too long, does not keep the others
/// from it. Stopping has a thread of its own: the last parts outlive Vert.x and its threads.
final class Parts {
  private static final Logger LOG = LoggerFactory.getLogger(Parts.class);
  /// For one part; all together have to fit the ten seconds that supervisors are told.
  private static final long PART_SECONDS = 4;

  private final Deque<Part> parts = new ArrayDeque<>();

  private record Part(String name, Supplier<Future<?>> stop) {}

  void stopping(String name, Supplier<Future<?>> stop) { parts.push(new Part(name, stop)); }

  Vertx closing(Vertx vertx) {
    stopping("vert.x", vertx::close);
    return vertx;
  }

  <T extends AutoCloseable> T closing(String name, T part) {
    stopping(name, () -> {
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
    Promise<Void> closed = Promise.promise();
    Thread.ofPlatform().name("kith-stop").start(() -> {
      while (!parts.isEmpty())
        stop(parts.pop());
      closed.complete();
    });
    return closed.future();
  }

  private static void stop(Part part) {
    try {
      part.stop().get().toCompletionStage().toCompletableFuture().get(PART_SECONDS, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      LOG.warn("{} did not stop within {} s", part.name(), PART_SECONDS);
    } catch (ExecutionException | RuntimeException e) {
      LOG.warn("{} did not stop cleanly", part.name(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
