package dev.kith.job;

import dev.kith.message.ErrorCode;
import dev.kith.message.JobEvent;
import dev.kith.message.JobReply;
import dev.kith.message.JobRequest.Steer.Action;
import dev.kith.message.JobView;
import dev.kith.message.JobView.Control;
import dev.kith.message.JobView.Status;
import dev.kith.message.KithException;
import dev.kith.message.MeshView;
import dev.kith.message.WorkMessage;
import dev.kith.message.WorkReply;
import dev.kith.model.JobId;
import dev.kith.model.LeaseId;
import dev.kith.model.NodeId;
import dev.kith.model.WorkerId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/// All jobs that have not ended and all workers: takes what happens, says what is to be done. Everything that can be decided
/// about jobs is decided here, from values alone; disk, network and clock are the caller's.
///
/// A [Step]'s writes go to the ledger in the order of the steps; its reply and events go out only when these writes, and all of
/// the steps before, are on disk. What [#view], [#live], [#events] and [#workers] show may be ahead of the disk, so an answer
/// made of it waits behind the writes of the steps before, too. Confined.
public final class JobBoard {
  private static final long UNCONFIRMED_MILLIS = 2_000;

  private final Table table;
  private final Dispatcher dispatcher;
  private final Settlement settlement;
  private final EndedJobs ended;
  private final Instant startedAt;
  private long order;

  public JobBoard(JobConfig config, Ledger.Recovered recovered, Now now) { this(config, recovered, now, new LeaseRules()); }

  JobBoard(JobConfig config, Ledger.Recovered recovered, Now now, LeaseRules rules) {
    table = new Table(config, rules, recovered.start(), rules.clock(now));
    dispatcher = new Dispatcher(table);
    settlement = new Settlement(table);
    ended = new EndedJobs(config);
    startedAt = now.wall();
    recovered.live().forEach(record -> enter(record, now));
  }

  private LiveJob enter(JobRecord record, Now now) {
    LiveJob job = new LiveJob(record, ++order, table.rules.clock(now), table.config.maxResultBytes());
    table.jobs.put(job.id(), job);
    table.fairness.enter(job, table.jobs.values());
    return job;
  }

  public long epoch() { return table.leases.start().epoch(); }

  /// What all workers offer, for [ShardPlan]: who is silent for a moment counts, a job is cut for good.
  public int slots() { return table.workers.promised(); }

  /// A new job. Its offers may go out before it is on disk; its reply may not.
  ///
  /// @throws KithException UNAVAILABLE if there are too many
  public Step<JobView> accept(JobRecord.Terms terms, Now now) {
    if (table.jobs.size() >= table.config.maxLiveJobs()) {
      throw new KithException(ErrorCode.UNAVAILABLE,
          "no more than " + table.config.maxLiveJobs() + " jobs can be open (jobs.maxLiveJobs); wait for one to end");
    }
    if (table.jobs.containsKey(terms.id()))
      throw new KithException(ErrorCode.CONFLICT, "job " + terms.id() + " is there already");
    Move move = move(now);
    JobRecord record = new JobRecord(terms, JobRecord.Progress.none());
    move.write(new LedgerEntry.Accept(record));
    LiveJob job = enter(record, now);
    dispatcher.offer(move);
    return step(job.view(move.millis()), move);
  }

  /// Takes back a job whose acceptance could not be written, also if it has ended meanwhile.
  ///
  /// @return whether it was there
  public Step<Boolean> retract(JobId id, Now now) {
    Move move = move(now);
    LiveJob job = table.jobs.get(id);
    if (job != null)
      table.drop(job, move);
    ended.forget(id);
    return step(job != null, move);
  }

  /// What a worker says.
  ///
  /// @throws KithException UNAVAILABLE for one worker too many, NOT_FOUND for code of a job of which it holds no lease
  public Step<WorkReply> work(WorkMessage message, Now now) {
    Move move = move(now);
    return step(heard(message, move), move);
  }

  /// Like [#work] for one after the other, but with one write a job. A message that can't be served gets an exception instead
  /// of a reply; the others are not affected.
  public Step<List<Object>> workAll(List<WorkMessage> messages, Now now) {
    Move move = move(now);
    List<Object> replies = new ArrayList<>(messages.size());
    for (WorkMessage message : messages) {
      try {
        replies.add(heard(message, move));
      } catch (KithException e) {
        replies.add(e);
      }
    }
    return step(replies, move);
  }

