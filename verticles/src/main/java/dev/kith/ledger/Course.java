package dev.kith.ledger;

import dev.kith.job.LedgerEntry.Advance;
import dev.kith.job.LedgerEntry.Collected;
import java.util.ArrayList;
import java.util.List;

/// The changes of one job that are on their way to disk, from the first to the last: known to the [Journal] for so long, so that
/// what comes after a refused acceptance is never taken for progress. Confined.
final class Course {
  /// Appends that are not answered yet.
  int underWay;
  /// Its acceptance was refused.
  boolean unaccepted;
  /// Something of it was refused: the disk takes nothing of it until it is healed.
  boolean failed;
  /// Retries in a row that failed although the disk took what others said.
  int alone;
  /// What the disk had taken when it last refused.
  long writtenBefore;
  List<Journal.HandOver> waiting = new ArrayList<>();
  private Advance kept;
  private long keptOrder;
  private boolean retrying;

  /// @param order of the newest change in it
  record Retry(Advance advance, long order, List<Journal.HandOver> waiting) {}

  /// Whether what comes has to wait behind what was refused.
  boolean keeps() { return kept != null || retrying; }

  /// Refusals may come in another order than the changes were made in.
  void keep(Advance refused, long order) {
    kept = kept == null ? refused : order >= keptOrder ? together(refused, kept) : together(kept, refused);
    keptOrder = Math.max(keptOrder, order);
  }

  Retry retry() {
    Retry retry = new Retry(kept, keptOrder, takeWaiting());
    forgetKept();
    retrying = true;
    return retry;
  }

  void rewritten() { retrying = false; }

  void comesBack(Retry refused) {
    retrying = false;
    keep(refused.advance(), refused.order());
    waiting.addAll(0, refused.waiting());
  }

  void forgetKept() {
    kept = null;
    keptOrder = 0;
  }

  List<Journal.HandOver> takeWaiting() {
    List<Journal.HandOver> taken = waiting;
    waiting = new ArrayList<>();
    return taken;
  }

  /// The newer state with the values of both.
  private static Advance together(Advance newer, Advance older) {
    List<Collected> values = new ArrayList<>(older.values());
    values.addAll(newer.values());
    return new Advance(newer.job(), newer.start(), newer.progress(), values);
  }
}
