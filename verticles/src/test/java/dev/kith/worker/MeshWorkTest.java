package dev.kith.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.kith.bus.Bus;
import dev.kith.controller.ControllerConfig;
import dev.kith.controller.ControllerVerticle;
import dev.kith.controller.SeenStart;
import dev.kith.crypto.SigningKey;
import dev.kith.job.Now;
import dev.kith.ledger.SqliteLedger;
import dev.kith.message.Addresses;
import dev.kith.message.Caller;
import dev.kith.message.ErrorCode;
import dev.kith.message.JobReply;
import dev.kith.message.JobRequest;
import dev.kith.message.JobRequest.Steer.Action;
import dev.kith.message.JobSpec;
import dev.kith.message.JobView;
import dev.kith.message.KithException;
import dev.kith.message.LeaseMessage;
import dev.kith.message.Liveness;
import dev.kith.message.MeshView;
import dev.kith.message.Reducer;
import dev.kith.message.Sender;
import dev.kith.message.WorkMessage;
import dev.kith.model.JobId;
import dev.kith.model.Json;
import dev.kith.model.LeaseId;
import dev.kith.model.Life;
import dev.kith.model.NodeId;
import dev.kith.model.Role;
import dev.kith.model.ShardRange;
import dev.kith.model.WorkerId;
import dev.kith.sandbox.BlockTask;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Controllers and workers of several nodes on one Vert.x; what the sealed bus proves, the bus says here.
class MeshWorkTest {
  private static final NodeId ANN = new NodeId("a".repeat(32));
  private static final NodeId BOB = new NodeId("b".repeat(32));
  private static final NodeId CAT = new NodeId("c".repeat(32));
  private static final Caller CALLER = new Caller("alice", false);
  private static final WorkerConfig CONFIG = new WorkerConfig("", Duration.ofMillis(50), Duration.ofMillis(1_000),
      Duration.ofMillis(700), 16);

  @TempDir
  Path directory;
  private final SigningKey key = SigningKey.generate();
  private final Vertx vertx = Vertx.vertx();
  private final Bus bus = Bus.of(vertx);
  private final FakeSandbox sandbox = new FakeSandbox(2);
  private long version;

  @AfterEach
  void stop() { vertx.close().await(); }

  @Test
  void aWorkerThatMayRunNothingOffersNoSlotsAndSaysWhy() {
    controller(ANN);
    sandbox.lack = Optional.of("seccomp\nis required");
    worker(CAT, Optional.empty(), sandbox);
    mesh(CAT, ANN);
    sandbox.ready.completeExceptionally(new IllegalStateException("no sandbox"));
    await().untilAsserted(() -> {
      JobReply.Workers seen = (JobReply.Workers) bus.request(Addresses.jobs(ANN), new JobRequest.ListWorkers(CALLER)).await();
      assertThat(seen.workers()).singleElement().satisfies(view -> {
        assertThat(view.credit()).isZero();
        assertThat(view.capability().isolation()).isEqualTo("none; runs nothing: seccomp is required");
      });
    });
  }

  @Test
  void aJobOfOneNodeRunsOnTheWorkerOfAnother() throws InterruptedException {
    controller(ANN);
    worker(CAT, Optional.empty(), sandbox);
    mesh(CAT, ANN);
    JobId job = submit(ANN, Optional.empty());
    sandbox.finish(sandbox.next());
    JobView done = ended(ANN, job);
    assertThat(done.status()).isEqualTo(JobView.Status.DONE);
    assertThat(done.result().orElseThrow().text()).contains("42");
  }

  @Test
  void bothControllersAreServedAtOnceAndTheirLeaseIdsMayBeTheSame() throws InterruptedException {
    controller(ANN);
    controller(BOB);
    worker(BOB, Optional.of(BOB), sandbox);
    mesh(BOB, ANN);
    awaitWorkers(ANN, 1);
    JobId one = submit(ANN, Optional.empty());
    JobId other = submit(BOB, Optional.empty());
    List<BlockTask> tasks = List.of(sandbox.next(), sandbox.next());
    assertThat(tasks).extracting(task -> task.job().key()).containsExactlyInAnyOrder(one.value(), other.value());
    tasks.forEach(sandbox::finish);
    assertThat(ended(ANN, one).status()).isEqualTo(JobView.Status.DONE);
    assertThat(ended(BOB, other).status()).isEqualTo(JobView.Status.DONE);
  }

