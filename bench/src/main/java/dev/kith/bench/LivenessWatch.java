package dev.kith.bench;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/// How the nodes of a mesh seem to one of them: asked every {@value #MILLIS} ms on a thread of its own. Thread-safe.
final class LivenessWatch implements AutoCloseable {
  private static final int MILLIS = 20;

  /// @param before null: not seen before
  record Change(long nanos, String nodeName, String before, String after) {}

  private final Api api;
  private final Map<String, String> now = new HashMap<>();
  private final List<Change> changes = new ArrayList<>();
  private final Thread thread;
  private int failures;
  private boolean over;

  LivenessWatch(Api api) {
    this.api = api;
    thread = Thread.ofPlatform().daemon().name("liveness").start(this::watch);
  }

  private void watch() {
    try {
      while (!isOver()) {
        look();
        TimeUnit.MILLISECONDS.sleep(MILLIS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void look() throws InterruptedException {
    JsonObject answer;
    try {
      answer = api.get("/api/nodes");
    } catch (IOException e) {
      failed();
      return;
    }
    long at = System.nanoTime();
    answer.getJsonArray("nodes").stream().map(JsonObject.class::cast)
        .forEach(node -> seen(at, node.getString("nodeId"), node.getString("liveness")));
  }

  private synchronized boolean isOver() { return over; }

  private synchronized void failed() { failures++; }

  private synchronized void seen(long at, String node, String liveness) {
    String before = now.put(node, liveness);
    if (!liveness.equals(before)) {
      changes.add(new Change(at, node, before, liveness));
      notifyAll();
    }
  }

  /// Forgets what changed so far.
  synchronized void mark() {
    changes.clear();
    failures = 0;
  }

  synchronized List<Change> changes() { return List.copyOf(changes); }

  /// Calls that got no answer.
  synchronized int failures() { return failures; }

  /// The moment of the first change since the mark that is such.
  ///
  /// @throws IOException if it does not come in time
  synchronized long await(Predicate<Change> wanted, Duration patience) throws IOException, InterruptedException {
    long deadline = System.nanoTime() + patience.toNanos();
    while (true) {
      for (Change change : changes) {
        if (wanted.test(change))
          return change.nanos();
      }
      long left = deadline - System.nanoTime();
      if (left <= 0)
        throw new IOException("what was awaited did not come within " + patience + "; came: " + changes);
      TimeUnit.NANOSECONDS.timedWait(this, left);
    }
  }

  @Override
  public void close() {
    synchronized (this) {
      over = true;
    }
    thread.interrupt();
  }
}
