package dev.kith.controller;

import dev.kith.job.LedgerEntry;
import dev.kith.job.LedgerEntry.Advance;
import dev.kith.job.LedgerEntry.Collected;
import dev.kith.ledger.LedgerWriter;
import dev.kith.message.ErrorCode;
import dev.kith.message.KithException;
import dev.kith.model.JobId;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Brings the board's changes to disk. While the disk refuses, progress that was made is kept and written again every second, new
/// jobs are refused, and the board is told to hold. Confined to the controller's context.
///
/// What is kept is bounded by the leases that were live when the disk began to refuse: on hold, no new ones are given out.
/// A retry writes the newest state of each job together with all values that were kept, and only once nothing else is on its way to
/// disk: an older state can't overwrite a newer one, and no value is missing from a state that has counted it.
final class Journal {
  private static final Logger LOG = LoggerFactory.getLogger(Journal.class);
  private static final long RETRY_MILLIS = 1_000;

  private final Vertx vertx;
  private final Context context;
  private final LedgerWriter writer;
  private final Consumer<Boolean> hold;
  /// Jobs whose acceptance was refused while something of theirs was already on its way; cleared when nothing is.
  private final Set<JobId> unaccepted = new HashSet<>();
  private Kept kept = new Kept();
  private Future<Void> last = Future.succeededFuture();
  private int underWay;
  private boolean retrying;

  /// Progress that the disk has refused, and who waits for it.
  private static final class Kept {
    final Map<JobId, Advance> newest = new LinkedHashMap<>();
    final Promise<Void> written = Promise.promise();

    boolean isEmpty() { return newest.isEmpty(); }

    void add(Advance refused) { newest.merge(refused.job(), refused, Kept::together); }

    /// A later state of a job went to disk although an earlier one had not: what is kept must not undo it.
    void overtakenBy(Advance written) {
      newest.computeIfPresent(written.job(),
          (_, kept) -> together(kept, new Advance(written.job(), written.start(), written.progress(), List.of())));
    }

    /// The newer state with the values of both. Refusals may come in another order than the changes were made in; the number of
    /// the last event tells.
    private static Advance together(Advance one, Advance other) {
      Advance newer = other.progress().lastSeq() >= one.progress().lastSeq() ? other : one;
      List<Collected> values = new ArrayList<>(one.values());
      values.addAll(other.values());
      return new Advance(newer.job(), newer.start(), newer.progress(), values);
    }
  }

  /// @param hold told true when the disk begins to refuse, false when it takes again
  Journal(Vertx vertx, Context context, LedgerWriter writer, Consumer<Boolean> hold) {
    this.vertx = vertx;
    this.context = context;
    this.writer = writer;
    this.hold = hold;
  }

  /// Completes once everything that was handed over before is on disk or refused.
  Future<Void> settled() { return last.otherwiseEmpty(); }

  /// A new job, or the removal of an old one: fails at once if it can't be written.
  Future<Void> accept(List<LedgerEntry> entries) {
    if (refusing()) {
      return Future
          .failedFuture(new KithException(ErrorCode.STORAGE_FULL, "the ledger can't be written now; free space and try again"));
    }
    return remember(append(entries).onFailure(_ -> entries.forEach(entry -> {
      if (entry instanceof LedgerEntry.Accept accept) unaccepted.add(accept.job().terms().id());
    })));
  }

  /// Progress: completes once it is on disk, however long that takes.
  Future<Void> advance(List<LedgerEntry> entries) {
    if (refusing()) return remember(keep(entries));
    return remember(append(entries).onSuccess(_ -> advances(entries).forEach(kept::overtakenBy)).recover(failure -> {
      if (entries.stream().allMatch(this::ofUnaccepted)) return Future.failedFuture(failure);
      LOG.error("the ledger refused progress; no new leases, and another try every {} ms: {}", RETRY_MILLIS,
          failure.getMessage());
      return keep(entries);
    }));
  }

  private Future<Void> remember(Future<Void> latest) {
    last = latest;
    return latest;
  }

  private boolean refusing() { return retrying || !kept.isEmpty(); }

  private Future<Void> append(List<LedgerEntry> entries) {
    underWay++;
    return Future.fromCompletionStage(writer.append(entries), context).onComplete(_ -> {
      if (--underWay == 0) unaccepted.clear();
    });
  }

  private Future<Void> keep(List<LedgerEntry> entries) {
    if (!refusing()) {
      hold.accept(true);
      vertx.setTimer(RETRY_MILLIS, _ -> retry());
    }
    advances(entries).stream().filter(advance -> !ofUnaccepted(advance)).forEach(kept::add);
    return kept.written.future();
  }

  private void retry() {
    if (underWay > 0) {
      vertx.setTimer(RETRY_MILLIS, _ -> retry());
      return;
    }
    Kept batch = kept;
    kept = new Kept(); // what is refused from here on belongs to the next batch
    retrying = true;
    append(List.copyOf(batch.newest.values())).onComplete(_ -> written(batch), _ -> refused(batch));
  }

  private void written(Kept batch) {
    retrying = false;
    batch.written.complete();
    if (refusing()) {
      retry();
    } else {
      LOG.info("the ledger takes progress again");
      hold.accept(false);
    }
  }

  private void refused(Kept batch) {
    Kept newer = kept;
    newer.newest.values().forEach(batch::add);
    batch.written.future().onComplete(newer.written);
    kept = batch;
    vertx.setTimer(RETRY_MILLIS, _ -> retry());
  }

  private boolean ofUnaccepted(LedgerEntry entry) {
    return entry instanceof Advance advance && unaccepted.contains(advance.job());
  }

  private static List<Advance> advances(List<LedgerEntry> entries) {
    return entries.stream().filter(Advance.class::isInstance).map(Advance.class::cast).toList();
  }
}