  private WorkReply heard(WorkMessage message, Move move) {
    if (message instanceof WorkMessage.Joined joined)
      return joined(joined, move);
    Optional<Worker> known = table.workers.find(message.worker());
    if (known.isEmpty())
      return message instanceof WorkMessage.Left ? new WorkReply.Ok() : new WorkReply.UnknownWorker();
    Worker worker = known.get();
    boolean wasSilent = worker.isSilent();
    worker.seen(move.millis(), move.wall());
    table.workers.judge(worker, move.millis());
    if (wasSilent)
      table.workers.refresh(worker);
    WorkReply reply = said(worker, message, move);
    if (wasSilent || !(message instanceof WorkMessage.Beat || message instanceof WorkMessage.FetchJob))
      dispatcher.offer(move);
    return reply;
  }

  private WorkReply said(Worker worker, WorkMessage message, Move move) {
    return switch (message) {
      case WorkMessage.Joined joined -> joined(joined, move);
      case WorkMessage.Credit credit -> credited(worker, credit.credit());
      case WorkMessage.Beat beat -> alive(worker, beat.held(), move);
      case WorkMessage.Finished finished -> settlement.finished(worker, finished, move);
      case WorkMessage.Declined declined -> settlement.declined(worker, declined, move);
      case WorkMessage.FetchJob fetch -> material(worker, fetch.job(), move);
      case WorkMessage.Left _ -> left(worker, move);
    };
  }

  private WorkReply joined(WorkMessage.Joined message, Move move) {
    table.workers.inTheWayOf(message.worker()).ifPresent(this::remove);
    Worker worker = table.workers.joined(message, move.now());
    worker.seen(move.millis(), move.wall());
    reconcile(worker, message.held(), Long.MAX_VALUE, move);
    table.workers.refresh(worker);
    dispatcher.offer(move);
    return new WorkReply.Ok();
  }

  private WorkReply credited(Worker worker, int credit) {
    worker.credit(credit);
    table.workers.refresh(worker);
    return new WorkReply.Ok();
  }

  private WorkReply alive(Worker worker, List<LeaseId> held, Move move) {
    reconcile(worker, held, move.millis() - UNCONFIRMED_MILLIS, move);
    return new WorkReply.Ok();
  }

  /// Brings what a worker holds by its own account and by ours together. Leases that it does not know lapse if they were offered
  /// before `lapseBefore`; those that we don't know (any more), or revoked, it is told to stop.
  private void reconcile(Worker worker, List<LeaseId> held, long lapseBefore, Move move) {
    Set<LeaseId> named = new HashSet<>(held);
    boolean lapsed = false;
    for (Lease lease : worker.leases()) {
      boolean known = named.remove(lease.id);
      if (known && lease.revoked())
        move.revoked(worker, lease.id);
      if (!known && lease.offeredAt < lapseBefore) {
        settlement.lapse(lease, move);
        lapsed = true;
      }
    }
    held.stream().filter(named::contains).forEach(id -> move.revoked(worker, id));
    if (lapsed)
      dispatcher.offer(move);
  }

  private WorkReply material(Worker worker, JobId id, Move move) {
    boolean holds = worker.leases().stream().anyMatch(lease -> lease.job.id().equals(id));
    if (!holds)
      throw new KithException(ErrorCode.NOT_FOUND, "worker " + worker.id + " holds no lease of job " + id);
    JobRecord.Terms terms = table.jobs.get(id).terms();
    return new WorkReply.Material(terms.manifest(), terms.spec().code(), terms.spec().args(), move.wall());
  }

  private WorkReply left(Worker worker, Move move) {
    worker.leases().forEach(lease -> settlement.lapse(lease, move));
    remove(worker);
    return new WorkReply.Ok();
  }

  private void remove(Worker worker) {
    table.workers.remove(worker);
    table.jobs.values().forEach(job -> job.forget(worker.id));
  }

