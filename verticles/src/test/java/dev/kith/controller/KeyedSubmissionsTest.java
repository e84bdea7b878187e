package dev.kith.controller;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.kith.bus.Bus;
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
import dev.kith.model.JobId;
import dev.kith.model.Json;
import dev.kith.model.NodeId;
import dev.kith.model.Role;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// One real controller between two that answer when the test wants.
class KeyedSubmissionsTest {
  private static final NodeId ANN = new NodeId("a".repeat(32));
  private static final NodeId BOB = new NodeId("b".repeat(32));
  private static final NodeId CAT = new NodeId("c".repeat(32));
  private static final Caller ALICE = new Caller("alice", false);
  private static final JobRequest.FindKey QUESTION = new JobRequest.FindKey(ALICE, "key");
  private static final JobReply NONE = new JobReply.KeyFound(Optional.empty());

  @TempDir
  Path directory;
  private final Vertx vertx = Vertx.vertx();
  private final Bus bus = Bus.of(vertx);
  private final Promise<JobReply> ann = Promise.promise();
  private final Promise<JobReply> cat = Promise.promise();
  private final Promise<JobRequest> askedOfCat = Promise.promise();

  @BeforeEach
  void start() {
    vertx.deployVerticle(new ControllerVerticle(BOB, ControllerConfig.defaults(),
        () -> SqliteLedger.open(directory.resolve("ledger.db"), new byte[32]), new SeenStart(directory), SigningKey.generate(),
        () -> new Now(TimeUnit.NANOSECONDS.toMillis(System.nanoTime()), Instant.now()), new SecureRandom())).await();
    bus.serve(Addresses.jobs(ANN), _ -> ann.future()).await();
    bus.serve(Addresses.jobs(CAT), question -> {
      askedOfCat.tryComplete(question);
      return cat.future();
    }).await();
    bus.publish(Addresses.mesh(BOB), new MeshView(1, Stream.of(BOB, ANN, CAT)
        .map(node -> new MeshView.Member(node, Role.DUAL, Liveness.ALIVE, 100)).toList()));
  }

  @AfterEach
  void stop() { vertx.close().await(); }

  @Test
  void ofTwoThatAskEachOtherTheOneWithTheLowerIdGoesOn() {
    ann.complete(NONE);
    Future<JobReply> submitted = submit();
    assertThat(askedOfCat.future().await()).isEqualTo(QUESTION);
    assertThat(ask(ANN).await()).isEqualTo(NONE);
    cat.complete(NONE);
    assertThat(submitted.await()).isEqualTo(new JobReply.Elsewhere(ANN));
    assertThat(ask(ANN).await()).as("it has accepted nothing").isEqualTo(NONE);
  }

  @Test
  void theOneWithTheHigherIdIsAnsweredWhenTheJobIsThere() {
    ann.complete(NONE);
    Future<JobReply> submitted = submit();
    askedOfCat.future().await();
    Future<JobReply> asked = ask(CAT);
    cat.complete(NONE);
    JobId job = ((JobReply.Accepted) submitted.await()).job().id();
    assertThat(asked.await()).isEqualTo(new JobReply.KeyFound(Optional.of(job)));
  }

  @Test
  void whoHasTheKeyIsToldAlsoIfAnotherIsSilent() {
    ann.fail(new KithException(ErrorCode.UNAVAILABLE, "it starts"));
    cat.complete(new JobReply.KeyFound(Optional.of(JobId.of(1, 2))));
    assertThat(submit().await()).isEqualTo(new JobReply.Elsewhere(CAT));
  }

  @Test
  void nothingIsAcceptedWhileOneThatIsThereDoesNotSay() {
    cat.complete(NONE);
    assertThatThrownBy(() -> submit().await()).hasMessageContaining(ANN.value()).hasMessageContaining("Idempotency-Key")
        .isInstanceOfSatisfying(KithException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.UNAVAILABLE));
    assertThat(ask(ANN).await()).isEqualTo(NONE);
    ann.complete(NONE);
    await().untilAsserted(() -> assertThat(submit().await()).isInstanceOf(JobReply.Accepted.class));
  }

  private Future<JobReply> ask(NodeId asker) { return Bus.of(vertx, asker).request(Addresses.jobs(BOB), QUESTION); }

  private Future<JobReply> submit() {
    JobSpec spec = new JobSpec(JobSpec.Op.RUN_JS, "return 1", new Json("{}"), Duration.ZERO, Optional.empty(), 3,
        JobSpec.Isolation.JOB, "");
    return bus.request(Addresses.jobs(BOB), new JobRequest.Submit(ALICE, spec, Optional.of("key")));
  }
}
