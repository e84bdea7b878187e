package dev.kith.ledger;

import dev.kith.job.LedgerEntry;
import dev.kith.message.ErrorCode;
import dev.kith.message.KithException;
import dev.kith.model.JobId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;

/// One run of a [Journal] and a [GroupCommit] on a disk that fills, fails and comes back at any point. The seed decides everything.
@SuppressWarnings("FutureReturnValueIgnored") // what becomes of each is looked at by its effect
final class JournalRun {
  enum Bug {
    NONE,
    /// It is forgotten which acceptances were refused, so their progress is kept as if it could ever be written.
    REFUSAL_FORGOTTEN,
    /// After a failure the disk takes later changes of the same job at once.
    NO_PREFIX,
    /// What is kept is the newest state, without the values of those before.
    VALUES_LOST
  }

  private static final int STEPS = 120;
  private static final int WELL_AT = 600;
  private static final int PATIENCE = 60_000;

  private final SplittableRandom random;
  private final Bug bug;
  private final MemoryLedger disk = new MemoryLedger(new MemoryLedger.Disk());
  private final GroupCommit commits = new GroupCommit(new Trouble(disk, this::trouble),
      new LedgerWriter.Bounds(12, 1 << 20, 6, Duration.ZERO));
  private final Journal journal;
  private final PriorityQueue<Happening> agenda = new PriorityQueue<>(
      Comparator.comparingLong(Happening::at).thenComparingLong(Happening::order));
  private final Map<JobId, Model> jobs = new LinkedHashMap<>();
  private final List<CompletableFuture<Void>> handedOver = new ArrayList<>();
  private long millis;
  private long order;
  private long hopsAt;
  private long badUntil;
  private ErrorCode kind = ErrorCode.STORAGE_FULL;
  private boolean committing;
  private boolean holding;

  private record Happening(long at, long order, Runnable what) {}

  /// A job as its board knows it.
  private static final class Model {
    final int number;
    long done;
    boolean retracted;
    boolean accepted;

    Model(int number) { this.number = number; }
  }

  JournalRun(long seed, Bug bug) {
    this.random = new SplittableRandom(seed);
    this.bug = bug;
    Jobs.begin(disk);
    Wires wires = new Wires();
    journal = new Journal(wires, this::hop, this::in, wires) {
      @Override
      boolean dropped(JobId job) { return bug != Bug.REFUSAL_FORGOTTEN && super.dropped(job); }
    };
  }

  /// @throws IllegalStateException if something that always holds did not
  void run() {
    in(0, () -> step(STEPS));
    while (!agenda.isEmpty() && millis < PATIENCE) {
      Happening next = agenda.remove();
      millis = next.at();
      next.what().run();
    }
    check(handedOver.stream().allMatch(CompletableFuture::isDone), "a change that was handed over never ended");
    check(!holding, "the board holds for ever");
    check(journal.idle(), "the journal remembers something for ever");
    jobs.forEach(this::judge);
  }

  private void judge(JobId id, Model job) {
    check(disk.find(id).isPresent() == job.accepted,
        "job " + job.number + " is on disk, but was refused; or not, but was accepted");
    check(job.accepted != job.retracted, "job " + job.number + " was accepted and retracted, or neither");
    if (!job.accepted)
      return;
    long there = disk.find(id).orElseThrow().progress().completed();
    check(there == job.done, "job " + job.number + " has " + there + " on disk, not " + job.done);
    check(disk.values(id, 0, Long.MAX_VALUE).size() == job.done, "values of job " + job.number + " are missing");
  }

  private void step(int left) {
    if (left == 0)
      return;
    if (millis < WELL_AT && random.nextInt(10) == 0) {
      badUntil = Math.min(WELL_AT, millis + random.nextInt(200));
      kind = random.nextBoolean() ? ErrorCode.STORAGE_FULL : ErrorCode.INTERNAL;
    }
    if (jobs.isEmpty() || random.nextInt(4) == 0)
      accept();
    else
      advance();
    in(random.nextInt(8), () -> step(left - 1));
  }

  private void accept() {
    int number = jobs.size() + 1;
    Model job = new Model(number);
    jobs.put(Jobs.id(number), job);
    handOver(List.of(Jobs.accept(number))).whenComplete((_, failure) -> job.accepted = failure == null);
  }

  /// One job, or two at once, did something; a board holds no job that it retracted.
  private void advance() {
    List<Model> live = jobs.values().stream().filter(job -> !job.retracted).toList();
    List<LedgerEntry> entries = new ArrayList<>();
    for (int i = random.nextInt(3) == 0 ? 2 : 1; i > 0 && !live.isEmpty(); i--) {
      Model job = live.get(live.size() - 1 - random.nextInt(Math.min(live.size(), 4)));
      if (entries.stream().anyMatch(entry -> ((LedgerEntry.Advance) entry).job().equals(Jobs.id(job.number))))
        continue;
      int shards = 1 + random.nextInt(3);
      job.done += shards;
      entries.add(Jobs.advance(job.number, 1, Jobs.running(job.done), Jobs.resultsOf(job.done - shards, shards)));
    }
    handOver(entries);
  }

  private CompletableFuture<Void> handOver(List<LedgerEntry> entries) {
    CompletableFuture<Void> done = journal.write(entries);
    handedOver.add(done);
    return done;
  }

  private void trouble() {
    if (millis < badUntil || (millis < WELL_AT && random.nextInt(12) == 0))
      throw new KithException(kind, "bad disk");
  }

  /// From the disk's thread to the journal's: some time later, in order.
  private void hop(Runnable what) {
    hopsAt = Math.max(hopsAt, millis + random.nextInt(6));
    in(hopsAt - millis, what);
  }

  private void in(long delay, Runnable what) { agenda.add(new Happening(millis + delay, order++, what)); }

  private void commitSoon() {
    if (committing)
      return;
    committing = true;
    in(1 + random.nextInt(10), () -> {
      committing = false;
      if (commits.commitNext())
        commitSoon();
      jobs.keySet().stream().flatMap(id -> disk.find(id).stream()).forEach(job -> check(
          disk.values(job.terms().id(), 0, Long.MAX_VALUE).size() >= job.progress().completed(),
          "the disk has a state of job " + job.terms().id() + " that counted values which are not there"));
    });
  }

  private static void check(boolean holds, String text) { if (!holds)
    throw new IllegalStateException(text); }

  private final class Wires implements Journal.Appender, Journal.Board {
    @Override
    public CompletableFuture<Void> append(List<LedgerEntry> entries) {
      List<LedgerEntry> said = bug == Bug.VALUES_LOST ? entries.stream().map(this::clipped).toList() : entries;
      CompletableFuture<Void> done = commits.append(said);
      commitSoon();
      if (bug == Bug.NO_PREFIX)
        done.whenComplete((_, _) -> entries.forEach(entry -> Batch.jobs(List.of(entry)).forEach(commits::heal)));
      return done;
    }

    private LedgerEntry clipped(LedgerEntry entry) {
      return entry instanceof LedgerEntry.Advance a && a.values().size() > 1
          ? new LedgerEntry.Advance(a.job(), a.start(), a.progress(),
              a.values().subList(a.values().size() - 1, a.values().size()))
          : entry;
    }

    @Override
    public void heal(JobId job) { commits.heal(job); }

    @Override
    public void hold(boolean wanted) { holding = wanted; }

    @Override
    public void retract(JobId job) { jobs.get(job).retracted = true; }
  }
}