  /// Pauses, resumes or cancels. What is so already stays so.
  ///
  /// @throws KithException NOT_FOUND if the job is not known here, CONFLICT if it has ended
  public Step<JobView> steer(JobId id, Action action, Now now) {
    LiveJob job = table.jobs.get(id);
    if (job == null)
      throw notLive(id, action);
    Move move = move(now);
    switch (action) {
      case PAUSE -> pause(job, move);
      case RESUME -> resume(job, move);
      case CANCEL -> cancel(job, move);
    }
    dispatcher.offer(move);
    return step(job.view(move.millis()), move);
  }

  private KithException notLive(JobId id, Action action) {
    return ended.find(id) == null
        ? new KithException(ErrorCode.NOT_FOUND, "no live job " + id)
        : new KithException(ErrorCode.CONFLICT, "cannot " + action.name().toLowerCase(Locale.ROOT) + " job " + id
            + ": it has ended as " + ended.find(id).view().status());
  }

  private void pause(LiveJob job, Move move) {
    if (job.control() == Control.PAUSED)
      return;
    job.control(Control.PAUSED);
    job.event(JobEvent.Type.JOB_PAUSED, move.wall(), new JsonObject().put("completedShards", job.completed()));
    for (Lease lease : job.leases()) {
      table.leases.revoke(lease, move.millis());
      move.revoked(lease.worker, lease.id);
    }
    move.touch(job);
  }

  private void resume(LiveJob job, Move move) {
    if (job.control() == Control.RUNNING)
      return;
    job.control(Control.RUNNING);
    table.fairness.resume(job, table.jobs.values());
    job.event(JobEvent.Type.JOB_RESUMED, move.wall(), new JsonObject().put("completedShards", job.completed()));
    move.touch(job);
  }

  private void cancel(LiveJob job, Move move) {
    job.control(Control.CANCELLED);
    job.event(JobEvent.Type.JOB_CANCELLED, move.wall(),
        new JsonObject().put("completedShards", job.completed()).put("totalShards", job.totalShards()));
    table.end(job, Status.FAILED, Optional.of(JobResults.stopped(job, "cancelled", move.millis())), Optional.of("cancelled"),
        move);
  }

  /// To be called every 100 ms: leases of the silent lapse, and those whose term is over; slow ones get a copy, what is not written yet gets written.
  ///
  /// @return how many leases lapsed
  public Step<Integer> tick(Now now) {
    Move move = move(now);
    int before = table.leases.size();
    table.workers.all().forEach(worker -> checkSilence(worker, move));
    for (Lease lease : table.leases.revoked()) {
      if (move.millis() - lease.revokedAt() > table.config.revokeGrace().toMillis())
        settlement.lapse(lease, move);
    }
    table.leases.over(table.rules, move.millis()).forEach(lease -> settlement.overran(lease, move));
    int lapsed = before - table.leases.size();
    table.workers.wake(move.millis());
    dispatcher.offer(move);
    dispatcher.backUp(move);
    table.jobs.values().stream().filter(LiveJob::dirty).forEach(move::touch);
    trimEvents();
    return step(lapsed, move);
  }

  private void checkSilence(Worker worker, Move move) {
    if (table.rules.silent(worker, move.millis()) && !worker.isSilent()) {
      fallSilent(worker, move);
    }
    if (worker.isSilent() && move.millis() - worker.lastSeen() > table.config.goneAfter().toMillis())
      remove(worker);
  }

  private void fallSilent(Worker worker, Move move) {
    worker.fallSilent();
    worker.leases().forEach(lease -> settlement.lapse(lease, move));
    table.workers.refresh(worker);
  }

  /// Who is in the mesh now: leases of workers whose node has gone lapse at once, workers of a suspect one get nothing new.
  ///
  /// @return how many leases lapsed
  public Step<Integer> mesh(MeshView view, Now now) {
    Move move = move(now);
    int before = table.leases.size();
    Set<NodeId> gone = table.workers.nodes(view);
    if (!gone.isEmpty())
      table.workers.all().stream().filter(worker -> gone.contains(worker.node())).forEach(worker -> fallSilent(worker, move));
    int lapsed = before - table.leases.size();
    dispatcher.offer(move);
    return step(lapsed, move);
  }

  /// The node that a worker joined from, if the worker is known.
  public Optional<NodeId> nodeOf(WorkerId worker) { return table.workers.find(worker).map(Worker::node); }

