package dev.kith.ledger;

import dev.kith.job.Ledger;
import dev.kith.job.LedgerEntry;
import dev.kith.message.ErrorCode;
import dev.kith.message.KithException;
import dev.kith.model.JobId;
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

/// What waits to be committed, and the next commit: all that waits at once, so that one fsync serves many. Thread-safe; one at a
/// time commits.
///
/// Appends are committed in order. One that fails does not fail others, except those of the same job: what they say builds on it.
/// So a job is refused from its first failure on until whoever appends has it healed, and the disk never has a later state of a job
/// without the earlier one. Values of a failed [LedgerEntry.Advance] are lost; whoever appends keeps them until acknowledged.
public final class GroupCommit implements Journal.Appender {
  private record Append(List<LedgerEntry> entries, long bytes, CompletableFuture<Void> done) {}

  private final Ledger ledger;
  private final LedgerWriter.Bounds bounds;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Deque<Append> waiting = new ArrayDeque<>();
  private final Set<JobId> broken = new HashSet<>();
  private int waitingEntries;
  private long waitingBytes;
  private boolean closed;

  public GroupCommit(Ledger ledger, LedgerWriter.Bounds bounds) {
    this.ledger = ledger;
    this.bounds = bounds;
  }

  /// All of these or none. The future ends on the thread that commits, or here: once they are on disk, or with a [KithException],
  /// UNAVAILABLE if too much is waiting, if an earlier change of the same job failed, or if this is closed.
  @Override
  public CompletableFuture<Void> append(List<LedgerEntry> entries) {
    Append append = new Append(List.copyOf(entries), Batch.weight(entries), new CompletableFuture<>());
    lock.lock();
    try {
      if (closed)
        return CompletableFuture.failedFuture(new KithException(ErrorCode.UNAVAILABLE, "ledger writer is closed"));
      Set<JobId> jobs = Batch.jobs(entries);
      boolean tooMuch = !waiting.isEmpty()
          && (waitingEntries + entries.size() > bounds.entries() || waitingBytes + append.bytes > bounds.bytes());
      if (tooMuch || jobs.stream().anyMatch(broken::contains)) {
        broken.addAll(jobs);
        return CompletableFuture.failedFuture(tooMuch ? tooMuch() : predecessorFailed());
      }
      waiting.add(append);
      count(append, 1);
      changed.signal();
      return append.done;
    } finally {
      lock.unlock();
    }
  }

  /// Takes changes of that job again: all that failed of it is known, and what comes builds on what is on disk.
  @Override
  public void heal(JobId job) {
    lock.lock();
    try {
      broken.remove(job);
    } finally {
      lock.unlock();
    }
  }

  /// Waits for something to commit.
  ///
  /// @return false once this is closed and nothing is left
  boolean await() {
    lock.lock();
    try {
      while (waiting.isEmpty() && !closed)
        changed.awaitUninterruptibly();
      return !waiting.isEmpty();
    } finally {
      lock.unlock();
    }
  }

  /// Commits what waits, as much as one transaction takes. Blocks on the disk.
  ///
  /// @return whether more waits
  public boolean commitNext() {
    List<Append> batch = next();
    if (!batch.isEmpty())
      commit(batch);
    lock.lock();
    try {
      return !waiting.isEmpty();
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
        batch.forEach(this::commitAlone);
      else
        failWithSuccessors(batch.getFirst(), e);
    }
  }

  /// Takes no more.
  void close() {
    lock.lock();
    try {
      closed = true;
      changed.signal();
    } finally {
      lock.unlock();
    }
  }

  /// Fails what waits still.
  void giveUp() {
    List<Append> left;
    lock.lock();
    try {
      left = List.copyOf(waiting);
      waiting.clear();
    } finally {
      lock.unlock();
    }
    fail(left, new KithException(ErrorCode.UNAVAILABLE, "ledger writer closed before this was written"));
  }

  private List<Append> next() {
    lock.lock();
    try {
      List<Append> batch = new ArrayList<>();
      int entries = 0;
      while (!waiting.isEmpty() && (batch.isEmpty() || entries + waiting.peek().entries.size() <= bounds.batchEntries())) {
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

  private void commitAlone(Append append) {
    if (isBroken(append)) {
      failWithSuccessors(append, predecessorFailed());
      return;
    }
    try {
      ledger.commit(append.entries);
      append.done.complete(null);
    } catch (RuntimeException | Error e) {
      failWithSuccessors(append, e);
    }
  }

  private boolean isBroken(Append append) {
    lock.lock();
    try {
      return Batch.jobs(append.entries).stream().anyMatch(broken::contains);
    } finally {
      lock.unlock();
    }
  }

  private void failWithSuccessors(Append append, Throwable reason) {
    List<Append> successors = new ArrayList<>();
    lock.lock();
    try {
      broken.addAll(Batch.jobs(append.entries));
      for (Iterator<Append> all = waiting.iterator(); all.hasNext();) {
        Append later = all.next();
        Set<JobId> jobs = Batch.jobs(later.entries);
        if (jobs.stream().anyMatch(broken::contains)) {
          broken.addAll(jobs);
          all.remove();
          count(later, -1);
          successors.add(later);
        }
      }
    } finally {
      lock.unlock();
    }
    fail(List.of(append), reason);
    fail(successors, predecessorFailed());
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
        + " bytes waiting; at most " + bounds.entries() + " and " + bounds.bytes());
  }

  private void count(Append append, int sign) {
    waitingEntries += sign * append.entries.size();
    waitingBytes += sign * append.bytes;
  }
}
