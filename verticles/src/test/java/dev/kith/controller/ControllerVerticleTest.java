package dev.kith.controller;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kith.bus.Bus;
import dev.kith.crypto.Jws;
import dev.kith.crypto.SigningKey;
import dev.kith.job.Now;
import dev.kith.ledger.SqliteLedger;
import dev.kith.message.Addresses;
import dev.kith.message.Caller;
import dev.kith.message.ErrorCode;
import dev.kith.message.JobEvent;
import dev.kith.message.JobReply;
import dev.kith.message.JobRequest;
import dev.kith.message.JobRequest.Steer.Action;
import dev.kith.message.JobSpec;
import dev.kith.message.JobView;
import dev.kith.message.KithException;
import dev.kith.message.LeaseMessage;
import dev.kith.message.Partial;
import dev.kith.message.Reducer;
import dev.kith.message.WorkMessage;
import dev.kith.message.WorkReply;
import dev.kith.model.JobId;
import dev.kith.model.Json;
import dev.kith.model.NodeId;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ControllerVerticleTest {
  private static final NodeId NODE = new NodeId("0123456789abcdef0123456789abcdef");
  private static final Caller ALICE = new Caller("alice", false);
  private static final Caller BOB = new Caller("bob", false);
  private static final Caller OPERATOR = new Caller("operator", true);
  private static final String DONE = "{\"ok\":true,\"exitCode\":0,\"returnValue\":42}";

  @TempDir
  Path directory;
  private final SigningKey key = SigningKey.generate();
  private final Vertx vertx = Vertx.vertx();
  private final Bus bus = Bus.of(vertx);
  private final ScriptedWorker worker = new ScriptedWorker(bus, NODE);
  private FaultyLedger ledger;
  private ControllerVerticle controller;
  private String deployment;

  @BeforeEach
  void start() {
    controller = new ControllerVerticle(NODE, ControllerConfig.defaults(), () -> {
      ledger = new FaultyLedger(SqliteLedger.open(directory.resolve("ledger.db"), new byte[32]));
      return ledger;
    }, new SeenStart(directory), key, () -> new Now(TimeUnit.NANOSECONDS.toMillis(System.nanoTime()), Instant.now()),
        new SecureRandom());
    deployment = vertx.deployVerticle(controller).await();
  }

  @AfterEach
  void stop() { vertx.close().await(); }

  @Test
  void aJobGoesFromSubmitThroughALeaseToItsResult() throws InterruptedException {
    worker.join(1);
    JobView accepted = submit(ALICE, one("return 42;"), Optional.empty()).job();
    LeaseMessage.Offered offer = worker.nextOffer();
    assertThat(offer.job()).isEqualTo(accepted.id());
    assertThat(worker.say(worker.finished(offer, DONE)).await()).isEqualTo(new WorkReply.Ok());
    JobView done = get(ALICE, accepted.id());
    assertThat(done.status()).isEqualTo(JobView.Status.DONE);
    assertThat(done.result().orElseThrow().text()).isEqualTo(DONE);
    assertThat(ledger.find(accepted.id()).orElseThrow().progress().status()).isEqualTo(JobView.Status.DONE);
  }

  @Test
  void theManifestIsSignedAndNamesWhatIsRun() throws InterruptedException {
    worker.join(1);
    JobId job = submit(ALICE, one("return 42;"), Optional.empty()).job().id();
    worker.nextOffer();
    WorkReply.Material material = (WorkReply.Material) worker.say(new WorkMessage.FetchJob(worker.id, job)).await();
    assertThat(Jws.verify(key.verifyingKey(), Manifests.TYP, material.manifest()).orElseThrow()).contains(job.value())
        .contains("codeSha256");
    assertThat(material.code()).isEqualTo("return 42;");
  }

  @Test
  void whoWaitsIsAnsweredWhenTheJobEnds() throws InterruptedException {
    worker.join(1);
    JobId job = submit(ALICE, one("return 42;"), Optional.empty()).job().id();
    Future<JobReply> waiting = ask(new JobRequest.Get(ALICE, job, Duration.ofSeconds(20)));
    LeaseMessage.Offered offer = worker.nextOffer();
    worker.say(worker.finished(offer, DONE)).await();
    assertThat(((JobReply.One) waiting.await()).job().status()).isEqualTo(JobView.Status.DONE);
  }

  @Test
  void whoWaitsInVainIsToldHowItStands() {
    JobId job = submit(ALICE, one("return 42;"), Optional.empty()).job().id();
    JobReply.One answer = (JobReply.One) ask(new JobRequest.Get(ALICE, job, Duration.ofMillis(50))).await();
    assertThat(answer.job().status()).isEqualTo(JobView.Status.QUEUED);
  }

  @Test
  void theSameKeyGivesTheSameJobAndAnotherRequestUnderItIsRefused() {
    JobReply.Accepted first = submit(ALICE, one("return 1;"), Optional.of("key"));
    JobReply.Accepted again = submit(ALICE, one("return 1;"), Optional.of("key"));
    assertThat(again.replayed()).isTrue();
    assertThat(again.job().id()).isEqualTo(first.job().id());
    assertThat(submit(BOB, one("return 1;"), Optional.of("key")).job().id()).isNotEqualTo(first.job().id());
    assertThatThrownBy(() -> submit(ALICE, one("return 2;"), Optional.of("key")))
        .isInstanceOfSatisfying(KithException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CONFLICT));
  }

  @Test
  void manyAtOnceUnderOneKeyMakeOneJob() {
    List<Future<JobReply>> answers = LongStream.range(0, 50)
        .mapToObj(_ -> ask(new JobRequest.Submit(ALICE, one("return 1;"), Optional.of("key")))).toList();
    Future.all(answers).await();
    assertThat(answers.stream().map(answer -> ((JobReply.Accepted) answer.result()).job().id()).distinct()).hasSize(1);
  }

  @Test
  void anothersJobIsNotThereAndTheOperatorsIs() {
    JobId job = submit(ALICE, one("return 1;"), Optional.empty()).job().id();
    for (JobRequest request : List.of(new JobRequest.Get(BOB, job, Duration.ZERO), new JobRequest.Steer(BOB, job, Action.CANCEL),
        new JobRequest.ReadEvents(BOB, job, 0, 10), new JobRequest.ReadResults(BOB, job, 0))) {
      assertThatThrownBy(() -> ask(request).await()).as("%s", request)
          .isInstanceOfSatisfying(KithException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_FOUND));
    }
    assertThat(get(OPERATOR, job).id()).isEqualTo(job);
    assertThat(((JobReply.Page) ask(new JobRequest.ListJobs(BOB, 10, Optional.empty(), Optional.empty())).await()).jobs())
        .isEmpty();
    assertThat(((JobReply.Stopped) ask(new JobRequest.StopAll(BOB)).await()).jobs()).isEmpty();
  }

  @Test
  void openJobsGoOnAfterARestartInANewEpoch() throws InterruptedException {
    worker.join(1);
    JobId job = submit(ALICE, one("return 42;"), Optional.empty()).job().id();
    LeaseMessage.Offered old = worker.nextOffer();
    vertx.undeploy(deployment).await();
    start();
    assertThat(worker.say(worker.finished(old, DONE)).await()).isEqualTo(new WorkReply.UnknownWorker());
    worker.join(1);
    assertThat(worker.say(worker.finished(old, DONE)).await()).isEqualTo(new WorkReply.Late());
    LeaseMessage.Offered fresh = worker.nextOffer();
    assertThat(fresh.lease().epoch()).isEqualTo(old.lease().epoch() + 1);
    worker.say(worker.finished(fresh, DONE)).await();
    assertThat(get(ALICE, job).status()).isEqualTo(JobView.Status.DONE);
  }

  @Test
  void endsAreToldOnceTheyAreOnDisk() throws InterruptedException {
    BlockingQueue<JobEvent> events = new LinkedBlockingQueue<>();
    bus.subscribe(Addresses.jobEvents(NODE), events::add).await();
    worker.join(1);
    JobId job = submit(ALICE, one("return 42;"), Optional.empty()).job().id();
    worker.say(worker.finished(worker.nextOffer(), DONE)).await();
    JobEvent last = null;
    while (last == null || !last.type().ends()) {
      last = events.poll(10, TimeUnit.SECONDS);
      assertThat(last).isNotNull();
    }
    assertThat(ledger.find(job).orElseThrow().progress().status()).isEqualTo(JobView.Status.DONE);
  }

  @Test
  void aFullDiskRefusesNewJobsKeepsProgressAndRecovers() throws InterruptedException {
    worker.join(2);
    JobId job = submit(ALICE, counting(4), Optional.empty()).job().id();
    LeaseMessage.Offered offer = worker.nextOffer();
    ledger.full(true);
    Future<WorkReply> answered = worker.say(worker.finished(offer, hits(offer)));
    Awaitility.await().untilAsserted(() -> assertThatThrownBy(() -> submit(ALICE, one("return 1;"), Optional.empty()))
        .isInstanceOfSatisfying(KithException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.STORAGE_FULL)));
    assertThat(answered.isComplete()).isFalse();
    ledger.full(false);
    Awaitility.await().untilAsserted(() -> assertThat(ledger.find(job).orElseThrow().progress().completed()).isPositive());
    finishRest(job);
    assertThat(get(ALICE, job).result().orElseThrow().text()).contains("\"hits\":4");
    assertThat(submit(ALICE, one("return 1;"), Optional.empty()).job().status().ended()).isFalse();
  }

  /// Its result comes while its acceptance is still on the way to a disk that will refuse it.
  @Test
  void aRefusedAcceptanceAfterAResultHoldsNobodyUp() throws InterruptedException {
    worker.join(2);
    CountDownLatch comes = new CountDownLatch(1);
    ledger.slowlyFull(comes);
    Future<JobReply> refused = ask(new JobRequest.Submit(ALICE, one("return 1;"), Optional.of("key")));
    LeaseMessage.Offered offer = worker.nextOffer();
    Future<WorkReply> late = worker.say(worker.finished(offer, DONE));
    assertThat(refused.isComplete()).isFalse();
    comes.countDown();
    assertThatThrownBy(refused::await).isInstanceOfSatisfying(KithException.class,
        e -> assertThat(e.code()).isEqualTo(ErrorCode.STORAGE_FULL));
    assertThatThrownBy(late::await).as("it rests on what was refused").isInstanceOf(KithException.class);
    ledger.full(false);
    assertThatThrownBy(() -> get(ALICE, offer.job())).as("it was never accepted").isInstanceOfSatisfying(KithException.class,
        e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_FOUND));
    JobId again = submit(ALICE, one("return 1;"), Optional.of("key")).job().id();
    LeaseMessage.Offered second = worker.nextOffer();
    assertThat(second.job()).isEqualTo(again);
    worker.say(worker.finished(second, DONE)).await();
    assertThat(get(ALICE, again).status()).isEqualTo(JobView.Status.DONE);
  }

  @Test
  void whoDrainsGivesOutNothingAndCountsWhatComes() throws InterruptedException {
    worker.join(1);
    JobId job = submit(ALICE, one("return 1;"), Optional.empty()).job().id();
    LeaseMessage.Offered offer = worker.nextOffer();
    controller.drain().toCompletionStage().toCompletableFuture().join();
    JobId waiting = submit(ALICE, one("return 2;"), Optional.empty()).job().id();
    worker.say(worker.finished(offer, DONE)).await();
    assertThat(get(ALICE, job).status()).isEqualTo(JobView.Status.DONE);
    assertThat(worker.hasOffer()).isFalse();
    assertThat(get(ALICE, waiting).status()).isEqualTo(JobView.Status.QUEUED);
  }

  @Test
  void cancelEndsAJobAndItsLateResultIsDropped() throws InterruptedException {
    worker.join(1);
    JobId job = submit(ALICE, one("return 42;"), Optional.empty()).job().id();
    LeaseMessage.Offered offer = worker.nextOffer();
    JobView cancelled = ((JobReply.One) ask(new JobRequest.Steer(ALICE, job, Action.CANCEL)).await()).job();
    assertThat(cancelled.control()).isEqualTo(JobView.Control.CANCELLED);
    assertThat(worker.say(worker.finished(offer, DONE)).await()).isEqualTo(new WorkReply.Late());
    assertThatThrownBy(() -> ask(new JobRequest.Steer(ALICE, job, Action.RESUME)).await())
        .isInstanceOfSatisfying(KithException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CONFLICT));
  }

  @Test
  void pausedJobsAreNotOfferedUntilResumed() throws InterruptedException {
    JobId job = submit(ALICE, one("return 42;"), Optional.empty()).job().id();
    ask(new JobRequest.Steer(ALICE, job, Action.PAUSE)).await();
    worker.join(1);
    JobId other = submit(ALICE, one("return 42;"), Optional.empty()).job().id();
    LeaseMessage.Offered offer = worker.nextOffer();
    assertThat(offer.job()).isEqualTo(other);
    worker.say(worker.finished(offer, DONE)).await();
    assertThat(worker.hasOffer()).isFalse();
    ask(new JobRequest.Steer(ALICE, job, Action.RESUME)).await();
    assertThat(worker.nextOffer().job()).isEqualTo(job);
  }

  @Test
  void withFewerThanTwoSlotsAShardedJobIsRunWholeAndSaysSo() throws InterruptedException {
    worker.join(1);
    JobView job = submit(ALICE, counting(1_000), Optional.empty()).job();
    assertThat(job.sharded()).isFalse();
    assertThat(job.note()).contains("one piece");
    LeaseMessage.Offered offer = worker.nextOffer();
    WorkReply.Material material = (WorkReply.Material) worker.say(new WorkMessage.FetchJob(worker.id, job.id())).await();
    assertThat(material.args().text()).contains("\"units\":1000");
    assertThat(offer.shards().count()).isEqualTo(1);
  }

  @Test
  void codeBeyondTheConfiguredLimitIsRefusedByName() {
    assertThatThrownBy(() -> submit(ALICE, one("/*" + "x".repeat(33_000) + "*/"), Optional.empty()))
        .isInstanceOfSatisfying(KithException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.TOO_LARGE))
        .hasMessageContaining("code").hasMessageContaining("32768");
  }

  private void finishRest(JobId job) throws InterruptedException {
    while (!get(ALICE, job).status().ended()) {
      LeaseMessage.Offered offer = worker.nextOffer();
      worker.say(worker.finished(offer, hits(offer))).await();
    }
  }

  private static Partial hits(LeaseMessage.Offered offer) {
    long count = offer.shards().count();
    return new Partial.Sums(count, Map.of("hits", new Partial.FieldSum(count, List.of((double) count))));
  }

  private static JobSpec one(String code) {
    return new JobSpec(JobSpec.Op.RUN_JS, code, new Json("{}"), Duration.ZERO, Optional.empty(), 3, JobSpec.Isolation.JOB, "");
  }

  private static JobSpec counting(long units) {
    JobSpec.Sharding sharding = new JobSpec.Sharding(units, Optional.of(1L), new Reducer.Sum(List.of("hits")));
    return new JobSpec(JobSpec.Op.RUN_JS, "return {hits: 1};", new Json("{}"), Duration.ZERO, Optional.of(sharding), 3,
        JobSpec.Isolation.JOB, "");
  }

  private JobReply.Accepted submit(Caller caller, JobSpec spec, Optional<String> idempotencyKey) {
    return (JobReply.Accepted) ask(new JobRequest.Submit(caller, spec, idempotencyKey)).await();
  }

  private JobView get(Caller caller, JobId job) {
    return ((JobReply.One) ask(new JobRequest.Get(caller, job, Duration.ZERO)).await()).job();
  }

  private Future<JobReply> ask(JobRequest request) { return bus.request(Addresses.jobs(NODE), request); }
}