  /// Stops giving out leases, or goes on. For a ledger in trouble; what comes back meanwhile still counts.
  public void hold(boolean wanted) { dispatcher.hold(wanted); }

  /// A live job, or one of the last that ended.
  public Optional<JobView> view(JobId id, Now now) {
    LiveJob job = table.jobs.get(id);
    if (job != null)
      return Optional.of(job.view(table.rules.clock(now)));
    return Optional.ofNullable(ended.find(id)).map(EndedJobs.Ended::view);
  }

  /// Whose job that is, if it is known here.
  public Optional<String> owner(JobId id) {
    LiveJob job = table.jobs.get(id);
    return job != null ? Optional.of(job.owner()) : Optional.ofNullable(ended.find(id)).map(EndedJobs.Ended::owner);
  }

  /// What was agreed of a live job.
  public Optional<JobRecord.Terms> terms(JobId id) { return Optional.ofNullable(table.jobs.get(id)).map(LiveJob::terms); }

  /// Jobs that have not ended, newest first.
  ///
  /// @param owner absent: everybody's
  public List<JobView> live(Optional<String> owner, Now now) {
    return table.jobs.values().stream().filter(job -> owner.isEmpty() || owner.get().equals(job.owner()))
        .sorted(Comparator.comparingLong(LiveJob::order).reversed()).map(job -> job.view(table.rules.clock(now))).toList();
  }

  /// Events of a live job, or of one of the last that ended; those before the last restart are not kept.
  public Optional<EventPage> events(JobId id, long after, int limit) {
    LiveJob job = table.jobs.get(id);
    if (job != null)
      return Optional.of(job.ring().page(after, limit));
    return Optional.ofNullable(ended.find(id)).map(each -> each.ring().page(after, limit));
  }

  /// @param ledgerWarning is passed on
  public JobReply.Workers workers(Now now, Optional<String> ledgerWarning) {
    long queued = table.jobs.values().stream().filter(job -> job.queued()).count();
    int busy = table.leases.size();
    return new JobReply.Workers(table.workers.all().stream().map(worker -> worker.view(table.rules.clock(now))).toList(),
        new JobReply.ClusterView(table.workers.size(), table.workers.slots(), busy, queued, table.jobs.size() - queued,
            table.jobsEnded, table.shardsDone, table.lateResults, table.shardsRate.perSecond(table.rules.clock(now)), epoch(),
            startedAt, ledgerWarning));
  }

  /// A job of which only the ledger knows.
  public static JobView viewOf(JobRecord record) {
    JobRecord.Terms terms = record.terms();
    JobRecord.Progress progress = record.progress();
    return new JobView(terms.id(), terms.spec().op(), terms.spec().name(), progress.status(), progress.control(),
        terms.plan().isPresent(), terms.note(), terms.plan(), terms.spec().args(),
        new JobView.Progress(progress.completed(), terms.totalShards(), 0, progress.late(), progress.retried(), 0, progress.ran(),
            new Shares(progress.shares()).list()),
        progress.result(), progress.error(), terms.createdAt(), progress.startedAt(), progress.endedAt());
  }

  Table table() { return table; }

  private Move move(Now now) { return new Move(now, table.rules.clock(now)); }

  private <R> Step<R> step(R reply, Move move) {
    List<JobEvent> events = new ArrayList<>();
    for (LiveJob job : move.touched()) {
      move.write(job.advance(table.leases.start(), move.millis()));
      events.addAll(job.takeEvents(table.config.eventsPerJob()));
      if (job.ended())
        ended.add(job, move.millis());
    }
    return new Step<>(reply, move.writes(), move.tells(), events);
  }

  /// Keeps the events of all jobs together within their limit: the longest list gives first.
  private void trimEvents() {
    List<EventRing> rings = new ArrayList<>();
    table.jobs.values().forEach(job -> rings.add(job.ring()));
    ended.all().forEach(job -> rings.add(job.ring()));
    int total = rings.stream().mapToInt(EventRing::size).sum();
    while (total > table.config.eventsKept()) {
      EventRing longest = rings.stream().max(Comparator.comparingInt(EventRing::size)).orElseThrow();
      int before = longest.size();
      longest.trim(before - before / 4 - 1);
      total -= before - longest.size();
    }
  }
}
