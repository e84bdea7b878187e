package dev.kith.ledger;

import dev.kith.job.Ledger;
import dev.kith.job.LedgerEntry;
import dev.kith.model.JobId;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/// Gives a [GroupCommit] a thread of its own. A lone append starts at once. Thread-safe.
public final class LedgerWriter implements Journal.Appender, AutoCloseable {
  /// @param entries waiting, at most
  /// @param bytes of them, about, at most; one append is taken into an empty queue whatever it weighs
  /// @param batchEntries in one transaction, about
  /// @param drain how long [LedgerWriter#close] waits for what is waiting
  public record Bounds(int entries, long bytes, int batchEntries, Duration drain) {
    public static final Bounds DEFAULT = new Bounds(16_384, 64L << 20, 2_048, Duration.ofSeconds(8));
  }

  private final GroupCommit commits;
  private final Bounds bounds;
  private final Thread thread;

  private LedgerWriter(Ledger ledger, Bounds bounds) {
    this.commits = new GroupCommit(ledger, bounds);
    this.bounds = bounds;
    this.thread = Thread.ofPlatform().name("kith-ledger").daemon().unstarted(this::run);
  }

  /// @param ledger stays its owner's to close, after this
  public static LedgerWriter start(Ledger ledger, Bounds bounds) {
    LedgerWriter writer = new LedgerWriter(ledger, bounds);
    writer.thread.start();
    return writer;
  }

  /// As [GroupCommit#append]; the future may end on the writer's thread, which must not be held up.
  @Override
  public CompletableFuture<Void> append(List<LedgerEntry> entries) { return commits.append(entries); }

  @Override
  public void heal(JobId job) { commits.heal(job); }

  /// Takes no more, commits what waits for at most [Bounds#drain], fails the rest.
  @Override
  public void close() {
    commits.close();
    try {
      thread.join(bounds.drain);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    commits.giveUp();
  }

  private void run() {
    while (commits.await())
      commits.commitNext();
  }
}
