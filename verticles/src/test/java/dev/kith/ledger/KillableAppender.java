package dev.kith.ledger;

import dev.kith.crypto.KeyFile;
import dev.kith.job.JobRecord;
import dev.kith.job.Ledger;
import dev.kith.job.LedgerEntry;
import dev.kith.message.JobView;
import dev.kith.model.Blob;
import dev.kith.model.JobId;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;

/// The process that [LedgerKillTest] kills. Prints the number of each append once it is acknowledged, and a full stop.
final class KillableAppender {
  static final JobId MAIN = Jobs.id(1_000_000);
  private static final int OUTSTANDING = 16;

  private KillableAppender() {}

  public static void main(String[] arguments) throws InterruptedException {
    Path directory = Path.of(arguments[0]);
    Ledger ledger = SqliteLedger.open(file(directory), KeyFile.loadOrCreate(key(directory)));
    long epoch = Jobs.begin(ledger);
    if (ledger.find(MAIN).isEmpty())
      ledger.commit(List.of(new LedgerEntry.Accept(Jobs.job(1_000_000, "owner"))));
    LedgerWriter writer = LedgerWriter.start(ledger, new LedgerWriter.Bounds(1000, 1 << 20, 8, Duration.ofSeconds(1)));
    Semaphore outstanding = new Semaphore(OUTSTANDING);
    for (long next = ledger.find(MAIN).orElseThrow().progress().completed() + 1;; next++) {
      outstanding.acquire();
      long number = next;
      var _ = writer.append(entries(epoch, number)).whenComplete((_, failure) -> {
        if (failure != null)
          Runtime.getRuntime().halt(3);
        System.out.println(number + ".");
        outstanding.release();
      });
    }
  }

  static Path file(Path directory) { return directory.resolve("ledger.db"); }

  static Path key(Path directory) { return directory.resolve("ledger.key"); }

  private static List<LedgerEntry> entries(long epoch, long number) {
    JobRecord.Progress progress = new JobRecord.Progress(JobView.Status.RUNNING, JobView.Control.RUNNING, Blob.EMPTY, Blob.EMPTY,
        number,
        epoch, 0, number, List.of(), Optional.of(0L), Optional.empty(), Optional.empty(), Optional.of(Jobs.START),
        Optional.empty());
    return List.of(Jobs.accept((int) number),
        new LedgerEntry.Advance(MAIN, Jobs.start(epoch), progress, List.of(Jobs.resultsOf(number - 1, 1))));
  }
}
