package dev.kith.job;

import dev.kith.message.BlockResult;
import dev.kith.message.JobEvent;
import dev.kith.message.JobRequest.Steer.Action;
import dev.kith.message.JobView;
import dev.kith.message.LeaseMessage;
import dev.kith.message.LeaseMessage.Offered;
import dev.kith.message.MeshView;
import dev.kith.message.Partial;
import dev.kith.message.ShardFailure;
import dev.kith.message.WorkMessage;
import dev.kith.message.WorkReply;
import dev.kith.model.Capability;
import dev.kith.model.JobId;
import dev.kith.model.LeaseId;
import dev.kith.model.Life;
import dev.kith.model.ShardRange;
import dev.kith.model.WorkerId;
import dev.kith.model.WorkerKind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A board with a clock that tests turn, and a record of all that it asked for.
final class Floor {
  final List<LedgerEntry> writes = new ArrayList<>();
  final List<LeaseMessage> told = new ArrayList<>();
  final List<JobEvent> events = new ArrayList<>();
  final JobConfig config;
  JobBoard board;
  private final Map<JobId, JobRecord> disk = new HashMap<>();
  private long millis = 1_000_000;
  private long wallOffset;

  Floor() { this(JobConfig.defaults()); }

  Floor(JobConfig config) {
    this.config = config;
    board = new JobBoard(config, new Ledger.Recovered(new Start(1, new Life(1, 1)), List.of()), now());
  }

  Now now() { return new Now(millis, Jobs.START.plusMillis(millis + wallOffset)); }

  /// Somebody sets the clock on the wall.
  void setWall(long by) { wallOffset += by; }

  Floor later(long passed) {
    millis += passed;
    return this;
  }

  /// A new controller from what is on disk.
  void restart() {
    List<JobRecord> live = disk.values().stream().filter(job -> !job.progress().status().ended()).toList();
    board = new JobBoard(config, new Ledger.Recovered(new Start(board.epoch() + 1, new Life(1, board.epoch() + 1)), live), now());
    told.clear();
  }

  JobId accept(JobRecord.Terms terms) {
    take(board.accept(terms, now()));
    return terms.id();
  }

  JobView steer(JobId job, Action action) { return take(board.steer(job, action, now())); }

  int mesh(MeshView view) { return take(board.mesh(view, now())); }

  int tick() { return take(board.tick(now())); }

  WorkerId join(String name, int credit) { return join(name, credit, List.of()); }

  WorkerId join(String name, int credit, List<LeaseId> held) {
    say(new WorkMessage.Joined(new WorkerId(name), WorkerKind.NODE, Jobs.home(name), credit,
        new Capability(name, "v8", "", 2, 0, ""), held, 1_500));
    return new WorkerId(name);
  }

  WorkReply say(WorkMessage message) { return take(board.work(message, now())); }

  WorkReply beat(WorkerId worker, LeaseId... held) { return say(new WorkMessage.Beat(worker, List.of(held))); }

  WorkReply finish(Offered offer) { return finish(offer, offer.shards().count(), Optional.empty()); }

  WorkReply finish(Offered offer, long done, Optional<ShardFailure> failure) {
    Optional<Partial> partial = done == 0 ? Optional.empty() : Optional.of(sum(offer.shards().head(done)));
    return answer(offer, new BlockResult(done, partial, failure, 1000 * done, List.of()));
  }

  WorkReply answer(Offered offer, BlockResult result) {
    return say(new WorkMessage.Finished(offer.worker(), offer.lease(), result));
  }

  /// What is left of its shards: the sum of their numbers, plus one each.
  static Partial sum(ShardRange shards) {
    double sum = 0;
    for (long shard = shards.first(); shard < shards.end(); shard++)
      sum += shard + 1;
    return new Partial.Sums(shards.count(), Map.of("n", new Partial.FieldSum(shards.count(), List.of(sum))));
  }

  static Optional<ShardFailure> failure(ShardFailure.Kind kind) {
    return Optional.of(new ShardFailure(kind, "no luck", "at line 1", List.of("hello")));
  }

  /// Offers told since the last call.
  List<Offered> offers() {
    List<Offered> offers = told.stream().filter(Offered.class::isInstance).map(Offered.class::cast).toList();
    told.removeIf(Offered.class::isInstance);
    return offers;
  }

  Offered offer() {
    List<Offered> offers = offers();
    if (offers.size() != 1)
      throw new AssertionError("not one offer but " + offers);
    return offers.getFirst();
  }

  JobView view(JobId job) { return board.view(job, now()).orElseThrow(); }

  JobRecord record(JobId job) { return disk.get(job); }

  private <R> R take(Step<R> step) {
    step.writes().forEach(this::write);
    writes.addAll(step.writes());
    step.tell().forEach(tell -> told.add(tell.message()));
    events.addAll(step.events());
    return step.reply();
  }

  private void write(LedgerEntry entry) {
    switch (entry) {
      case LedgerEntry.Accept(var job) -> disk.put(job.terms().id(), job);
      case LedgerEntry.Advance(var job, _, var progress, _) -> disk.put(job, new JobRecord(disk.get(job).terms(), progress));
      case LedgerEntry.Remove(var job) -> disk.remove(job);
    }
  }
}