  @Test
  void aCancelledJobStopsOnTheOtherNode() throws InterruptedException {
    controller(ANN);
    worker(CAT, Optional.empty(), sandbox);
    mesh(CAT, ANN);
    JobId job = submit(ANN, Optional.empty());
    BlockTask task = sandbox.next();
    bus.request(Addresses.jobs(ANN), new JobRequest.Steer(CALLER, job, Action.CANCEL)).await();
    await().untilAsserted(() -> assertThat(sandbox.cancelled).contains(task.id()));
    assertThat(ended(ANN, job).control()).isEqualTo(JobView.Control.CANCELLED);
  }

  @Test
  void twoControllersWithWorkGetLikeShares() {
    sandbox.byItself = true;
    controller(ANN);
    controller(BOB);
    worker(CAT, Optional.empty(), sandbox);
    mesh(CAT, ANN, BOB);
    awaitWorkers(ANN, 1);
    awaitWorkers(BOB, 1);
    JobId one = submit(ANN, Optional.of(1_000_000L));
    JobId other = submit(BOB, Optional.of(1_000_000L));
    await().until(() -> sandbox.started.stream().map(task -> task.job().key()).distinct().count() == 2);
    sandbox.started.clear();
    await().atMost(30, TimeUnit.SECONDS).until(() -> sandbox.started.size() >= 200);
    List<String> order = sandbox.started.stream().map(task -> task.job().key()).limit(200).toList();
    assertThat(order.stream().filter(one.value()::equals).count()).isBetween(60L, 140L);
    assertThat(order).contains(other.value());
    assertThat(sandbox.most).isLessThanOrEqualTo(2);
  }

  @Test
  void oneLineDoesNotWaitBehindTheOtherNodesBigJob() throws InterruptedException {
    controller(ANN);
    controller(BOB);
    worker(CAT, Optional.empty(), sandbox);
    mesh(CAT, ANN, BOB);
    awaitWorkers(ANN, 1);
    awaitWorkers(BOB, 1);
    JobId big = submit(ANN, Optional.of(1_000_000L));
    BlockTask first = sandbox.next();
    sandbox.next();
    JobId line = submit(BOB, Optional.empty());
    await().untilAsserted(() -> assertThat(view(BOB, line).progress().runningShards()).isEqualTo(1)); // it waits at the worker
    sandbox.finish(first);
    assertThat(sandbox.next().job().key()).as("the next free slot").isEqualTo(line.value()).isNotEqualTo(big.value());
  }

  @Test
  void anOwnerThatDiedFindsItsWorkersAgainAndItsJobsGoOn() throws InterruptedException {
    String life = controller(ANN);
    worker(CAT, Optional.empty(), sandbox);
    mesh(CAT, ANN);
    JobId job = submit(ANN, Optional.empty());
    BlockTask lost = sandbox.next();
    vertx.undeploy(life).await();
    mesh(CAT);
    await().untilAsserted(() -> assertThat(sandbox.cancelled).as("given up after a while").contains(lost.id()));
    controller(ANN);
    mesh(CAT, ANN);
    sandbox.finish(sandbox.next());
    assertThat(ended(ANN, job).status()).isEqualTo(JobView.Status.DONE);
  }

  @Test
  void aResultIsKeptForAControllerThatIsAwayForAMoment() throws InterruptedException {
    String life = controller(ANN);
    worker(CAT, Optional.empty(), sandbox);
    mesh(CAT, ANN);
    submit(ANN, Optional.empty());
    BlockTask task = sandbox.next();
    vertx.undeploy(life).await();
    controller(ANN); // another epoch: the old block is of no use, and runs again
    await().untilAsserted(() -> assertThat(sandbox.cancelled).contains(task.id()));
    sandbox.finish(sandbox.next());
  }

