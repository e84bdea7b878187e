package dev.kith.sandbox;

/// One task while it runs in the child; the meeting point of the thread that runs code and the one that watches it.
final class Turn {
  final long id;
  final long timeoutMillis;
  final long startedNanos = System.nanoTime();
  private Isolate isolate;
  private boolean interrupted;
  private String kind = "";
  private String message = "";
  private int blamed;
  private volatile long cancelledNanos;

  Turn(long id, long timeoutMillis) {
    this.id = id;
    this.timeoutMillis = timeoutMillis;
  }

  /// From here on code runs and may be interrupted.
  synchronized void enter(Isolate running) {
    isolate = running;
    if (cancelledNanos != 0)
      isolate.askToStop();
  }

  /// No code runs any more, so that an interruption can't hit what counts the results.
  synchronized void leave() {
    if (interrupted)
      isolate.interruptionOver();
    isolate = null;
  }

  /// Stops before the next shard.
  synchronized void cancel() {
    cancelledNanos = System.nanoTime() | 1;
    if (isolate != null)
      isolate.askToStop();
  }

  /// Ends the code that runs now, if any.
  ///
  /// @param kind a `ShardFailure.Kind` as text to blame the current shard for, or empty
  synchronized boolean interrupt(String kind, String message) {
    if (isolate == null || interrupted)
      return false;
    interrupted = true;
    this.kind = kind;
    this.message = message;
    blamed = isolate.position();
    isolate.interrupt();
    return true;
  }

  /// @return Integer.MIN_VALUE when no code runs
  synchronized int position() { return isolate == null ? Integer.MIN_VALUE : isolate.position(); }

  synchronized boolean isInterrupted() { return interrupted; }

  /// What `finish` is to say; null if nothing interrupted. Blames nobody if the code had meanwhile come to another shard.
  synchronized String kindFor(int position) { return !interrupted ? null : blamed == position ? kind : ""; }

  synchronized String message() { return message; }

  boolean isCancelled() { return cancelledNanos != 0; }

  long millisSinceCancel() { return (System.nanoTime() - cancelledNanos) / 1_000_000; }
}
