package dev.kith.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kith.bus.Bus;
import dev.kith.codec.MessageCodec;
import dev.kith.crypto.Jws;
import dev.kith.crypto.SigningKey;
import dev.kith.job.Manifest;
import dev.kith.message.Addresses;
import dev.kith.message.Decline;
import dev.kith.message.ErrorCode;
import dev.kith.message.JobSpec;
import dev.kith.message.KithException;
import dev.kith.message.LeaseMessage;
import dev.kith.message.WorkMessage;
import dev.kith.message.WorkReply;
import dev.kith.model.JobId;
import dev.kith.model.Json;
import dev.kith.model.LeaseId;
import dev.kith.model.Life;
import dev.kith.model.NodeId;
import dev.kith.model.ShardRange;
import dev.kith.model.WorkerId;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// What a worker says of leases that it can't run, to a controller that answers as the test says.
class NotRunTest {
  private static final NodeId ANN = new NodeId("a".repeat(32));
  private static final NodeId CAT = new NodeId("c".repeat(32));
  private static final Instant LONG_AGO = Instant.parse("2001-01-01T00:00:00Z");
  private static final JobSpec SPEC = new JobSpec(JobSpec.Op.RUN_JS, "return 1", Json.NULL, Duration.ofSeconds(10),
      Optional.empty(), 3, JobSpec.Isolation.JOB, "");
  private static final JobId JOB = JobId.of(1, 1);

  private final Vertx vertx = Vertx.vertx();
  private final SigningKey key = SigningKey.generate();
  private final FakeSandbox sandbox = new FakeSandbox(2);
  private final BlockingQueue<WorkMessage> said = new LinkedBlockingQueue<>();
  private final List<Integer> credits = new CopyOnWriteArrayList<>();
  private volatile Supplier<Future<WorkReply>> material = () -> Future.succeededFuture(material(LONG_AGO, key, LONG_AGO));
  private long leases;

  @AfterEach
  void stop() { vertx.close().await(); }

  @Test
  void codeThatCouldNotBeFetchedIsNoCrashOfIt() throws InterruptedException {
    material = () -> Future.failedFuture(new KithException(ErrorCode.TIMEOUT, "no answer in time"));
    start();
    offer();
    assertThat(await(WorkMessage.Declined.class).why().reason()).isEqualTo(Decline.Reason.MATERIAL);
    assertThat(sandbox.started).isEmpty();
    material = () -> Future.succeededFuture(material(LONG_AGO, key, LONG_AGO));
    offer();
    assertThat(sandbox.next().job().key()).as("the next lease tries again").isEqualTo(JOB.value());
  }

  @Test
  void termsThatThisNodeDoesNotTrustAreNoCrashOfTheCode() throws InterruptedException {
    material = () -> Future.succeededFuture(material(LONG_AGO, SigningKey.generate(), LONG_AGO));
    start();
    offer();
    Decline why = await(WorkMessage.Declined.class).why();
    assertThat(why.reason()).isEqualTo(Decline.Reason.TERMS);
    assertThat(why.text()).contains("not signed by the key that this node trusts");
  }

  @Test
  void timesAreJudgedByTheControllersClockHoweverWrongTheWorkersIs() throws InterruptedException {
    start();
    offer(); // signed and answered in 2001, which is long ago by this machine's clock
    assertThat(sandbox.next().job().key()).isEqualTo(JOB.value());
  }

  @Test
  void whatHasExpiredByTheControllersClockGoesBack() throws InterruptedException {
    material = () -> Future.succeededFuture(material(LONG_AGO, key, LONG_AGO.plus(Duration.ofHours(1))));
    start();
    offer();
    assertThat(await(WorkMessage.Declined.class).why().text()).contains("expired").contains("its controller's clock");
  }

  @Test
  void afterSeveralInARowItAsksForNoMore() throws InterruptedException {
    material = () -> Future.failedFuture(new KithException(ErrorCode.UNAVAILABLE, "not now"));
    start();
    for (int i = 0; i < Fitness.PATIENCE; i++) {
      offer();
      await(WorkMessage.Declined.class);
    }
    Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> credits.contains(0));
  }

  private void start() throws InterruptedException {
    Bus.of(vertx, ANN).serve(Addresses.work(ANN), (WorkMessage message) -> {
      said.add(message);
      if (message instanceof WorkMessage.Credit credit) credits.add(credit.credit());
      return message instanceof WorkMessage.FetchJob ? material.get() : Future.succeededFuture(new WorkReply.Ok());
    }).await();
    vertx.deployVerticle(
        new WorkerVerticle(CAT, Optional.of(ANN), WorkerConfig.defaults("cat"), sandbox, key.verifyingKey())).await();
    await(WorkMessage.Joined.class);
  }

  private void offer() {
    Bus.of(vertx, ANN).tell(Addresses.leases(CAT), new LeaseMessage.Offered(new WorkerId(CAT.value()),
        new LeaseId(1, new Life(5, 6), ++leases), JOB, new ShardRange(0, 1), 1, Duration.ofMillis(200), Duration.ofMinutes(1)));
  }

  private <M extends WorkMessage> M await(Class<M> type) throws InterruptedException {
    for (;;) {
      WorkMessage next = said.poll(30, TimeUnit.SECONDS);
      assertThat(next).as("a " + type.getSimpleName() + " within 30 s").isNotNull();
      if (type.isInstance(next)) return type.cast(next);
    }
  }

  /// Signed for an hour.
  private static WorkReply material(Instant signedAt, SigningKey signer, Instant clock) {
    Manifest manifest = Manifest.of(JOB, SPEC, Optional.empty(), 1_000, signedAt, Duration.ofHours(1), Duration.ofHours(1));
    String jws = Jws.sign(signer, "kith-job+jws", new String(MessageCodec.encode(manifest), StandardCharsets.UTF_8));
    return new WorkReply.Material(jws, SPEC.code(), SPEC.args(), clock);
  }
}
