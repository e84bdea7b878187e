package dev.kith.job;

import dev.kith.message.JobEvent;
import dev.kith.message.JobSpec;
import dev.kith.message.JobView;
import dev.kith.message.JobView.Control;
import dev.kith.message.JobView.Status;
import dev.kith.message.Partial;
import dev.kith.model.Blob;
import dev.kith.model.JobId;
import dev.kith.model.Json;
import dev.kith.model.LeaseId;
import dev.kith.model.ShardRange;
import dev.kith.model.WorkerId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A job that has not ended: what is done, what waits, what is leased. Every shard is in exactly one of the three. Confined.
///
/// States: QUEUED until its first offer, then RUNNING, then DONE or FAILED for good; beside that it is RUNNING, PAUSED (and back)
/// or CANCELLED by its owner's will.
final class LiveJob {
  private final JobRecord.Terms terms;
  private final long order;
  private final ShardSet done;
  private final Fold fold;
  private final PendingShards pending;
  private final Shares shares;
  private final EventRing ring;
  private final RateMeter unitsRate;
  private final Map<LeaseId, Lease> leases = new LinkedHashMap<>();
  private final Map<WorkerId, Pace> paces = new HashMap<>();
  private final Pace pace = new Pace();
  private final VirtualTime time = new VirtualTime();
  private List<JobEvent> freshEvents = new ArrayList<>();
  private List<LedgerEntry.Collected> freshValues = new ArrayList<>();
  private boolean dirty;
  private int refused;
  private Status status;
  private Control control;
  private long late;
  private long retried;
  private long lastSeq;
  private Optional<Json> result;
  private Optional<String> error;
  private final long ranBefore;
  private long runsSince;
  private long ranUntil = -1;
  private Optional<Instant> startedAt;
  private Optional<Instant> endedAt = Optional.empty();

  /// @param order grows with each job that comes
  LiveJob(JobRecord record, long order, long now, int maxResultBytes) {
    JobRecord.Progress progress = record.progress();
    this.terms = record.terms();
    this.order = order;
    done = ShardSet.fromBytes(progress.done());
    fold = Fold.of(terms.plan().map(JobView.Plan::reducer), maxResultBytes, progress.fold());
    pending = PendingShards.without(done, terms.totalShards());
    shares = new Shares(progress.shares());
    ring = new EventRing(progress.lastSeq());
    unitsRate = new RateMeter(now);
    status = progress.status();
    control = progress.control();
    late = progress.late();
    retried = progress.retried();
    lastSeq = progress.lastSeq();
    result = progress.result();
    error = progress.error();
    startedAt = progress.startedAt();
    ranBefore = progress.ran();
    runsSince = now;
  }

  JobId id() { return terms.id(); }

  String owner() { return terms.owner(); }

  JobSpec spec() { return terms.spec(); }

  JobRecord.Terms terms() { return terms; }

  long order() { return order; }

  Control control() { return control; }

  void control(Control wanted) { control = wanted; }

  boolean ended() { return status.ended(); }

  boolean queued() { return status == Status.QUEUED; }

  boolean complete() { return done.count() == terms.totalShards(); }

  long completed() { return done.count(); }

  long totalShards() { return terms.totalShards(); }

  Fold fold() { return fold; }

  PendingShards pending() { return pending; }

  boolean hasDone(ShardRange range) { return done.containsAny(range); }

  boolean hasDone(long shard) { return done.contains(shard); }

  /// Whether it has something to give out.
  boolean wants() { return control == Control.RUNNING && !ended() && pending.count() > 0; }

  /// Whether it has a claim on workers now.
  boolean active() { return control == Control.RUNNING && !ended(); }

  void holds(Lease lease) {
    leases.put(lease.id, lease);
    paces.computeIfAbsent(lease.worker.id, _ -> new Pace());
  }

  void releases(Lease lease) { leases.remove(lease.id); }

  int held() { return leases.size(); }

  /// A copy, so that leases may end while it is walked.
  List<Lease> leases() { return new ArrayList<>(leases.values()); }

  /// Workers that may keep its code.
  Collection<WorkerId> knownBy() { return List.copyOf(paces.keySet()); }

  void forget(WorkerId worker) { paces.remove(worker); }

  Pace pace(WorkerId worker) { return paces.getOrDefault(worker, new Pace()); }

