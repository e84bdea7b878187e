package dev.kith.bus;

import dev.kith.message.KithException;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.function.Supplier;

/// A promise that is kept on the context of whoever made it, so that nothing of an asker runs elsewhere; on any thread if it was made
/// on none. Thread-safe.
public final class Homeward<T> {
  private final Promise<T> promise = Promise.promise();
  private final Context home = Vertx.currentContext();

  /// What that future comes to, on the context of the caller.
  public static <T> Future<T> of(Future<T> future) {
    Homeward<T> here = new Homeward<>();
    future.onComplete(here::complete, here::fail);
    return here.future();
  }

  public Future<T> future() { return promise.future(); }

  public void complete(T value) { run(() -> promise.tryComplete(value)); }

  public void fail(Throwable failure) { run(() -> promise.tryFail(failure)); }

  /// @param value made at home, too
  void make(Supplier<T> value) {
    run(() -> {
      try {
        promise.tryComplete(value.get());
      } catch (KithException e) {
        promise.tryFail(e);
      }
    });
  }

  private void run(Runnable task) {
    if (home == null || home.equals(Vertx.currentContext()))
      task.run();
    else
      home.runOnContext(_ -> task.run());
  }
}
