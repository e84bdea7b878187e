package dev.kith.dashboard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
import dev.kith.message.JobSpec;
import dev.kith.message.KithException;
import dev.kith.message.Liveness;
import dev.kith.message.MeshView;
import dev.kith.message.NodesReply.NodeView;
import dev.kith.model.JobId;
import dev.kith.model.Json;
import dev.kith.model.NodeId;
import dev.kith.model.Role;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Doors and controllers of several nodes: whichever door a client comes to, and whoever joins meanwhile, a key has one job.
class KeysAtManyDoorsTest {
  private static final Caller ALICE = new Caller("alice", false);

  @TempDir
  Path directory;
  private final SigningKey signing = SigningKey.generate();
  private final Vertx vertx = Vertx.vertx();
  private final List<Place> places = new ArrayList<>();
  private Place ann;
  private Place bob;

  @BeforeEach
  void start() {
    ann = new Place('a');
    bob = new Place('b');
  }

  @AfterEach
  void stop() { vertx.close().await(); }

  @Test
  void theSameKeyAtTwoDoorsIsTheSameJob() {
    meet(ann, bob);
    for (String key : keys(20)) {
      MeshJobs.Owned<JobReply.Accepted> first = submit(ann, key, "return 1").await();
      MeshJobs.Owned<JobReply.Accepted> again = submit(bob, key, "return 1").await();
      assertThat(again.reply().replayed()).isTrue();
      assertThat(again.reply().job().id()).isEqualTo(first.reply().job().id());
      assertThat(again.node()).isEqualTo(first.node());
    }
    assertThat(ann.jobs() + bob.jobs()).isEqualTo(20);
    assertThat(ann.jobs()).isBetween(1, 19);
  }

  @Test
  void anotherRequestUnderTheKeyIsRefusedAtEveryDoor() {
    meet(ann, bob);
    submit(ann, "key", "return 1").await();
    for (Place door : List.of(ann, bob))
      assertFails(submit(door, "key", "return 2"), ErrorCode.CONFLICT, "Idempotency-Key");
  }

  @Test
  void twoControllersThatAreBroughtTheSameKeyAtOnceMakeOneJob() {
    meet(ann, bob);
    for (String key : keys(30)) {
      Future<JobReply> atAnn = ann.bring(key);
      Future<JobReply> atBob = bob.bring(key);
      List<JobReply> answers = List.of(atAnn.await(), atBob.await());
      assertThat(answers.stream().filter(JobReply.Accepted.class::isInstance)).as("%s", answers).hasSize(1);
      NodeId owner = answers.getFirst() instanceof JobReply.Accepted ? ann.id : bob.id;
      assertThat(answers).contains(new JobReply.Elsewhere(owner));
    }
    assertThat(ann.jobs() + bob.jobs()).isEqualTo(30);
  }

  @Test
  void aThirdThatJoinsFindsTheKeysThatWereKeptBefore() {
    meet(ann, bob);
    List<String> keys = keys(30);
    List<JobId> jobs = keys.stream().map(key -> submit(ann, key, "return 1").await().reply().job().id()).toList();
    Place cat = new Place('c');
    meet(ann, bob, cat);
    assertThat(keys).as("some are cat's now").anyMatch(key -> keeper(key, ann, bob, cat) == cat);
    for (Place door : List.of(ann, bob, cat))
      assertThat(keys.stream().map(key -> submit(door, key, "return 1").await().reply().job().id())).isEqualTo(jobs);
    assertThat(cat.jobs()).isZero();
    String fresh = keys(100).stream().skip(30).filter(key -> keeper(key, ann, bob, cat) == cat).findFirst().orElseThrow();
    assertThat(submit(ann, fresh, "return 1").await().node()).isEqualTo(cat.id);
  }

  @Test
  void withOneDownItsKeysAreRefusedAndTheOthersGoOn() {
    meet(ann, bob);
    String annsOwn = keys(100).stream().filter(key -> keeper(key, ann, bob) == ann).findFirst().orElseThrow();
    String bobsOwn = keys(100).stream().filter(key -> keeper(key, ann, bob) == bob).findFirst().orElseThrow();
    JobId job = submit(bob, annsOwn, "return 1").await().reply().job().id();
    vertx.undeploy(ann.deployment).await();
    assertFails(submit(bob, bobsOwn, "return 1"), ErrorCode.UNAVAILABLE, ann.spoken()); // it may have it, and is not known to be gone
    ann.liveness = Liveness.DEAD;
    meet(ann, bob);
    assertFails(submit(bob, annsOwn, "return 1"), ErrorCode.UNAVAILABLE, ann.spoken());
    assertThat(bob.jobs()).isZero();
    assertThat(submit(bob, bobsOwn, "return 1").await().node()).isEqualTo(bob.id);
    ann.deploy();
    ann.liveness = Liveness.ALIVE;
    meet(ann, bob);
    assertThat(submit(bob, annsOwn, "return 1").await().reply().job().id()).isEqualTo(job);
  }

