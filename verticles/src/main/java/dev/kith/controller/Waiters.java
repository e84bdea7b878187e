package dev.kith.controller;

import dev.kith.message.ErrorCode;
import dev.kith.message.KithException;
import dev.kith.model.JobId;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/// Requests that wait for a job's end. Confined to the controller's context; bounded.
final class Waiters {
  private final Vertx vertx;
  private final int max;
  private final Map<JobId, Set<Promise<Void>>> waiting = new HashMap<>();
  private int count;

  Waiters(Vertx vertx, int max) {
    this.vertx = vertx;
    this.max = max;
  }

  /// Completes when the job ends or `patience` is over, whichever is first.
  Future<Void> ended(JobId job, Duration patience) {
    if (count >= max) {
      return Future
          .failedFuture(new KithException(ErrorCode.UNAVAILABLE, max + " requests wait for jobs already; ask without waitMs"));
    }
    Promise<Void> promise = Promise.promise();
    waiting.computeIfAbsent(job, _ -> new HashSet<>()).add(promise);
    count++;
    long timer = vertx.setTimer(Math.max(1, patience.toMillis()), _ -> promise.tryComplete());
    return promise.future().onComplete(_ -> {
      vertx.cancelTimer(timer);
      forget(job, promise);
    });
  }

  void release(JobId job) {
    Set<Promise<Void>> all = waiting.get(job);
    if (all != null) Set.copyOf(all).forEach(Promise::tryComplete);
  }

  private void forget(JobId job, Promise<Void> promise) {
    Set<Promise<Void>> all = waiting.get(job);
    if (all != null && all.remove(promise)) {
      count--;
      if (all.isEmpty()) waiting.remove(job);
    }
  }
}
