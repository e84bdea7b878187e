package dev.kith.ledger;

import dev.kith.job.LedgerEntry;
import dev.kith.job.LedgerEntry.Advance;
import dev.kith.message.ErrorCode;
import dev.kith.message.KithException;
import dev.kith.model.JobId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Brings the board's changes to disk. While the disk refuses, progress that was made is kept and written again every second, new
/// jobs are refused, and the board is told to hold. No clock, no thread: confined to the controller's context, by which the
/// answers of the disk come, too.
///
/// Every change that is handed over ends: written, refused, or failed by [#close]. What is kept is bounded by the leases that were
/// live when the disk began to refuse: on hold, no new ones are given out.
///
/// Of a job ([Course]) nothing is written while something of it is kept or not answered yet: a retry writes its newest state with
/// all values kept, so an older state can't overwrite a newer one, and no value is missing from a state that has counted it.
public class Journal {
  public static final long RETRY_MILLIS = 1_000;
  /// Retries that fail for a job alone before it is given up.
  static final int ALONE_MAX = 10;
  private static final Logger LOG = LoggerFactory.getLogger(Journal.class);

  /// Where changes go. See [GroupCommit].
  public interface Appender {
    CompletableFuture<Void> append(List<LedgerEntry> entries);

    void heal(JobId job);
  }

  /// Whose changes they are.
  public interface Board {
    /// @param wanted true when the disk begins to refuse, false when it takes again
    void hold(boolean wanted);

    /// Forgets a job that is not on disk, or is there as it was: after this nothing of it is handed over.
    void retract(JobId job);
  }

  /// Calls once, so much later, on the journal's context.
  public interface Alarm {
    void in(long millis, Runnable what);
  }

  private final Appender disk;
  private final Executor context;
  private final Alarm alarm;
  private final Board board;
  private final Map<JobId, Course> courses = new HashMap<>();
  private final Set<JobId> keeping = new LinkedHashSet<>();
  private final Set<HandOver> open = new LinkedHashSet<>();
  private long handedOver;
  private long written;
  private boolean alarmSet;
  private boolean closed;

  /// @param context runs what it is given later, in order, on the thread that calls this object
  public Journal(Appender disk, Executor context, Alarm alarm, Board board) {
    this.disk = disk;
    this.context = context;
    this.alarm = alarm;
    this.board = board;
  }

  /// Progress completes once it is on disk, however long that takes; a new job, or the removal of an old one, fails at once if it
  /// can't be written.
  public CompletableFuture<Void> write(List<LedgerEntry> entries) {
    HandOver handOver = new HandOver(++handedOver, entries);
    if (closed || entries.isEmpty()) {
      end(handOver, closed ? stopped() : null);
      return handOver.done;
    }
    open.add(handOver);
    List<LedgerEntry> now = new ArrayList<>();
    for (LedgerEntry entry : entries) {
      if (entry instanceof Advance advance && courses.containsKey(advance.job()) && courses.get(advance.job()).keeps())
        keep(advance, handOver);
      else
        now.add(entry);
    }
    if (!now.isEmpty())
      append(now, handOver);
    return handOver.done;
  }

  /// Completes once everything that was handed over before is on disk or refused.
  public CompletableFuture<Void> settled() { return settled(_ -> true); }

  /// Completes once everything of that job that was handed over before is on disk or refused.
  public CompletableFuture<Void> settled(JobId job) { return settled(handOver -> handOver.jobs.contains(job)); }

  private CompletableFuture<Void> settled(Predicate<HandOver> meant) {
    return CompletableFuture.allOf(open.stream().filter(meant)
        .map(handOver -> handOver.done.handle((_, _) -> null)).toArray(CompletableFuture[]::new));
  }

  /// Writes nothing more; what is not on disk fails.
  public void close() {
    closed = true;
    List.copyOf(open).forEach(handOver -> end(handOver, stopped()));
    courses.clear();
    keeping.clear();
  }

  /// Whether it remembers nothing: all is on disk or refused.
  boolean idle() { return open.isEmpty() && courses.isEmpty() && keeping.isEmpty(); }

  private void append(List<LedgerEntry> entries, HandOver handOver) {
    Set<JobId> jobs = Batch.jobs(entries);
    jobs.forEach(job -> courses.computeIfAbsent(job, _ -> new Course()).underWay++);
    handOver.parts++;
    var _ = disk.append(entries).whenCompleteAsync((_, failure) -> {
      if (closed)
        return;
      if (failure == null)
        written++;
      else
        refused(entries, handOver, cause(failure));
      jobs.forEach(this::answered);
      done(handOver);
    }, context);
  }

