package dev.kith.access;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/// Writes the latest state, one write at a time. Whoever asks during a write that came too early for him shares the next one with all
/// others who do, so that a hundred changes at once cost two writes. Confined to one context.
final class Saver {
  private final LongSupplier version;
  private final Supplier<Future<Void>> write;
  private long written;
  private long writing;
  private Future<Void> running = Future.succeededFuture();
  private Promise<Void> next;

  /// @param version of the state as it is now
  /// @param write takes the state as it is now to the disk; not called again before it has completed
  Saver(LongSupplier version, Supplier<Future<Void>> write) {
    this.version = version;
    this.write = write;
    this.written = version.getAsLong();
    this.writing = written;
  }

  /// Completes when the state as it is now is on disk, or fails if it could not be written; it is then tried again with the next call.
  Future<Void> settle() {
    if (next != null)
      return next.future();
    if (!running.isComplete())
      return writing == version.getAsLong() ? running : later();
    return written == version.getAsLong() ? Future.succeededFuture() : begin();
  }

  private Future<Void> later() {
    next = Promise.promise();
    return next.future();
  }

  private Future<Void> begin() {
    writing = version.getAsLong();
    Promise<Void> ended = Promise.promise();
    running = ended.future();
    Future<Void> result = running;
    write.get().onComplete(outcome -> {
      if (outcome.succeeded())
        written = writing;
      beginNext(); // before anybody hears of this one and asks again
      ended.handle(outcome);
    });
    return result;
  }

  private void beginNext() {
    if (next == null)
      return;
    Promise<Void> waiting = next;
    next = null;
    begin().onComplete(waiting);
  }
}