  /// A node: its door's view of jobs, its controller, and a registry that says what the test wants.
  private final class Place {
    final NodeId id;
    final Bus bus;
    final PretendMesh registry;
    final MeshJobs door;
    final Context context = vertx.getOrCreateContext();
    Liveness liveness = Liveness.ALIVE;
    String deployment;

    Place(char digit) {
      id = new NodeId(String.valueOf(digit).repeat(32));
      bus = Bus.of(vertx, id);
      registry = new PretendMesh(id);
      registry.serve(bus).await();
      Neighbourhood neighbourhood = new Neighbourhood(bus, id);
      on(context, () -> neighbourhood.listen().mapEmpty()).await();
      door = new MeshJobs(bus, neighbourhood);
      deploy();
      places.add(this);
    }

    void deploy() {
      deployment = vertx.deployVerticle(new ControllerVerticle(id, ControllerConfig.defaults(),
          () -> SqliteLedger.open(directory.resolve(id + ".db"), new byte[32]), new SeenStart(directory.resolve(id.value())),
          signing,
          () -> new Now(TimeUnit.NANOSECONDS.toMillis(System.nanoTime()), Instant.now()), new SecureRandom())).await();
    }

    /// As a door that takes this one for the keeper.
    Future<JobReply> bring(String key) { return bus.request(Addresses.jobs(id), request(key, "return 1")); }

    String spoken() { return "node-" + id.value().charAt(0) + " (" + id + ")"; }

    NodeView view() {
      return new NodeView(id, "node-" + id.value().charAt(0), Role.DUAL, liveness, false, List.of(), "none", Optional.empty(), 1,
          Optional.empty(), 100, 1, Instant.EPOCH, Optional.empty(), Optional.empty(), false);
    }

    int jobs() {
      return ((JobReply.Page) bus
          .request(Addresses.jobs(id), new JobRequest.ListJobs(ALICE, 200, Optional.empty(), Optional.empty()))
          .await()).jobs().size();
    }
  }

  private void meet(Place... all) {
    List<Place> there = List.of(all).stream().filter(place -> place.liveness == Liveness.ALIVE).toList();
    for (Place place : all) {
      place.registry.nodes = List.of(all).stream().map(Place::view).toList();
      place.bus.publish(Addresses.mesh(place.id), new MeshView(1,
          there.stream().map(each -> new MeshView.Member(each.id, Role.DUAL, Liveness.ALIVE, 100)).toList()));
    }
  }

  private Place keeper(String key, Place... all) {
    NodeId keeper = Keeper.of(ALICE.owner(), key, List.of(all).stream().map(place -> place.id).toList());
    return places.stream().filter(place -> place.id.equals(keeper)).findFirst().orElseThrow();
  }

  private static Future<MeshJobs.Owned<JobReply.Accepted>> submit(Place at, String key, String code) {
    return on(at.context, () -> at.door.submit(request(key, code)));
  }

  private static <T> Future<T> on(Context context, Supplier<Future<T>> task) {
    Promise<T> done = Promise.promise();
    context.runOnContext(_ -> task.get().onComplete(done));
    return done.future();
  }

  private static JobRequest.Submit request(String key, String code) {
    return new JobRequest.Submit(ALICE, new JobSpec(JobSpec.Op.RUN_JS, code, new Json("{}"), Duration.ZERO, Optional.empty(), 3,
        JobSpec.Isolation.JOB, ""), Optional.of(key));
  }

  private static List<String> keys(int count) { return IntStream.range(0, count).mapToObj(i -> "key-" + i).toList(); }

  private static void assertFails(Future<?> answer, ErrorCode code, String part) {
    assertThatThrownBy(answer::await).hasMessageContaining(part)
        .isInstanceOfSatisfying(KithException.class, failure -> assertThat(failure.code()).isEqualTo(code));
  }
}
