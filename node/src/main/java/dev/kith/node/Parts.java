package dev.kith.node;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What was started, to be stopped stage by stage, in a stage in the opposite order. A part that fails to stop, or hangs, does not
/// keep the others from it, and all together take no longer than their budget. Stopping has threads of its own: the last parts
/// outlive Vert.x and its threads.
final class Parts {
  /// What has to be over before what may end.
  enum Stage {
    /// Whoever balances load looks elsewhere.
    READINESS,
    /// No new leases; what runs is finished or handed back; what came is committed. Everything that carries it is still there.
    WORK,
    /// The others are told that we go.
    GOODBYE,
    /// Doors and links close.
    DOORS,
    /// What all of them stand on.
    BASE
  }

  private static final Logger LOG = LoggerFactory.getLogger(Parts.class);
  /// Supervisors are told ten seconds; the rest is for the process itself.
  private static final Duration BUDGET = Duration.ofSeconds(9);
  /// For one part.
  private static final Duration PART = Duration.ofSeconds(4);
  /// When the budget is spent: most parts need no more.
  private static final Duration LEAST = Duration.ofMillis(50);

  private final Duration budget;
  private final Duration most;
  private final Map<Stage, Deque<Part>> parts = new EnumMap<>(Stage.class);

  private record Part(String name, Supplier<Future<?>> stop) {}

  Parts() { this(BUDGET, PART); }

  /// @param budget for all
  /// @param most for one
  Parts(Duration budget, Duration most) {
    this.budget = budget;
    this.most = most;
  }

  void stopping(Stage stage, String name, Supplier<Future<?>> stop) {
    parts.computeIfAbsent(stage, _ -> new ArrayDeque<>()).push(new Part(name, stop));
  }

  Vertx closing(Vertx vertx) {
    stopping(Stage.BASE, "vert.x", vertx::close);
    return vertx;
  }

  <T extends AutoCloseable> T closing(String name, T part) {
    stopping(Stage.BASE, name, () -> {
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
      long deadline = System.nanoTime() + budget.toNanos();
      for (Deque<Part> stage : parts.values()) { // in the order of the stages
        while (!stage.isEmpty())
          stop(stage.pop(), Math.clamp(deadline - System.nanoTime(), LEAST.toNanos(), most.toNanos()));
      }
      closed.complete();
    });
    return closed.future();
  }

  /// On a thread of its own, since a part may hang before it gives a future.
  private static void stop(Part part, long nanos) {
    CompletableFuture<Object> stopped = new CompletableFuture<>();
    Thread.ofPlatform().daemon().name("kith-stop " + part.name()).start(() -> {
      try {
        part.stop().get().onComplete(stopped::complete, stopped::completeExceptionally);
      } catch (RuntimeException | Error e) {
        stopped.completeExceptionally(e);
      }
    });
    try {
      stopped.get(nanos, TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      LOG.warn("{} did not stop within {} ms and is passed over", part.name(), Duration.ofNanos(nanos).toMillis());
    } catch (ExecutionException e) {
      LOG.warn("{} did not stop cleanly", part.name(), e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
