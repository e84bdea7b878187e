package dev.kith.bus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kith.message.Caller;
import dev.kith.message.ErrorCode;
import dev.kith.message.JobEvent;
import dev.kith.message.JobReply;
import dev.kith.message.JobRequest;
import dev.kith.message.KithException;
import dev.kith.message.Sender;
import dev.kith.message.Service;
import dev.kith.message.Topic;
import dev.kith.model.JobId;
import dev.kith.model.Json;
import dev.kith.model.NodeId;
import dev.kith.model.Role;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BusTest {
  private static final JobRequest QUESTION = new JobRequest.StopAll(new Caller("owner", false));
  private static final JobReply ANSWER = new JobReply.Stopped(List.of(JobId.of(1, 2)));
  private static final NodeId NODE = new NodeId("0".repeat(32));
  private static final Service<JobRequest, JobReply> JOBS = new Service<>("test.jobs", JobRequest.class, JobReply.class, NODE,
      Duration.ofSeconds(30));

  private final Vertx vertx = Vertx.vertx();
  private final Bus bus = Bus.of(vertx);

  @AfterEach
  void close() { get(vertx.close()); }

  @Test
  void answerReachesTheAsker() {
    get(bus.serve(JOBS, question -> Future.succeededFuture(question.equals(QUESTION) ? ANSWER : null)));
    assertThat(get(bus.request(JOBS, QUESTION))).isSameAs(ANSWER);
  }

  @Test
  void secondBusOfTheSameVertxWorksToo() {
    get(bus.serve(JOBS, _ -> Future.succeededFuture(ANSWER)));
    assertThat(get(Bus.of(vertx).request(JOBS, QUESTION))).isSameAs(ANSWER);
  }

  @Test
  void nodesOfOneVertxSpeakAsThemselves() throws InterruptedException {
    Sender other = new Sender(new NodeId("1".repeat(32)), Role.WORKER);
    BlockingQueue<Sender> senders = new LinkedBlockingQueue<>();
    get(bus.serve(JOBS, (sender, _) -> {
      senders.add(sender);
      return Future.succeededFuture(ANSWER);
    }));
    get(Bus.of(vertx, other).request(JOBS, QUESTION));
    get(bus.request(JOBS, QUESTION));
    assertThat(senders.poll(5, TimeUnit.SECONDS)).isEqualTo(other);
    assertThat(senders.poll(5, TimeUnit.SECONDS)).isEqualTo(new Sender(NODE, Role.DUAL));
  }

  @Test
  void everyErrorCodeReachesTheAsker() {
    for (ErrorCode code : ErrorCode.values()) {
      Bus.Registration serving = get(bus.serve(JOBS, _ -> Future.failedFuture(new KithException(code, "because " + code))));
      KithException seen = failure(JOBS);
      assertThat(seen.code()).isEqualTo(code);
      assertThat(seen).hasMessage("because " + code);
      get(serving.close());
    }
  }

  @Test
  void thrownErrorReachesTheAskerWithoutItsText() {
    serving(_ -> {
      throw new IllegalStateException("password=hunter2");
    });
    assertThat(failure(JOBS).code()).isEqualTo(ErrorCode.INTERNAL);
    assertThat(failure(JOBS)).hasMessageNotContaining("hunter2");
  }

  @Test
  void silenceIsATimeout() {
    Service<JobRequest, JobReply> hasty = new Service<>(JOBS.address(), JobRequest.class, JobReply.class, NODE,
        Duration.ofMillis(50));
    serving(_ -> Promise.<JobReply>promise().future());
    assertThat(failure(hasty).code()).isEqualTo(ErrorCode.TIMEOUT);
  }

  @Test
  void nobodyServingIsUnavailable() {
    assertThat(failure(JOBS).code()).isEqualTo(ErrorCode.UNAVAILABLE);
    Bus.Registration serving = get(bus.serve(JOBS, _ -> Future.succeededFuture(ANSWER)));
    get(serving.close());
    assertThat(failure(JOBS).code()).isEqualTo(ErrorCode.UNAVAILABLE);
  }

  @Test
  void publishedMessageReachesEveryListener() throws InterruptedException {
    Topic<JobEvent> events = new Topic<>("test.events", JobEvent.class, NODE);
    BlockingQueue<JobEvent> seen = new LinkedBlockingQueue<>();
    Bus.Registration first = get(bus.subscribe(events, seen::add));
    get(bus.subscribe(events, seen::add));
    JobEvent event = new JobEvent(JobId.of(1, 2), "owner", 1, Instant.EPOCH, JobEvent.Type.JOB_DONE, new Json("{}"));
    bus.publish(events, event);
    assertThat(seen.poll(5, TimeUnit.SECONDS)).isSameAs(event);
    assertThat(seen.poll(5, TimeUnit.SECONDS)).isSameAs(event);
    get(first.close());
    bus.publish(events, event);
    assertThat(seen.poll(5, TimeUnit.SECONDS)).isSameAs(event);
    assertThat(seen).isEmpty();
  }

  private void serving(Function<JobRequest, Future<JobReply>> handler) { get(bus.serve(JOBS, handler)); }

  private KithException failure(Service<JobRequest, JobReply> service) {
    Future<JobReply> answer = bus.request(service, QUESTION);
    assertThatThrownBy(() -> get(answer)).isNotNull();
    assertThat(answer.cause()).isInstanceOf(KithException.class);
    return (KithException) answer.cause();
  }

  private static <T> T get(Future<T> future) {
    return future.toCompletionStage().toCompletableFuture().orTimeout(60, TimeUnit.SECONDS).join();
  }
}
