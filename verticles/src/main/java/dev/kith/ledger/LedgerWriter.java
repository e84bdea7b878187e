package dev.kith.ledger;

import dev.kith.job.Ledger;
import dev.kith.job.LedgerEntry;
import dev.kith.message.ErrorCode;
import dev.kith.message.KithException;
import dev.kith.model.JobId;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;

/// Group commit: a thread of its own takes all that waits and commits it at once, so that one fsync serves many. A lone append
/// starts at once. Thread-safe.
///
/// Appends are committed in order. One that fails does not fail others, except later ones already waiting for the same job: what
/// they say builds on it. Values of a failed [LedgerEntry.Advance] are lost; whoever appends keeps them until acknowledged.
public final class LedgerWriter implements AutoCloseable {
  /// @param entries waiting, at most
  /// @param bytes of them, about, at most; one append is taken into an empty queue whatever it weighs
  /// @param batchEntries in one transaction, about
  /// @param drain how long [LedgerWriter#close] waits for what is waiting
  public record Bounds(int entries, long bytes, int batchEntries, Duration drain) {
    public static final Bounds DEFAULT = new Bounds(16_384, 64L << 20, 2_048, Duration.ofSeconds(8));
  }

  private record Append(List<LedgerEntry> entries, long bytes, CompletableFuture<Void> done) {}

  private final Ledger ledger;
  private final Bounds bounds;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Deque<Append> waiting = new ArrayDeque<>();
  private final Thread thread;
  private int waitingEntries;
  private long waitingBytes;
  private boolean closed;

  private LedgerWriter(Ledger ledger, Bounds bounds) {
    this.ledger = ledger;
    this.bounds = bounds;
    this.thread = Thread.ofPlatform().name("kith-ledger").daemon().unstarted(this::run);
  }

  /// @param ledger stays its owner's to close, after this
  public static LedgerWriter start(Ledger ledger, Bounds bounds) {
    LedgerWriter writer = new LedgerWriter(ledger, bounds);
    writer.thread.start();
    return writer;
  }

  /// All of these or none. The future ends on the writer's thread, which must not be held up: once they are on disk, or with a
  /// [KithException], UNAVAILABLE if too much is waiting or this is closed.
  public CompletableFuture<Void> append(List<LedgerEntry> entries) {
    Append append = new Append(List.copyOf(entries), Batch.weight(entries), new CompletableFuture<>());
    lock.lock();
    try {
      if (closed)
        return CompletableFuture.failedFuture(new KithException(ErrorCode.UNAVAILABLE, "ledger writer is closed"));
      if (!waiting.isEmpty() && (waitingEntries + entries.size() > bounds.entries || waitingBytes + append.bytes > bounds.bytes))
        return CompletableFuture.failedFuture(tooMuch());
      waiting.add(append);
      count(append, 1);
      changed.signal();
      return append.done;
    } finally {
      lock.unlock();
    }
  }

  /// Takes no more, commits what waits for at most [Bounds#drain], fails the rest.
  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      changed.signal();
    } finally {
      lock.unlock();
    }
    try {
      thread.join(bounds.drain);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    fail(takeIf(_ -> true), new KithException(ErrorCode.UNAVAILABLE, "ledger writer closed before this was written"));
  }

  private void run() {
    for (List<Append> batch = next(); !batch.isEmpty(); batch = next())
      commit(batch);
  }

  /// Waits for something; empty once closed and drained.
  private List<Append> next() {
    lock.lock();
    try {
      while (waiting.isEmpty() && !closed)
        changed.awaitUninterruptibly();
      List<Append> batch = new ArrayList<>();
      int entries = 0;
      while (!waiting.isEmpty() && (batch.isEmpty() || entries + waiting.peek().entries.size() <= bounds.batchEntries)) {
        Append append = waiting.remove();
        count(append, -1);
        entries += append.entries.size();
        batch.add(append);
      }
      return batch;
    } finally {
      lock.unlock();
    }
  }

  private void commit(List<Append> batch) {
    try {
      ledger.commit(Batch.coalesced(batch.stream().flatMap(append -> append.entries.stream()).toList()));
      batch.forEach(append -> append.done.complete(null));
    } catch (RuntimeException | Error e) {
      if (batch.size() > 1)
        commitEach(batch);
      else
        failWithSuccessors(batch.getFirst(), e);
    }
  }

  private void commitEach(List<Append> batch) {
    Set<JobId> broken = new HashSet<>();
    for (Append append : batch) {
      if (Batch.jobs(append.entries).stream().anyMatch(broken::contains)) {
        fail(List.of(append), predecessorFailed());
        continue;
      }
      try {
        ledger.commit(append.entries);
        append.done.complete(null);
      } catch (RuntimeException | Error e) {
        broken.addAll(Batch.jobs(append.entries));
        failWithSuccessors(append, e);
      }
    }
  }

  private void failWithSuccessors(Append append, Throwable reason) {
    Set<JobId> broken = Batch.jobs(append.entries);
    List<Append> successors = takeIf(later -> Batch.jobs(later.entries).stream().anyMatch(broken::contains));
    fail(List.of(append), reason);
    fail(successors, predecessorFailed());
  }

  private List<Append> takeIf(Predicate<Append> wanted) {
    List<Append> taken = new ArrayList<>();
    lock.lock();
    try {
      for (Iterator<Append> all = waiting.iterator(); all.hasNext();) {
        Append append = all.next();
        if (wanted.test(append)) {
          all.remove();
          count(append, -1);
          taken.add(append);
        }
      }
    } finally {
      lock.unlock();
    }
    return taken;
  }

  private static void fail(List<Append> appends, Throwable reason) {
    KithException known = reason instanceof KithException kith
        ? kith
        : new KithException(ErrorCode.INTERNAL, "ledger cannot commit: " + reason, reason);
    appends.forEach(append -> append.done.completeExceptionally(known));
  }

  private static KithException predecessorFailed() {
    return new KithException(ErrorCode.UNAVAILABLE, "not written: an earlier change of the same job failed");
  }

  private KithException tooMuch() {
    return new KithException(ErrorCode.UNAVAILABLE, "ledger is behind: " + waitingEntries + " entries, " + waitingBytes
        + " bytes waiting; at most " + bounds.entries + " and " + bounds.bytes);
  }

  private void count(Append append, int sign) {
    waitingEntries += sign * append.entries.size();
    waitingBytes += sign * append.bytes;
  }
}