  /// Over all workers.
  Pace pace() { return pace; }

  VirtualTime time() { return time; }

  /// @param millis on the clock by which leases live
  void start(Instant now, long millis) {
    if (status != Status.QUEUED)
      return;
    status = Status.RUNNING;
    runsSince = millis;
    startedAt = Optional.of(now);
    event(JobEvent.Type.JOB_STARTED, now, new JsonObject().put("totalShards", totalShards()));
  }

  Optional<String> flaw(Partial partial, ShardRange range) { return fold.flaw(partial, range); }

  /// Counts results: completed set and aggregate together.
  void count(ShardRange range, Partial partial, Worker worker, long micros, long now) {
    done.add(range);
    fold.merge(partial);
    refused = 0;
    if (partial instanceof Partial.Values(var values))
      freshValues.add(new LedgerEntry.Collected(range.first(), values));
    long units = units(range);
    shares.add(worker.id.value(), worker.label(), range.count(), units, micros);
    unitsRate.add(units, now);
    paces.computeIfAbsent(worker.id, _ -> new Pace()).learn(range.count(), micros);
    pace.learn(range.count(), micros);
  }

  private long units(ShardRange range) {
    return terms.plan().map(plan -> Math.min(plan.totalUnits(), range.end() * plan.unitsPerShard())
        - range.first() * plan.unitsPerShard()).orElse(range.count());
  }

  void giveBack(PendingShards.Segment rest) { pending.giveBack(rest); }

  /// Counts results that came too late.
  void late(long shards) {
    late += shards;
    dirty = true;
  }

  void refuse() { refused++; }

  /// Results refused since the last that counted.
  int refused() { return refused; }

  void retry(ShardRange shards, String reason, Instant now) {
    retried += shards.count();
    event(JobEvent.Type.SHARD_RETRIED, now,
        new JsonObject().put("shardId", shards.first()).put("count", shards.count()).put("reason", reason));
  }

  void event(JobEvent.Type type, Instant now, JsonObject data) {
    freshEvents.add(new JobEvent(id(), owner(), ++lastSeq, now, type, data.json()));
    dirty = true;
  }

  void end(Status how, Optional<Json> shown, Optional<String> why, Instant now, long millis) {
    status = how;
    ranUntil = millis;
    result = shown;
    error = why;
    endedAt = Optional.of(now);
  }

  long late() { return late; }

  long retried() { return retried; }

  Optional<Instant> startedAt() { return startedAt; }

  /// Milliseconds from its start to now, or to its end, by the clock that nobody sets; while its controller was down nothing is
  /// counted.
  long ran(long now) { return startedAt.isEmpty() ? 0 : ranBefore + Math.max(0, (ranUntil < 0 ? now : ranUntil) - runsSince); }

  /// Whether something happened that is not written yet.
  boolean dirty() { return dirty; }

  /// All that happened since the last time, as one change of the ledger.
  LedgerEntry.Advance advance(Start start, long now) {
    LedgerEntry.Advance advance = new LedgerEntry.Advance(id(), start, progress(now), freshValues);
    freshValues = new ArrayList<>();
    dirty = false;
    return advance;
  }

  /// The events that go with it.
  List<JobEvent> takeEvents(int keep) {
    List<JobEvent> taken = freshEvents;
    freshEvents = new ArrayList<>();
    taken.forEach(event -> ring.add(event, keep));
    return taken;
  }

  EventRing ring() { return ring; }

  private JobRecord.Progress progress(long now) {
    Blob aggregate = done.count() == 0 ? Blob.EMPTY : fold.toBytes();
    return new JobRecord.Progress(status, control, done.toBytes(), aggregate, done.count(), late, retried, lastSeq,
        shares.kept(), Optional.of(ran(now)), result, error, startedAt, endedAt);
  }

  JobView view(long now) {
    return new JobView(id(), spec().op(), spec().name(), status, control, terms.plan().isPresent(), terms.note(),
        terms.plan(), spec().args(),
        new JobView.Progress(done.count(), totalShards(), leasedShards(), late, retried, unitsRate.perSecond(now), ran(now),
            shares.list()),
        result, error, terms.createdAt(), startedAt, endedAt);
  }

  /// Shards under way; those with a backup copy count once.
  long leasedShards() { return ended() ? 0 : totalShards() - done.count() - pending.count(); }
}
