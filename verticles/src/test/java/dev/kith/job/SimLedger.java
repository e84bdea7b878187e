package dev.kith.job;

import dev.kith.message.ErrorCode;
import dev.kith.message.KithException;
import dev.kith.model.JobId;
import dev.kith.model.Json;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;

/// A ledger as a log of transactions on a disk that may be cut off: what was not synced may be there, or not, or in part.
/// Recovery takes whole transactions from the front and stops at the first that is not.
final class SimLedger implements Ledger {
  private final PlantedBug bug;
  private final List<Frame> log = new ArrayList<>();
  private Map<JobId, JobRecord> jobs = new LinkedHashMap<>();
  private Start last = Start.NEVER;
  private Supplier<Optional<KithException>> trouble = Optional::empty;
  private Consumer<List<LedgerEntry>> committed = _ -> {};
  private OptionalInt dying = OptionalInt.empty();

  /// @param whole whether its checksum holds
  private record Frame(List<LedgerEntry> entries, boolean whole) {}

  SimLedger(PlantedBug bug) { this.bug = bug; }

  /// @param disk what is wrong with it, asked at each commit
  /// @param told of each commit
  void attach(Supplier<Optional<KithException>> disk, Consumer<List<LedgerEntry>> told) {
    trouble = disk;
    committed = told;
  }

  /// Power fails in the next commit.
  ///
  /// @param outcome 0 all of it is there, 1 nothing, 2 a part
  void dieIn(int outcome) { dying = OptionalInt.of(outcome); }

  /// The jobs that a recovery finds.
  Map<JobId, JobRecord> replayed() {
    Map<JobId, JobRecord> replayed = new LinkedHashMap<>();
    for (Frame frame : log) {
      if (!frame.whole())
        break;
      frame.entries().forEach(entry -> apply(entry, replayed, replayed));
    }
    return replayed;
  }

  /// As it is on disk now.
  SimLedger copy() {
    SimLedger copy = new SimLedger(bug);
    copy.restore(this);
    return copy;
  }

  /// Becomes what a copy is: the files are put back.
  void restore(SimLedger copy) {
    log.clear();
    log.addAll(copy.log);
    last = copy.last;
    jobs = new LinkedHashMap<>(copy.jobs);
  }

  @Override
  public Start last() { return last; }

  @Override
  public Recovered recover(Start start) {
    Map<JobId, JobRecord> replayed = replayed();
    while (!log.isEmpty() && !log.getLast().whole())
      log.removeLast();
    jobs = replayed;
    last = start;
    dying = OptionalInt.empty();
    return new Recovered(start, jobs.values().stream().filter(job -> !job.progress().status().ended()).toList());
  }

  @Override
  public void commit(List<LedgerEntry> entries) {
    if (dying.isPresent()) {
      if (dying.getAsInt() >= 0)
        cutShort(entries, dying.getAsInt());
      dying = OptionalInt.of(-1);
      throw new KithException(ErrorCode.INTERNAL, "the power is gone");
    }
    trouble.get().ifPresent(failure -> {
      throw failure;
    });
    write(entries);
    committed.accept(entries);
  }

  private void write(List<LedgerEntry> entries) {
    for (LedgerEntry entry : entries) {
      if (entry instanceof LedgerEntry.Advance advance && !advance.start().equals(last))
        throw new IllegalStateException("advance of " + advance.start() + " in " + last);
      if (entry instanceof LedgerEntry.Advance advance && !jobs.containsKey(advance.job())
          && entries.stream().noneMatch(accepts(advance.job())))
        throw new KithException(ErrorCode.INTERNAL, "advance of unknown job " + advance.job());
    }
    entries.forEach(entry -> apply(entry, jobs, jobs));
    log.add(new Frame(List.copyOf(entries), true));
  }

  private static Predicate<LedgerEntry> accepts(JobId job) {
    return entry -> entry instanceof LedgerEntry.Accept(var accepted) && accepted.terms().id().equals(job);
  }

  private static void apply(LedgerEntry entry, Map<JobId, JobRecord> from, Map<JobId, JobRecord> to) {
    switch (entry) {
      case LedgerEntry.Accept(var job) -> to.put(job.terms().id(), job);
      case LedgerEntry.Advance(var id, _, var progress, _) -> {
        if (!from.containsKey(id))
          throw new IllegalStateException("advance of unknown job " + id);
        to.put(id, new JobRecord(from.get(id).terms(), progress));
      }
      case LedgerEntry.Remove(var id) -> to.remove(id);
    }
  }

  /// Power fails while these are being written.
  private void cutShort(List<LedgerEntry> entries, int outcome) {
    if (outcome == 0)
      write(entries);
    if (outcome == 2)
      log.add(bug == PlantedBug.TORN_TRANSACTION ? new Frame(torn(entries), true) : new Frame(entries, false));
    if (bug == PlantedBug.SYNC_SKIPPED && !log.isEmpty())
      log.removeLast();
  }

  /// The completed set got there, its aggregate did not.
  private List<LedgerEntry> torn(List<LedgerEntry> entries) {
    return entries.stream().map(entry -> {
      if (!(entry instanceof LedgerEntry.Advance advance) || !jobs.containsKey(advance.job()))
        return entry;
      JobRecord.Progress p = advance.progress();
      return new LedgerEntry.Advance(advance.job(), advance.start(),
          new JobRecord.Progress(p.status(), p.control(), p.done(), jobs.get(advance.job()).progress().fold(), p.completed(),
              p.late(), p.retried(), p.lastSeq(), p.shares(), p.ranMillis(), p.result(), p.error(), p.startedAt(), p.endedAt()),
          List.of());
    }).toList();
  }

  @Override
  public Optional<JobRecord> find(JobId job) { return Optional.ofNullable(jobs.get(job)); }

  @Override
  public List<JobRecord> newest(Optional<String> owner, Optional<JobId> before, int limit) {
    return jobs.values().stream().limit(limit).toList();
  }

  @Override
  public List<JobRecord> newestMadeBefore(Optional<String> owner, Instant moment, int limit) { return List.of(); }

  @Override
  public Optional<JobRecord> byIdempotencyKey(String owner, String key) {
    return jobs.values().stream().filter(job -> job.terms().idempotencyKey().filter(key::equals).isPresent()).findFirst();
  }

  @Override
  public List<Json> values(JobId job, long from, long maxBytes) { return List.of(); }

  @Override
  public List<JobId> expired(long endedBefore, int keep, int limit) { return List.of(); }

  @Override
  public void close() {}
}