  @Test
  void leasesFromWhoeverDoesNotControlAreRefused() throws InterruptedException {
    controller(ANN);
    worker(CAT, Optional.empty(), sandbox);
    mesh(CAT, ANN);
    LeaseMessage.Offered offer = new LeaseMessage.Offered(new WorkerId(CAT.value()), new LeaseId(1, new Life(5, 6), 1),
        JobId.of(1, 1),
        new ShardRange(0, 1), 1, Duration.ofMillis(200), Duration.ofSeconds(20));
    Bus.of(vertx, new Sender(BOB, Role.WORKER)).tell(Addresses.leases(CAT), offer);
    Bus.of(vertx, BOB).tell(Addresses.leases(CAT), offer); // would control, but is not in the mesh
    JobId job = submit(ANN, Optional.empty());
    assertThat(sandbox.next().job().key()).isEqualTo(job.value());
    assertThat(sandbox.started).isEmpty();
  }

  @Test
  void nobodySpeaksForTheWorkerOfAnotherNode() {
    controller(ANN);
    worker(CAT, Optional.empty(), sandbox);
    mesh(CAT, ANN);
    awaitWorkers(ANN, 1);
    assertThatThrownBy(
        () -> Bus.of(vertx, BOB).request(Addresses.work(ANN), new WorkMessage.Left(new WorkerId(CAT.value()))).await())
        .isInstanceOfSatisfying(KithException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.FORBIDDEN));
    awaitWorkers(ANN, 1);
  }

  @Test
  void leavingWorkersAreGoneFromAllControllers() {
    controller(ANN);
    controller(BOB);
    String worker = worker(CAT, Optional.empty(), sandbox);
    mesh(CAT, ANN, BOB);
    awaitWorkers(ANN, 1);
    awaitWorkers(BOB, 1);
    vertx.undeploy(worker).await();
    awaitWorkers(ANN, 0);
    awaitWorkers(BOB, 0);
  }

  private String controller(NodeId node) {
    return vertx.deployVerticle(new ControllerVerticle(node, ControllerConfig.defaults(),
        () -> SqliteLedger.open(directory.resolve(node + ".db"), new byte[32]), new SeenStart(directory.resolve(node.value())),
        key,
        () -> new Now(TimeUnit.NANOSECONDS.toMillis(System.nanoTime()), Instant.now()), new SecureRandom())).await();
  }

  private String worker(NodeId node, Optional<NodeId> own, FakeSandbox slots) {
    return vertx.deployVerticle(new WorkerVerticle(node, own, CONFIG, slots, key.verifyingKey())).await();
  }

  /// What the registry of `node` tells.
  private void mesh(NodeId node, NodeId... controllers) {
    bus.publish(Addresses.mesh(node), new MeshView(++version, Arrays.stream(controllers)
        .map(each -> new MeshView.Member(each, Role.DUAL, Liveness.ALIVE, 100)).toList()));
  }

  private void awaitWorkers(NodeId controller, int count) {
    await().untilAsserted(() -> assertThat(((JobReply.Workers) bus
        .request(Addresses.jobs(controller), new JobRequest.ListWorkers(CALLER)).await()).workers()).hasSize(count));
  }

  private JobId submit(NodeId controller, Optional<Long> shards) {
    Optional<JobSpec.Sharding> cut = shards
        .map(count -> new JobSpec.Sharding(count, Optional.of(1L), new Reducer.Sum(List.of("n"))));
    JobSpec spec = new JobSpec(JobSpec.Op.RUN_JS, "return 42", Json.NULL, Duration.ofSeconds(10), cut, 3, JobSpec.Isolation.JOB,
        "");
    JobReply reply = bus.request(Addresses.jobs(controller), new JobRequest.Submit(CALLER, spec, Optional.empty())).await();
    return ((JobReply.Accepted) reply).job().id();
  }

  private JobView view(NodeId controller, JobId job) { return get(controller, job, Duration.ZERO); }

  private JobView ended(NodeId controller, JobId job) { return get(controller, job, Duration.ofSeconds(20)); }

  private JobView get(NodeId controller, JobId job, Duration patience) {
    return ((JobReply.One) bus.request(Addresses.jobs(controller), new JobRequest.Get(CALLER, job, patience)).await()).job();
  }
}