  private void refused(List<LedgerEntry> entries, HandOver handOver, KithException why) {
    for (JobId job : Batch.jobs(entries))
      courses.get(job).failed = true;
    for (LedgerEntry entry : entries) {
      if (entry instanceof LedgerEntry.Accept(var job))
        unaccepted(job.terms().id(), why);
    }
    boolean mayFail = entries.stream().anyMatch(entry -> !(entry instanceof Advance));
    List<Advance> ours = entries.stream().filter(Advance.class::isInstance).map(Advance.class::cast)
        .filter(advance -> !dropped(advance.job())).toList();
    if (!ours.isEmpty() && keeping.isEmpty())
      LOG.error("the ledger refused progress; no new leases, and another try every {} ms: {}", RETRY_MILLIS, why.getMessage());
    ours.forEach(advance -> keep(advance, handOver));
    if (mayFail || ours.isEmpty())
      end(handOver, why);
  }

  /// Nothing of that job counts any more, now or when it comes.
  private void unaccepted(JobId job, KithException why) {
    Course course = courses.get(job);
    course.unaccepted = true;
    board.retract(job);
    drop(job, course, why);
  }

  /// Whether progress of that job is of one whose acceptance was refused. A method of its own so that tests can break it.
  boolean dropped(JobId job) { return courses.containsKey(job) && courses.get(job).unaccepted; }

  private void drop(JobId job, Course course, KithException why) {
    List<HandOver> waiting = course.takeWaiting();
    course.forgetKept();
    waiting.forEach(handOver -> end(handOver, why));
    if (keeping.remove(job) && keeping.isEmpty())
      board.hold(false);
  }

  private void keep(Advance advance, HandOver handOver) {
    Course course = courses.computeIfAbsent(advance.job(), _ -> new Course());
    handOver.parts++;
    course.keep(advance, handOver.order);
    course.waiting.add(handOver);
    if (keeping.isEmpty())
      board.hold(true);
    if (keeping.add(advance.job()))
      course.writtenBefore = written;
    setAlarm();
  }

  private void answered(JobId job) {
    Course course = courses.get(job);
    course.underWay--;
    if (course.underWay > 0 || course.keeps())
      return;
    courses.remove(job);
    if (course.failed)
      disk.heal(job);
  }

  private void setAlarm() {
    if (alarmSet || keeping.isEmpty())
      return;
    alarmSet = true;
    alarm.in(RETRY_MILLIS, () -> {
      alarmSet = false;
      if (!closed)
        List.copyOf(keeping).forEach(this::retry);
      setAlarm();
    });
  }

  private void retry(JobId job) {
    Course course = courses.get(job);
    if (course.underWay > 0)
      return; // what is not answered yet may have to be kept with it
    Course.Retry retry = course.retry();
    course.underWay++;
    disk.heal(job);
    var _ = disk.append(List.of(retry.advance())).whenCompleteAsync((_, failure) -> {
      if (closed)
        return;
      if (failure == null)
        rewritten(job, course, retry);
      else
        refusedAgain(job, course, retry, cause(failure));
      answered(job);
    }, context);
  }

  private void rewritten(JobId job, Course course, Course.Retry retry) {
    written++;
    course.rewritten();
    if (!course.keeps() && keeping.remove(job) && keeping.isEmpty()) {
      LOG.info("the ledger takes progress again");
      board.hold(false);
    }
    retry.waiting().forEach(this::done);
  }

  private void refusedAgain(JobId job, Course course, Course.Retry retry, KithException why) {
    course.failed = true;
    course.comesBack(retry);
    boolean alone = why.code() != ErrorCode.STORAGE_FULL && why.code() != ErrorCode.UNAVAILABLE && written > course.writtenBefore;
    course.writtenBefore = written;
    course.alone = alone ? course.alone + 1 : 0;
    if (course.alone < ALONE_MAX)
      return;
    LOG.error("the ledger takes what others say, but not the progress of job {}; it stands as it was on disk and goes on from"
        + " there after the next start: {}", job, why.getMessage());
    unaccepted(job, why);
  }

  private void done(HandOver handOver) { if (--handOver.parts == 0)
    end(handOver, null); }

  private void end(HandOver handOver, KithException failure) {
    open.remove(handOver);
    if (failure == null)
      handOver.done.complete(null);
    else
      handOver.fail(failure);
  }

  private static KithException cause(Throwable failure) {
    Throwable cause = failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
    return cause instanceof KithException known
        ? known
        : new KithException(ErrorCode.INTERNAL, "the ledger failed: " + cause, cause);
  }

  private static KithException stopped() { return new KithException(ErrorCode.UNAVAILABLE, "not written: the controller stops"); }

  /// What was handed over at once, and which of its parts are open. Compared by identity.
  static final class HandOver {
    final long order;
    final Set<JobId> jobs;
    final CompletableFuture<Void> done = new CompletableFuture<>();
    int parts;

    HandOver(long order, List<LedgerEntry> entries) {
      this.order = order;
      this.jobs = Batch.jobs(entries);
    }

    void fail(KithException why) { done.completeExceptionally(why); }
  }
}
