package dev.kith.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kith.message.BlockResult;
import dev.kith.message.Decline;
import dev.kith.message.ErrorCode;
import dev.kith.message.JobEvent;
import dev.kith.message.JobRequest.Steer.Action;
import dev.kith.message.JobView;
import dev.kith.message.KithException;
import dev.kith.message.LeaseMessage.Forget;
import dev.kith.message.LeaseMessage.Offered;
import dev.kith.message.LeaseMessage.Revoked;
import dev.kith.message.Liveness;
import dev.kith.message.MeshView;
import dev.kith.message.Partial;
import dev.kith.message.Reducer;
import dev.kith.message.ShardFailure;
import dev.kith.message.ShardFailure.Kind;
import dev.kith.message.WorkMessage;
import dev.kith.message.WorkReply;
import dev.kith.model.Capability;
import dev.kith.model.JobId;
import dev.kith.model.Json;
import dev.kith.model.LeaseId;
import dev.kith.model.Life;
import dev.kith.model.Role;
import dev.kith.model.WorkerId;
import dev.kith.model.WorkerKind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class JobBoardTest {
  private final Floor floor = new Floor();

  @Test
  void aWallClockThatIsSetByHoursChangesStampsAndNothingElse() {
    String even = outcomeWithWallSteps(0, 0);
    for (long hours : new long[]{-7, 7}) {
      assertThat(outcomeWithWallSteps(hours, 0)).isEqualTo(even);
      assertThat(outcomeWithWallSteps(hours, -2 * hours)).isEqualTo(even);
    }
    assertThat(even).as("what was not written before the restart is not counted").contains("\"durationMs\":2000");
  }

  /// All that is said of a job of two blocks, without stamps, over a restart.
  private static String outcomeWithWallSteps(long first, long second) {
    Floor floor = new Floor();
    JobId job = floor.accept(Jobs.sharded(1, 20));
    WorkerId worker = floor.join("w", 1);
    floor.setWall(Duration.ofHours(first).toMillis());
    floor.later(1_000);
    floor.beat(worker);
    floor.finish(floor.offer(), 1, Optional.empty());
    floor.setWall(Duration.ofHours(second).toMillis());
    floor.later(400).tick();
    floor.restart();
    floor.join("w", 1);
    floor.later(1_000);
    floor.finish(floor.offer());
    while (!floor.view(job).status().ended())
      floor.finish(floor.offer());
    JobView view = floor.view(job);
    return view.result().orElseThrow().text() + view.progress()
        + floor.events.stream().map(event -> event.type() + event.data().text()).toList();
  }

  @Test
  void jobInOnePieceIsOfferedAtOnceAndItsEnvelopeIsTheResult() {
    WorkerId ann = floor.join("ann", 1);
    JobId job = floor.accept(Jobs.single(1));
    Offered offer = floor.offer();
    assertThat(offer.worker()).isEqualTo(ann);
    assertThat(floor.say(new WorkMessage.FetchJob(ann, job)))
        .isEqualTo(new WorkReply.Material("jws", "return {n: 1}", new Json("{}"), floor.now().wall()));
    Json envelope = new Json("{\"ok\":true}");
    floor.answer(offer, new BlockResult(1, Optional.of(new Partial.Single(envelope)), Optional.empty(), 5, List.of()));
    assertThat(floor.view(job).status()).isEqualTo(JobView.Status.DONE);
    assertThat(floor.view(job).result()).contains(envelope);
    assertThat(floor.record(job).progress().result()).contains(envelope);
    assertThat(floor.events).extracting(JobEvent::type).containsExactly(JobEvent.Type.JOB_STARTED, JobEvent.Type.SHARD_DONE,
        JobEvent.Type.JOB_DONE);
    assertThat(floor.told).contains(new Forget(ann, job));
  }

  @Test
  void shardsAreSummedExactlyWhoeverRunsThem() {
    floor.join("ann", 2);
    floor.join("bob", 2);
    JobId job = floor.accept(Jobs.sharded(1, 1000));
    runAll();
    assertThat(floor.view(job).result().orElseThrow().text())
        .startsWith(
            "{\"aggregate\":{\"n\":500500},\"ok\":true,\"partial\":false,\"reducer\":{\"type\":\"sum\",\"fields\":[\"n\"]},"
                + "\"completedShards\":1000,\"totalShards\":1000,\"derived\":{},\"stats\":{\"durationMs\":");
    assertThat(floor.view(job).progress().shares()).extracting(JobView.Share::worker).containsExactlyInAnyOrder("ann", "bob");
    assertThat(floor.view(job).progress().shares().stream().mapToLong(JobView.Share::units).sum()).isEqualTo(10_000);
  }

  private void runAll() {
    for (List<Offered> offers = floor.offers(); !offers.isEmpty(); offers = floor.offers()) {
      floor.later(10);
      offers.forEach(floor::finish);
    }
  }

  @Test
  void neverMoreLeasesThanCredit() {
    WorkerId ann = floor.join("ann", 2);
    floor.accept(Jobs.sharded(1, 100_000));
    List<Offered> offers = floor.offers();
    assertThat(offers).hasSize(2);
    floor.say(new WorkMessage.Credit(ann, 1));
    floor.finish(offers.getFirst());
    assertThat(floor.offers()).isEmpty();
    floor.finish(offers.getLast());
    assertThat(floor.offers()).hasSize(1);
    floor.say(new WorkMessage.Credit(ann, 4));
    assertThat(floor.offers()).hasSize(3);
  }

  @Test
  void blocksGrowToTheTargetTime() {
    floor.join("ann", 1);
    floor.accept(Jobs.sharded(1, 10_000_000));
    long last = 0;
    for (int i = 0; i < 12; i++) {
      Offered offer = floor.offer();
      last = offer.shards().count();
      floor.later(1 + last / 100);
      floor.answer(offer, new BlockResult(last, Optional.of(Floor.sum(offer.shards())), Optional.empty(), last * 10, List.of()));
    }
    assertThat(last).as("200 ms at 10 us a shard").isBetween(19_000L, 21_000L);
  }

  @Test
  void aBlockHandedBackInPartCountsAndTheRestGoesOutAgainWithoutBlame() {
    floor.join("ann", 1);
    JobId job = floor.accept(Jobs.sharded(1, 100));
    Offered offer = floor.offer();
    floor.finish(offer, 3, Optional.empty());
    assertThat(floor.view(job).progress().completedShards()).isEqualTo(3);
    Offered next = floor.offer();
    assertThat(next.shards().first()).isEqualTo(3);
    assertThat(next.attempt()).isEqualTo(1);
    assertThat(floor.view(job).progress().retried()).isZero();
  }

  @Test
  void leasesOfASilentWorkerLapseAndItsLateResultIsDropped() {
    floor.join("ann", 1);
    JobId job = floor.accept(Jobs.sharded(1, 8));
    Offered lost = floor.offer();
    floor.later(1_501);
    assertThat(floor.tick()).isEqualTo(1);
    floor.join("bob", 1);
    Offered again = floor.offer();
    assertThat(again.shards()).isEqualTo(lost.shards());
    assertThat(again.attempt()).isEqualTo(2);
    assertThat(floor.finish(lost)).isEqualTo(new WorkReply.Late());
    assertThat(floor.view(job).progress().completedShards()).isZero();
    assertThat(floor.view(job).progress().late()).isEqualTo(lost.shards().count());
    assertThat(floor.finish(again)).isEqualTo(new WorkReply.Ok());
    assertThat(floor.view(job).progress().completedShards()).isEqualTo(again.shards().count());
  }

  @Test
  void aBeatThatDoesNotNameAnOldLeaseGivesItUp() {
    WorkerId ann = floor.join("ann", 1);
    floor.accept(Jobs.sharded(1, 8));
    Offered lost = floor.offer();
    floor.later(1_000).beat(ann);
    assertThat(floor.offers()).as("the offer may still be on its way").isEmpty();
    floor.later(1_001).beat(ann);
    assertThat(floor.offer().shards()).isEqualTo(lost.shards());
  }

  @Test
  void aWorkerIsToldToStopWhatIsNoLongerItsOwn() {
    WorkerId ann = floor.join("ann", 1);
    LeaseId foreign = new LeaseId(0, new Life(1, 0), 7);
    floor.beat(ann, foreign);
    assertThat(floor.told).containsExactly(new Revoked(ann, foreign));
  }

  @Test
  void joiningAgainKeepsTheLeasesThatAreStillHeld() {
    WorkerId ann = floor.join("ann", 2);
    floor.accept(Jobs.sharded(1, 100));
    List<Offered> offers = floor.offers();
    floor.join("ann", 2, List.of(offers.getFirst().lease()));
    Offered again = floor.offer();
    assertThat(again.shards()).isEqualTo(offers.getLast().shards());
    assertThat(floor.finish(offers.getFirst())).isEqualTo(new WorkReply.Ok());
    assertThat(floor.finish(offers.getLast())).isEqualTo(new WorkReply.Late());
    assertThat(floor.say(new WorkMessage.Left(ann))).isEqualTo(new WorkReply.Ok());
    assertThat(floor.beat(ann)).isEqualTo(new WorkReply.UnknownWorker());
  }

  @Test
  void oneWorkersLeaseIsNoneOfAnothers() {
    floor.join("ann", 1);
    WorkerId bob = floor.join("bob", 0);
    JobId job = floor.accept(Jobs.sharded(1, 8));
    Offered offer = floor.offer();
    BlockResult stolen = new BlockResult(1, Optional.of(Floor.sum(offer.shards().head(1))), Optional.empty(), 1, List.of());
    assertThat(floor.say(new WorkMessage.Finished(bob, offer.lease(), stolen))).isEqualTo(new WorkReply.Late());
    assertThat(floor.view(job).progress().completedShards()).isZero();
    assertThat(floor.finish(offer)).isEqualTo(new WorkReply.Ok());
    assertThatThrownBy(() -> floor.say(new WorkMessage.FetchJob(bob, job))).isInstanceOf(KithException.class)
        .hasMessageContaining("holds no lease");
  }

  @Test
  void aRepeatedReportIsNeitherCountedNorLate() {
    floor.join("ann", 1);
    JobId job = floor.accept(Jobs.sharded(1, 8));
    Offered offer = floor.offer();
    floor.finish(offer);
    assertThat(floor.finish(offer)).isEqualTo(new WorkReply.Ok());
    assertThat(floor.view(job).progress().completedShards()).isEqualTo(offer.shards().count());
    assertThat(floor.view(job).progress().late()).isZero();
  }

  @Test
  void aShardThatFailsTooOftenFailsItsJobAndNoOther() {
    floor.join("ann", 1);
    JobId job = floor.accept(Jobs.sharded(1, 40));
    JobId other = floor.accept(Jobs.sharded(2, 4));
    for (int i = 0; i < 60 && !floor.view(job).status().ended(); i++) {
      floor.later(2_000).beat(new WorkerId("ann"));
      for (Offered offer : floor.offers()) {
        boolean poisoned = offer.job().equals(job) && offer.shards().contains(17);
        floor.finish(offer, poisoned ? 17 - offer.shards().first() : offer.shards().count(),
            poisoned ? Floor.failure(Kind.ERROR) : Optional.empty());
      }
    }
    JobView view = floor.view(job);
    assertThat(view.status()).isEqualTo(JobView.Status.FAILED);
    assertThat(view.error()).contains("shard 17 failed 3 times: no luck");
    assertThat(view.result().orElseThrow().text()).contains("\"failure\":{\"shardId\":17,\"attempts\":3,\"kind\":\"error\"")
        .contains("\"logs\":[\"hello\"]").contains("\"stack\":\"at line 1\"");
    runAll();
    assertThat(floor.view(other).status()).isEqualTo(JobView.Status.DONE);
  }

  @Test
  void jobInOnePieceThatFailsShowsTheEnvelope() {
    floor.join("ann", 1);
    JobId job = floor.accept(Jobs.single(1));
    for (int attempt = 1; attempt <= 3; attempt++) {
      Offered offer = floor.offer();
      assertThat(offer.attempt()).isEqualTo(attempt);
      floor.finish(offer, 0, Floor.failure(Kind.TIMEOUT));
    }
    assertThat(floor.view(job).status()).isEqualTo(JobView.Status.FAILED);
    assertThat(floor.view(job).result().orElseThrow().text())
        .startsWith("{\"ok\":false,\"exitCode\":124,\"durationMs\":0,\"returnType\":null,\"returnValue\":null")
        .contains("\"error\":{\"message\":\"no luck\",\"stack\":\"at line 1\"}");
  }

  @Test
  void tabOfOneCoreCountsAsOneSlotThoughItAsksForOneBlockMore() {
    floor.say(new WorkMessage.Joined(new WorkerId("tab"), WorkerKind.BROWSER, Jobs.home("tab"), 2,
        new Capability("tab", "browser", "", 1, 0, ""), List.of(), 1_500));
    JobId job = floor.accept(Jobs.single(1));
    floor.accept(Jobs.single(2));
    assertThat(floor.board.slots()).isEqualTo(1);
    assertThat(floor.offers()).extracting(Offered::job).hasSize(2).contains(job);
  }

  @Test
  void codeThatDoesNotCompileIsNotTriedAgain() {
    floor.join("ann", 1);
    JobId job = floor.accept(Jobs.single(1));
    floor.finish(floor.offer(), 0, doesNotCompile());
    assertThat(floor.view(job).status()).isEqualTo(JobView.Status.FAILED);
    assertThat(floor.view(job).error()).hasValueSatisfying(
        error -> assertThat(error).contains("failed 1 time: line 3, column 7: SyntaxError: Unexpected token"));
  }

  @Test
  void volunteersWordThatCodeDoesNotCompileDoesNotEndAJob() {
    WorkerId tab = new WorkerId("tab");
    floor.say(new WorkMessage.Joined(tab, WorkerKind.BROWSER, Jobs.home("tab"), 1, new Capability("tab", "browser", "", 2, 0, ""),
        List.of(), 1_500));
    JobId job = floor.accept(Jobs.single(1));
    floor.finish(floor.offer(), 0, doesNotCompile());
    assertThat(floor.view(job).status().ended()).isFalse();
  }

  private static Optional<ShardFailure> doesNotCompile() {
    return Optional.of(new ShardFailure(Kind.ERROR, "line 3, column 7: SyntaxError: Unexpected token", "", List.of()));
  }

  @Test
  void aFailedShardIsRetriedOnAnotherWorkerAndTheOneThatFailsAloneGetsLess() {
    WorkerId bad = floor.join("bad", 1);
    floor.accept(Jobs.sharded(1, 64));
    Offered failed = floor.offer();
    floor.join("good", 1);
    Offered running = floor.offer();
    floor.finish(failed, 0, Floor.failure(Kind.ERROR));
    Offered badNext = floor.offer();
    assertThat(badNext.worker()).isEqualTo(bad);
    assertThat(badNext.shards().contains(failed.shards().first())).as("not to the same again").isFalse();
    floor.finish(running);
    Offered retried = floor.offer();
    assertThat(retried.worker().value()).isEqualTo("good");
    assertThat(retried.shards()).isEqualTo(failed.shards().head(1));
  }

  @Test
  void aCrashIsBisectedUntilThePoisonStandsAlone() {
    floor.join("ann", 1);
    JobId job = floor.accept(Jobs.sharded(1, 64));
    int crashes = 0;
    for (int i = 0; i < 300 && !floor.view(job).status().ended(); i++) {
      floor.later(100).tick();
      for (Offered offer : floor.offers()) {
        boolean poisoned = offer.shards().contains(9);
        crashes += poisoned ? 1 : 0;
        floor.finish(offer, poisoned ? 0 : offer.shards().count(), poisoned ? Floor.failure(Kind.CRASH) : Optional.empty());
      }
      floor.beat(new WorkerId("ann"));
    }
    assertThat(floor.view(job).error()).contains("shard 9 failed 3 times: no luck");
    assertThat(crashes).as("log2 of the block, and three alone").isLessThanOrEqualTo(8);
  }

  @Test
  void aResultThatCannotBeRightIsRefusedAndRunAgain() {
    floor.join("ann", 1);
    JobId job = floor.accept(Jobs.sharded(1, 8));
    Offered offer = floor.offer();
    Partial lie = new Partial.Sums(99, Map.of("n", new Partial.FieldSum(1, List.of(1.0))));
    floor.answer(offer, new BlockResult(1, Optional.of(lie), Optional.empty(), 1, List.of()));
    assertThat(floor.view(job).progress().completedShards()).isZero();
    assertThat(floor.board.workers(floor.now(), Optional.empty()).workers().getFirst().shardsFailed()).isEqualTo(1);
    assertThat(floor.offer().shards()).isEqualTo(offer.shards());
  }

  @Test
  void aJobWhoseResultsAreAlwaysRefusedEnds() {
    WorkerId ann = floor.join("ann", 2);
    JobId job = floor.accept(Jobs.sharded(1, 8));
    for (int i = 0; i < 400 && !floor.view(job).status().ended(); i++) {
      floor.later(1_000).beat(ann);
      floor.tick();
      floor.offers().forEach(offer -> floor.answer(offer,
          new BlockResult(1, Optional.of(new Partial.Counted(1, 1)), Optional.empty(), 1, List.of())));
    }
    assertThat(floor.view(job).error()).contains("results were refused 20 times in a row, last since it is no sum");
  }

  @Test
  void manyMessagesAtOnceMakeOneWriteAJob() {
    floor.join("ann", 4);
    floor.accept(Jobs.sharded(1, 1000));
    List<WorkMessage> messages = new ArrayList<>();
    List<Offered> offers = floor.offers();
    for (Offered offer : offers)
      messages.add(new WorkMessage.Finished(offer.worker(), offer.lease(), new BlockResult(offer.shards().count(),
          Optional.of(Floor.sum(offer.shards())), Optional.empty(), 1000, List.of())));
    messages.add(new WorkMessage.FetchJob(new WorkerId("ann"), JobId.of(0, 9)));
    Step<List<Object>> step = floor.board.workAll(messages, floor.now());
    assertThat(step.writes()).hasSize(1);
    assertThat(step.reply()).hasSize(5).startsWith(new WorkReply.Ok());
    assertThat(step.reply().getLast()).isInstanceOf(KithException.class);
    assertThat(((LedgerEntry.Advance) step.writes().getFirst()).progress().completed())
        .isEqualTo(offers.stream().mapToLong(offer -> offer.shards().count()).sum());
  }

  @Test
  void aSlowLeaseGetsOneBackupAndTheFirstResultWins() {
    floor.join("ann", 1);
    floor.join("bob", 1);
    JobId job = floor.accept(Jobs.sharded(1, 32));
    List<Offered> offers = floor.offers();
    Offered stuck = offers.stream().filter(offer -> offer.worker().value().equals("ann")).findFirst().orElseThrow();
    Offered other = offers.stream().filter(offer -> offer.worker().value().equals("bob")).findFirst().orElseThrow();
    while (other != null) {
      floor.later(1).finish(other);
      other = floor.offers().stream().findFirst().orElse(null);
    }
    floor.later(400).beat(new WorkerId("ann"), stuck.lease());
    floor.tick();
    Offered copy = floor.offer();
    assertThat(copy.shards()).isEqualTo(stuck.shards());
    floor.later(100).tick();
    assertThat(floor.offers()).isEmpty();
    floor.finish(copy);
    assertThat(floor.view(job).status()).isEqualTo(JobView.Status.DONE);
    assertThat(floor.told).contains(new Revoked(new WorkerId("ann"), stuck.lease()));
    assertThat(floor.finish(stuck)).isEqualTo(new WorkReply.Late());
  }

  @Test
  void pauseRevokesAndWhatIsHandedBackCounts() {
    WorkerId ann = floor.join("ann", 1);
    JobId job = floor.accept(Jobs.sharded(1, 100));
    Offered offer = floor.offer();
    assertThat(floor.steer(job, Action.PAUSE).control()).isEqualTo(JobView.Control.PAUSED);
    assertThat(floor.told).contains(new Revoked(ann, offer.lease()));
    floor.finish(offer, 2, Optional.empty());
    assertThat(floor.view(job).progress().completedShards()).isEqualTo(2);
    assertThat(floor.offers()).isEmpty();
    floor.steer(job, Action.RESUME);
    assertThat(floor.offer().shards().first()).isEqualTo(2);
  }

  @Test
  void aRevokedLeaseThatIsNotHandedBackLapses() {
    WorkerId ann = floor.join("ann", 1);
    JobId job = floor.accept(Jobs.sharded(1, 100));
    Offered offer = floor.offer();
    floor.steer(job, Action.PAUSE);
    floor.later(1_400).beat(ann, offer.lease());
    floor.later(700).beat(ann, offer.lease());
    assertThat(floor.tick()).isEqualTo(1);
    assertThat(floor.view(job).progress().runningShards()).isZero();
  }

  @Test
  void piIsDerivedWhereTheJobAsksForItAndNowhereElse() {
    floor.join("ann", 2);
    for (boolean asks : List.of(true, false)) {
      Reducer reducer = new Reducer.Sum(List.of("hits", "samples"), asks ? Optional.of(Reducer.Derived.PI) : Optional.empty());
      JobId job = floor.accept(Jobs.sharded(asks ? 1 : 2, "ann", 1, reducer, 3));
      Partial sums = new Partial.Sums(1, Map.of("hits", new Partial.FieldSum(1, List.of(3.0)), "samples",
          new Partial.FieldSum(1, List.of(4.0))));
      floor.answer(floor.offer(), new BlockResult(1, Optional.of(sums), Optional.empty(), 5, List.of()));
      assertThat(floor.view(job).result().orElseThrow().text())
          .contains(asks ? "\"derived\":{\"piEstimate\":3,\"hitRatio\":0.75}" : "\"derived\":{}");
    }
  }

  @Test
  void aResultThatIsAPartSaysSo() {
    floor.join("ann", 1);
    JobId job = floor.accept(Jobs.sharded(1, 100));
    floor.finish(floor.offer());
    long done = floor.view(job).progress().completedShards();
    assertThat(done).isBetween(1L, 99L);
    assertThat(floor.steer(job, Action.CANCEL).result().orElseThrow().text()).contains("\"ok\":false,\"partial\":true",
        "\"completedShards\":" + done + ",\"totalShards\":100");
  }

  @Test
  void cancelEndsTheJobAtOnce() {
    WorkerId ann = floor.join("ann", 1);
    JobId job = floor.accept(Jobs.sharded(1, 100));
    Offered offer = floor.offer();
    JobView view = floor.steer(job, Action.CANCEL);
    assertThat(view.status()).isEqualTo(JobView.Status.FAILED);
    assertThat(view.control()).isEqualTo(JobView.Control.CANCELLED);
    assertThat(view.error()).contains("cancelled");
    assertThat(floor.told).contains(new Revoked(ann, offer.lease()), new Forget(ann, job));
    assertThat(floor.finish(offer)).isEqualTo(new WorkReply.Late());
    for (Action action : Action.values())
      assertThatThrownBy(() -> floor.steer(job, action)).isInstanceOfSatisfying(KithException.class,
          e -> assertThat(e.code()).isEqualTo(ErrorCode.CONFLICT));
    assertThatThrownBy(() -> floor.steer(JobId.of(0, 99), Action.PAUSE)).isInstanceOfSatisfying(KithException.class,
        e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_FOUND));
  }

  @Test
  void aOneLineJobBehindAMillionShardsGetsTheNextFreePlace() {
    floor.join("ann", 2);
    floor.accept(Jobs.sharded(1, 1_000_000));
    List<Offered> first = floor.offers();
    for (int i = 0; i < 20; i++) {
      floor.later(200);
      first.forEach(floor::finish);
      first = floor.offers();
    }
    JobId small = floor.accept(Jobs.single(2));
    floor.finish(first.getFirst());
    assertThat(floor.offer().job()).isEqualTo(small);
  }

  @Test
  void ownersShareEquallyHoweverManyJobsTheyHave() {
    floor.join("ann", 1);
    for (int i = 0; i < 9; i++)
      floor.accept(Jobs.sharded(i, "greedy", 10_000_000, Jobs.SUM, 3));
    floor.accept(Jobs.sharded(100, "modest", 10_000_000, Jobs.SUM, 3));
    long modest = 0;
    long all = 0;
    for (int i = 0; i < 200; i++) {
      Offered offer = floor.offer();
      long micros = 1000 * offer.shards().count();
      all += micros;
      modest += offer.job().equals(JobId.of(0, 100)) ? micros : 0;
      floor.later(offer.shards().count());
      floor.answer(offer, new BlockResult(offer.shards().count(), Optional.of(Floor.sum(offer.shards())), Optional.empty(),
          micros, List.of()));
    }
    assertThat((double) modest / all).isBetween(0.45, 0.55);
  }

  @Test
  void aSilentWorkerThatSaysAnythingIsOfferedWork() {
    for (WorkMessage message : List.of(new WorkMessage.Beat(new WorkerId("ann"), List.of()),
        new WorkMessage.Credit(new WorkerId("ann"), 1),
        new WorkMessage.Finished(new WorkerId("ann"), new LeaseId(1, new Life(1, 1), 99), BlockResult.untouched()))) {
      Floor floor = new Floor();
      floor.join("ann", 1);
      floor.later(2_000).tick();
      JobId job = floor.accept(Jobs.sharded(1, 50));
      assertThat(floor.offers()).as("it is silent").isEmpty();
      floor.say(message);
      assertThat(floor.offer().job()).as("%s", message).isEqualTo(job);
    }
  }

  @Test
  void whoIsSilentForAMomentStillCountsForHowAJobIsCut() {
    floor.join("ann", 2);
    floor.join("bob", 2);
    floor.later(2_000).tick();
    assertThat(floor.offers()).isEmpty();
    assertThat(floor.board.slots()).isEqualTo(4);
    floor.say(new WorkMessage.Left(new WorkerId("bob")));
    assertThat(floor.board.slots()).isEqualTo(2);
  }

  @Test
  void whoMadeRoomForAnotherIsForgottenByAllJobs() {
    Floor small = small();
    JobId job = small.accept(Jobs.sharded(1, 100));
    small.join("ann", 1);
    small.join("bob", 1);
    small.later(2_000).tick();
    small.join("eve", 1);
    assertThat(small.board.table().jobs.get(job).knownBy()).allMatch(id -> small.board.nodeOf(id).isPresent());
  }

  @Test
  void aRestartLosesNoJobAndCountsNothingTwice() {
    floor.join("ann", 1);
    JobId job = floor.accept(Jobs.sharded(1, 50));
    Offered counted = floor.offer();
    floor.finish(counted);
    Offered lost = floor.offer();
    floor.restart();
    assertThat(floor.finish(lost)).isEqualTo(new WorkReply.UnknownWorker());
    floor.join("ann", 1, List.of(lost.lease()));
    assertThat(floor.told).contains(new Revoked(new WorkerId("ann"), lost.lease()));
    assertThat(floor.finish(lost)).isEqualTo(new WorkReply.Late());
    runAll();
    assertThat(floor.view(job).result().orElseThrow().text()).startsWith("{\"aggregate\":{\"n\":1275}");
    assertThat(floor.events).extracting(JobEvent::seq)
        .containsExactlyElementsOf(java.util.stream.LongStream.rangeClosed(1, floor.events.size()).boxed().toList());
  }

  @Test
  void collectedValuesGoToTheLedgerAndTheResultHasAPlaceForThem() {
    floor.join("ann", 1);
    JobId job = floor.accept(Jobs.sharded(1, "ann", 3, new Reducer.Collect(), 3));
    for (List<Offered> offers = floor.offers(); !offers.isEmpty(); offers = floor.offers()) {
      for (Offered offer : offers) {
        List<Json> values = java.util.stream.LongStream.range(offer.shards().first(), offer.shards().end())
            .mapToObj(shard -> new Json("" + shard)).toList();
        floor.answer(offer,
            new BlockResult(values.size(), Optional.of(new Partial.Values(values)), Optional.empty(), 5, List.of()));
      }
    }
    JobView view = floor.view(job);
    assertThat(view.status()).isEqualTo(JobView.Status.DONE);
    assertThat(JobResults.lacksValues(view)).isTrue();
    JobView filled = JobResults.withValues(view, List.of(new Json("0"), new Json("1"), new Json("2")));
    assertThat(filled.result().orElseThrow().text()).startsWith("{\"aggregate\":[0,1,2],\"bytes\":3,\"ok\":true");
    assertThat(floor.writes.stream().filter(LedgerEntry.Advance.class::isInstance)
        .flatMap(entry -> ((LedgerEntry.Advance) entry).values().stream()).mapToLong(each -> each.values().size()).sum())
        .isEqualTo(3);
  }

  private Floor small() {
    return new Floor(new JobConfig(2, 2, 100, 64, 10, 100, floor.config.blockTarget(), floor.config.backupAfter(),
        floor.config.revokeGrace(), floor.config.elsewhereFor(), floor.config.goneAfter(), 16, 16, 1, 1 << 20,
        floor.config.leaseMax(), 1, 200));
  }

  @Test
  void everythingIsBounded() {
    Floor small = small();
    small.join("ann", 1);
    small.join("bob", 1);
    assertThatThrownBy(() -> small.join("eve", 1)).hasMessageContaining("no more than 2 workers");
    JobId first = small.accept(Jobs.sharded(1, 100));
    small.accept(Jobs.sharded(2, 100));
    assertThatThrownBy(() -> small.accept(Jobs.sharded(3, 100))).isInstanceOfSatisfying(KithException.class,
        e -> assertThat(e.code()).isEqualTo(ErrorCode.UNAVAILABLE));
    for (List<Offered> offers = small.offers(); !offers.isEmpty(); offers = small.offers())
      offers.forEach(offer -> small.finish(offer, 1, Optional.empty()));
    small.tick();
    assertThat(small.board.view(first, small.now())).as("only the last that ended is kept").isEmpty();
    EventPage page = small.board.events(JobId.of(0, 2), 0, 256).orElseThrow();
    assertThat(page.events()).hasSizeLessThanOrEqualTo(16);
    assertThat(page.firstSeq()).isEqualTo(page.droppedBeforeSeq()).isEqualTo(page.events().getFirst().seq());
    small.later(1_501).tick();
    small.join("eve", 1);
    assertThat(small.board.workers(small.now(), Optional.empty()).workers()).as("the silent one made room").hasSize(2);
  }

  @Test
  void heldBoardGivesOutNothing() {
    floor.join("ann", 1);
    floor.board.hold(true);
    floor.accept(Jobs.sharded(1, 10));
    assertThat(floor.offers()).isEmpty();
    floor.board.hold(false);
    floor.tick();
    assertThat(floor.offers()).hasSize(1);
  }

  @Test
  void aRetractedJobIsGone() {
    floor.join("ann", 1);
    JobId job = floor.accept(Jobs.sharded(1, 10));
    Offered offer = floor.offer();
    assertThat(floor.board.retract(job, floor.now()).reply()).isTrue();
    assertThat(floor.board.view(job, floor.now())).isEmpty();
    assertThat(floor.finish(offer)).isEqualTo(new WorkReply.Late());
  }

  @Test
  void leasesOfANodeThatIsGoneLapseAtOnce() {
    WorkerId ann = floor.join("ann", 1);
    mesh(alive("ann", 100));
    JobId job = floor.accept(Jobs.sharded(1, 1));
    assertThat(floor.offer().worker()).isEqualTo(ann);
    WorkerId bob = floor.join("bob", 1);
    mesh(alive("bob", 100));
    Offered again = floor.offer();
    assertThat(again.worker()).isEqualTo(bob);
    floor.finish(again);
    assertThat(floor.view(job).progress().retried()).isEqualTo(1);
  }

  @Test
  void aNodeThatIsBackAfterItWasCalledGoneWorksOn() {
    WorkerId ann = floor.join("ann", 1);
    mesh(alive("ann", 100));
    mesh();
    floor.accept(Jobs.single(1));
    assertThat(floor.offers()).isEmpty();
    floor.beat(ann);
    assertThat(floor.offer().worker()).isEqualTo(ann);
  }

  @Test
  void workersOfASuspectNodeKeepWhatTheyHaveAndGetNothingNew() {
    WorkerId ann = floor.join("ann", 2);
    mesh(alive("ann", 100));
    floor.accept(Jobs.sharded(1, 1));
    Offered held = floor.offer();
    mesh(new MeshView.Member(Jobs.node("ann"), Role.DUAL, Liveness.SUSPECT, 100));
    floor.accept(Jobs.single(2));
    assertThat(floor.offers()).isEmpty();
    assertThat(floor.finish(held)).isEqualTo(new WorkReply.Ok());
    assertThat(floor.offers()).isEmpty();
    mesh(alive("ann", 100));
    assertThat(floor.offer().worker()).isEqualTo(ann);
  }

  @Test
  void ofIdleNodesTheOneWithTheBetterScoreGoesFirst() {
    floor.join("ann", 1);
    WorkerId bob = floor.join("bob", 1);
    mesh(alive("cat", 100), alive("ann", 40), alive("bob", 90));
    floor.accept(Jobs.single(1));
    assertThat(floor.offer().worker()).isEqualTo(bob);
  }

  @Test
  void ofIdleNodesTheFasterOneAtTheJobGoesBeforeTheBetterScore() {
    WorkerId ann = floor.join("ann", 1);
    floor.join("bob", 1);
    mesh(alive("cat", 100), alive("ann", 40), alive("bob", 90));
    JobId job = floor.accept(Jobs.sharded(1, 100_000));
    for (int i = 0; i < 4; i++) {
      for (Offered offer : floor.offers()) {
        floor.later(200);
        floor.answer(offer, new BlockResult(offer.shards().count(), Optional.of(Floor.sum(offer.shards())), Optional.empty(),
            offer.worker().equals(ann) ? 10_000 : 200_000, List.of()));
      }
    }
    floor.steer(job, Action.PAUSE);
    floor.offers().forEach(offer -> floor.finish(offer, 0, Optional.empty()));
    floor.offers();
    floor.steer(job, Action.RESUME);
    assertThat(floor.offers().getFirst().worker()).isEqualTo(ann);
  }

  private int mesh(MeshView.Member... members) { return floor.mesh(new MeshView(1, List.of(members))); }

  private static MeshView.Member alive(String worker, int score) {
    return new MeshView.Member(Jobs.node(worker), Role.DUAL, Liveness.ALIVE, score);
  }

  @Test
  void whatAWorkerCouldNotRunIsNoAttemptAndGoesOutAsItWas() {
    WorkerId ann = floor.join("ann", 1);
    JobId job = floor.accept(Jobs.single(1));
    for (int i = 0; i < 12; i++) {
      Offered offer = floor.offer();
      assertThat(offer.attempt()).isEqualTo(1);
      assertThat(floor.say(declined(offer))).isEqualTo(new WorkReply.Ok());
      assertThat(floor.offers()).as("it rests").isEmpty();
      floor.later(60_001).beat(ann);
      floor.tick();
    }
    assertThat(floor.view(job).status()).isEqualTo(JobView.Status.RUNNING);
    assertThat(floor.view(job).progress().retried()).isZero();
    assertThat(floor.events).extracting(JobEvent::type).containsExactly(JobEvent.Type.JOB_STARTED);
    Envelopes.answer(floor, floor.offer());
    assertThat(floor.view(job).status()).isEqualTo(JobView.Status.DONE);
  }

  @Test
  void aWorkerThatCannotRunAnythingHoldsNoCreditAndItIsShownWhy() {
    floor.join("ann", 2);
    floor.accept(Jobs.sharded(1, 100));
    floor.offers().forEach(offer -> floor.say(declined(offer)));
    var view = floor.board.workers(floor.now(), Optional.empty()).workers().getFirst();
    assertThat(view.credit()).isZero();
    assertThat(view.idleBecause()).contains("no engine here");
    assertThat(floor.board.slots()).as("it is not counted upon").isZero();
    floor.later(250).beat(new WorkerId("ann"));
    floor.tick();
    assertThat(floor.board.slots()).isEqualTo(2);
    assertThat(floor.offers()).hasSize(2);
  }

  @Test
  void aLeaseGivenBackIsOver() {
    floor.join("ann", 1);
    JobId job = floor.accept(Jobs.sharded(1, 8));
    Offered offer = floor.offer();
    floor.say(declined(offer));
    assertThat(floor.finish(offer)).isEqualTo(new WorkReply.Ok());
    assertThat(floor.view(job).progress().completedShards()).isZero();
    assertThat(floor.say(declined(offer))).isEqualTo(new WorkReply.Late());
  }

  private static WorkMessage declined(Offered offer) {
    return new WorkMessage.Declined(offer.worker(), offer.lease(), Decline.of(Decline.Reason.SANDBOX, "no engine here"));
  }

  @Test
  void aLeaseEndsByItsOwnTermsHoweverOftenItsWorkerBeats() {
    WorkerId eve = floor.join("eve", 4);
    List<JobId> jobs = new ArrayList<>();
    for (int i = 1; i <= 4; i++)
      jobs.add(floor.accept(Jobs.single(i)));
    List<Offered> held = floor.offers();
    assertThat(held).hasSize(4).allSatisfy(offer -> assertThat(offer.term()).hasSeconds(20));
    beatFor(eve, held, held.getFirst().term().toMillis());
    assertThat(floor.board.table().leases.size()).isEqualTo(4);
    beatFor(eve, held, 200);
    assertThat(floor.board.table().leases.size()).isZero();
    assertThat(floor.told).filteredOn(Revoked.class::isInstance).extracting(told -> ((Revoked) told).lease())
        .containsAll(held.stream().map(Offered::lease).toList());
    assertThat(floor.offers()).as("it gets nothing for a while").isEmpty();
    floor.join("bob", 4);
    floor.offers().forEach(offer -> Envelopes.answer(floor, offer));
    assertThat(jobs).allSatisfy(job -> assertThat(floor.view(job).status()).isEqualTo(JobView.Status.DONE));
    assertThat(Envelopes.answer(floor, held.getFirst())).isEqualTo(new WorkReply.Late());
  }

  private void beatFor(WorkerId worker, List<Offered> held, long millis) {
    for (long left = millis; left > 0; left -= 100) {
      floor.later(Math.min(100, left)).beat(worker, held.stream().map(Offered::lease).toArray(LeaseId[]::new));
      floor.tick();
    }
  }

  @Test
  void whoLetsLeasesRunOutRestsLongerEachTimeButNotForEver() {
    WorkerId eve = floor.join("eve", 1);
    floor.accept(Jobs.single(1));
    List<Long> rests = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      Offered held = floor.offer();
      beatFor(eve, List.of(held), held.term().toMillis() + 200);
      long rest = 0;
      for (; floor.told.stream().noneMatch(Offered.class::isInstance); rest += 100) {
        floor.later(100).beat(eve);
        floor.tick();
      }
      rests.add(rest);
    }
    assertThat(rests).isSorted().first().satisfies(first -> assertThat(first).isBetween(4_000L, 5_100L));
    assertThat(rests.getLast()).isBetween(590_000L, 600_100L);
  }

  @Test
  void aFirstBlockWithoutAnyPaceGetsABackupOnceItMustHaveEnded() {
    floor.join("ann", 1);
    JobId job = floor.accept(Jobs.single(1));
    Offered stuck = floor.offer();
    WorkerId bob = floor.join("bob", 1);
    for (int i = 0; i < 100; i++) {
      floor.later(100).beat(stuck.worker(), stuck.lease());
      floor.beat(bob);
      floor.tick();
    }
    assertThat(floor.offers()).as("its time-out is 10 s").isEmpty();
    for (int i = 0; i < 10; i++) {
      floor.later(100).beat(stuck.worker(), stuck.lease());
      floor.beat(bob);
      floor.tick();
    }
    Envelopes.answer(floor, floor.offer());
    assertThat(floor.view(job).status()).isEqualTo(JobView.Status.DONE);
  }

  @Test
  void aBackupThatRunsOutOfItsTermLeavesTheOther() {
    WorkerId ann = floor.join("ann", 1);
    floor.accept(Jobs.single(1));
    Offered first = floor.offer();
    floor.later(12_000).beat(ann, first.lease());
    WorkerId eve = floor.join("eve", 1);
    floor.tick();
    Offered copy = floor.offer();
    assertThat(copy.worker()).isEqualTo(eve);
    for (int i = 0; i < 90; i++) {
      floor.later(100).beat(ann, first.lease());
      floor.beat(eve, copy.lease());
      floor.tick();
    }
    assertThat(floor.board.table().leases.all()).extracting(lease -> lease.id).containsExactly(copy.lease());
  }

  @Test
  void aJobWithoutATimeOutHoldsAWorkerNoLongerThanTheConfigurationSays() {
    JobConfig usual = JobConfig.defaults();
    assertThat(LeaseTerm.of(usual, Duration.ZERO)).isEqualTo(Duration.ofHours(1).plusMillis(10_400));
    assertThat(LeaseTerm.of(usual, Duration.ofSeconds(1))).hasMillis(11_400);
  }
}
