package dev.kith.sandbox;

/// The child's thread that says that it lives, and stops code that takes too long. Never waits for the thread that runs code.
final class Watchdog {
  /// A shard may go on this long after a cancel.
  private static final long CANCEL_MILLIS = 30;
  /// Microtasks that a finished block has left may go on this long.
  private static final long LEFTOVERS_MILLIS = 1000;
  private static final long SHORT_TIMEOUT_MILLIS = 2000;
  private static final long TICK_MIN_MILLIS = 5;

  private final ParentLink parent;
  private final long pulseMillis;
  private final long graceMillis;
  private Turn turn;
  private boolean woken;

  Watchdog(ParentLink parent, long pulseMillis, long graceMillis) {
    this.parent = parent;
    this.pulseMillis = pulseMillis;
    this.graceMillis = graceMillis;
  }

  synchronized void begin(Turn next) {
    turn = next;
    // Waking a thread costs more than a tiny task, so the watchdog finds others by itself at its next pulse.
    if (next.timeoutMillis > 0 && next.timeoutMillis < SHORT_TIMEOUT_MILLIS)
      wake();
  }

  synchronized void end() { turn = null; }

  synchronized void cancel(long id) {
    if (turn != null && turn.id == id) {
      turn.cancel();
      wake();
    }
  }

  void loop() throws InterruptedException {
    Watch watch = null;
    long pulsed = 0;
    while (true) {
      Turn running = await(watch == null ? pulseMillis : watch.tickMillis());
      if (running == null) {
        watch = null;
        continue;
      }
      if (watch == null || watch.turn != running)
        watch = new Watch(running);
      watch.check();
      long now = System.nanoTime();
      if (pulsed == 0 || now - pulsed >= pulseMillis * 900_000) {
        pulsed = now;
        parent.send(new FromChild.Pulse(running.id));
      }
    }
  }

  private void wake() {
    woken = true;
    notifyAll();
  }

  private synchronized Turn await(long millis) throws InterruptedException {
    long until = System.nanoTime() + millis * 1_000_000;
    long left = millis;
    while (!woken && left > 0) {
      wait(left);
      left = (until - System.nanoTime()) / 1_000_000;
    }
    woken = false;
    return turn;
  }

  /// What is known of one task: where it was last seen, and since when.
  private final class Watch {
    private final Turn turn;
    private int position;
    private long sinceNanos;

    Watch(Turn turn) {
      this.turn = turn;
      sinceNanos = turn.startedNanos;
      position = turn.position();
    }

    long tickMillis() {
      long wanted = pulseMillis;
      if (turn.timeoutMillis > 0)
        wanted = Math.min(wanted, turn.timeoutMillis / 20);
      if (turn.isCancelled() || turn.isInterrupted())
        wanted = Math.min(wanted, 10);
      return Math.max(TICK_MIN_MILLIS, wanted);
    }

    void check() {
      int now = turn.position();
      if (now != position) {
        position = now;
        sinceNanos = System.nanoTime();
      }
      if (now == Integer.MIN_VALUE)
        return;
      long millis = (System.nanoTime() - sinceNanos) / 1_000_000;
      if (turn.isInterrupted())
        endIfStuck(millis);
      else if (turn.isCancelled() && turn.millisSinceCancel() >= CANCEL_MILLIS)
        interrupt("", "");
      else if (now == Isolate.IDLE && millis >= LEFTOVERS_MILLIS)
        interrupt("", "");
      else if (now != Isolate.IDLE && turn.timeoutMillis > 0 && millis >= turn.timeoutMillis)
        interrupt("TIMEOUT", "the shard ran longer than " + turn.timeoutMillis + " ms");
    }

    private void interrupt(String kind, String message) { if (turn.interrupt(kind, message))
      sinceNanos = System.nanoTime(); }

    private void endIfStuck(long millis) {
      if (millis < graceMillis)
        return;
      throw parent.lost(new FromChild.Lost(turn.id, position, "TIMEOUT",
          "the shard's code could not be stopped within " + graceMillis + " ms; its process was ended"));
    }
  }
}
