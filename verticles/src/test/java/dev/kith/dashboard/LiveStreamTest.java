package dev.kith.dashboard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.kith.message.JobEvent;
import dev.kith.model.Json;
import io.vertx.core.json.JsonObject;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LiveStreamTest {
  private static final DashboardConfig.DoorLimits BRISK = new DashboardConfig.DoorLimits(128 * 1024, Duration.ofSeconds(10),
      Duration.ofSeconds(30),
      Duration.ofSeconds(75), 100, 100, 262_144, 2, 3, Duration.ofMillis(300), Duration.ofMillis(100), Duration.ofMillis(200));
  private Door door;

  record Frame(String id, String event, JsonObject data) {}

  @BeforeEach
  void open() throws Exception { door = Door.open(Door.with(BRISK)); }

  @AfterEach
  void close() { door.close(); }

  private CompletableFuture<HttpResponse<Stream<String>>> follow(String key, Neighbours.Kept job, Optional<String> lastId) {
    var request = door.request("GET", "/api/jobs/" + job.view.id() + "/stream", null).header("authorization", "Bearer " + key);
    lastId.ifPresent(id -> request.header("last-event-id", id));
    return door.http.sendAsync(request.build(), HttpResponse.BodyHandlers.ofLines());
  }

  private static List<Frame> frames(CompletableFuture<HttpResponse<Stream<String>>> answer) throws Exception {
    List<Frame> frames = new ArrayList<>();
    String id = "";
    String event = "";
    for (String line : (Iterable<String>) answer.get(10, TimeUnit.SECONDS).body()::iterator) {
      if (line.startsWith("id: "))
        id = line.substring(4);
      else if (line.startsWith("event: "))
        event = line.substring(7);
      else if (line.startsWith("data: ")) {
        frames.add(new Frame(id, event, new JsonObject(line.substring(6))));
        id = "";
      } else
        assertThat(line.isEmpty() || line.startsWith(":")).as(line).isTrue();
    }
    return frames;
  }

  private static List<String> ids(List<Frame> frames) {
    return frames.stream().map(Frame::id).filter(id -> !id.isEmpty()).toList();
  }

  @Test
  void eventsComeOnceInOrderAndTheFinalOneEndsTheStream() throws Exception {
    Neighbours.Kept job = door.neighbours.place("alice", 5);
    door.neighbours.happen(job, JobEvent.Type.JOB_STARTED, true);
    var stream = follow(Neighbours.ALL, job, Optional.empty());
    await().until(() -> door.verticle.openStreams() == 1);
    for (int i = 0; i < 600; i++)
      door.neighbours.happen(job, JobEvent.Type.SHARD_DONE, i % 3 != 0); // some are lost on the way
    door.neighbours.progress(job, 5);
    door.neighbours.happen(job, JobEvent.Type.JOB_DONE, false); // so is the last
    List<Frame> frames = frames(stream);
    assertThat(ids(frames)).containsExactlyElementsOf(Stream.iterate(1, i -> i + 1).limit(602).map(String::valueOf).toList());
    assertThat(frames.getLast().event()).isEqualTo("job_done");
    Frame before = frames.get(frames.size() - 2);
    assertThat(before.event()).isEqualTo("progress");
    assertThat(before.data().getJsonObject("result").getInteger("returnValue")).isEqualTo(42);
    await().until(() -> door.verticle.openStreams() == 0);
  }

  @Test
  void streamGoesOnAfterTheLastEventSeen() throws Exception {
    Neighbours.Kept job = door.neighbours.place("alice", 5);
    for (int i = 0; i < 10; i++)
      door.neighbours.happen(job, JobEvent.Type.SHARD_DONE, false);
    door.neighbours.happen(job, JobEvent.Type.JOB_DONE, false);
    assertThat(ids(frames(follow(Neighbours.ALL, job, Optional.of("7"))))).containsExactly("8", "9", "10", "11");
    assertThat(ids(frames(follow(Neighbours.ALL, job, Optional.of("11"))))).isEmpty();
    assertThat(door.call(Neighbours.ALL, "GET", "/api/jobs/" + job.view.id() + "/stream?after=-1", null).statusCode())
        .isEqualTo(400);
  }

  @Test
  void whatIsNoLongerKeptIsToldAsDropped() throws Exception {
    Neighbours.Kept job = door.neighbours.place("alice", 5);
    for (int i = 0; i < 10; i++)
      door.neighbours.happen(job, JobEvent.Type.SHARD_DONE, false);
    door.neighbours.happen(job, JobEvent.Type.JOB_DONE, false);
    job.droppedBefore = 6;
    List<Frame> frames = frames(follow(Neighbours.ALL, job, Optional.of("2")));
    assertThat(frames.getFirst().event()).isEqualTo("dropped");
    assertThat(ids(frames)).startsWith("6");
  }

  @Test
  void progressComesAtMostFiveTimesASecond() throws Exception {
    Neighbours.Kept job = door.neighbours.place("alice", 1000);
    var stream = follow(Neighbours.ALL, job, Optional.empty());
    await().until(() -> door.verticle.openStreams() == 1);
    long[] done = {0};
    long ticker = door.vertx.setPeriodic(5, _ -> door.neighbours.progress(job, ++done[0]));
    door.vertx.timer(1100, TimeUnit.MILLISECONDS).toCompletionStage().toCompletableFuture().get(5, TimeUnit.SECONDS);
    door.vertx.cancelTimer(ticker);
    door.neighbours.happen(job, JobEvent.Type.JOB_DONE, true);
    List<Frame> progress = frames(stream).stream().filter(frame -> frame.event().equals("progress")).toList();
    assertThat(progress).hasSizeBetween(3, 8);
    assertThat(progress.getFirst().data().fieldNames()).contains("jobId", "status", "progress").doesNotContain("task");
  }

  @Test
  void streamsAreLimitedForAKeyAndInAll() throws Exception {
    Neighbours.Kept mine = door.neighbours.place("alice", 1);
    Neighbours.Kept theirs = door.neighbours.place("bob", 1);
    var first = follow(Neighbours.ALL, mine, Optional.empty());
    var second = follow(Neighbours.ALL, mine, Optional.empty());
    await().until(() -> door.verticle.openStreams() == 2);
    HttpResponse<String> third = door.call(Neighbours.ALL, "GET", "/api/jobs/" + mine.view.id() + "/stream", null);
    assertThat(third.statusCode()).isEqualTo(429);
    assertThat(third.headers().firstValue("retry-after")).isPresent();
    var other = follow(Neighbours.OTHER, theirs, Optional.empty());
    await().until(() -> door.verticle.openStreams() == 3);
    assertThat(door.call(Neighbours.OTHER, "GET", "/api/jobs/" + theirs.view.id() + "/stream", null).statusCode()).isEqualTo(503);
    for (var open : List.of(first, second, other))
      assertThat(open.get(5, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
  }

  @Test
  void quietStreamShowsThatItLivesAndEndsWhenItsKeyIsRevoked() throws Exception {
    Neighbours.Kept job = door.neighbours.place("alice", 1);
    var stream = follow(Neighbours.ALL, job, Optional.empty());
    await().until(() -> door.verticle.openStreams() == 1);
    List<String> lines = new ArrayList<>();
    var reading = CompletableFuture.runAsync(() -> stream.join().body().forEach(line -> {
      lines.add(line);
      if (lines.stream().filter(": still here"::equals).count() == 3)
        door.neighbours.revoked.add(Neighbours.ALL);
    }));
    reading.get(5, TimeUnit.SECONDS);
    await().until(() -> door.verticle.openStreams() == 0);
  }

  @Test
  void readerThatTakesNothingIsCutOff() throws Exception {
    Neighbours.Kept job = door.neighbours.place("alice", 1);
    job.bigData = new Json("{\"z\":\"" + "z".repeat(200_000) + "\"}");
    for (int i = 0; i < 200; i++)
      door.neighbours.happen(job, JobEvent.Type.SHARD_DONE, false);
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), door.verticle.port())) {
      socket.getOutputStream().write(("GET /api/jobs/" + job.view.id() + "/stream HTTP/1.1\r\nHost: localhost\r\nx-client-token: "
          + Neighbours.ALL + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
      await().until(() -> door.verticle.openStreams() == 1);
      await().atMost(Duration.ofMinutes(1)).until(() -> door.verticle.openStreams() == 0);
      assertThat(readAll(socket.getInputStream())).as("the whole is 80 MB").isLessThan(20_000_000);
    }
  }

  private static long readAll(InputStream in) {
    long read = 0;
    byte[] part = new byte[65_536];
    try {
      for (int n = in.read(part); n >= 0; n = in.read(part))
        read += n;
    } catch (java.io.IOException reset) {
      return read;
    }
    return read;
  }

  @Test
  void readerThatIsGoneLeavesNothingBehind() throws Exception {
    Neighbours.Kept job = door.neighbours.place("alice", 1);
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), door.verticle.port())) {
      socket.getOutputStream().write(("GET /api/jobs/" + job.view.id() + "/stream HTTP/1.1\r\nHost: localhost\r\nx-client-token: "
          + Neighbours.ALL + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
      await().until(() -> door.verticle.openStreams() == 1);
    }
    await().until(() -> door.verticle.openStreams() == 0);
  }

  @Test
  void resultsComeAsPagesOrAsLinesOfAll() throws Exception {
    Neighbours.Kept job = door.neighbours.place("alice", 1);
    for (int i = 0; i < 250; i++)
      job.results.add(new Json("{\"i\":\n" + i + "}"));
    JsonObject page = door.get("/api/jobs/" + job.view.id() + "/results?from=200");
    assertThat(page.getJsonArray("values")).hasSize(50);
    assertThat(page.getBoolean("complete")).isFalse();
    CompletableFuture<HttpResponse<String>> lines = door.http.sendAsync(
        door.request("GET", "/api/jobs/" + job.view.id() + "/results", null).header("authorization", "Bearer " + Neighbours.ALL)
            .header("accept", "application/x-ndjson").build(),
        HttpResponse.BodyHandlers.ofString());
    door.vertx.timer(100, TimeUnit.MILLISECONDS).toCompletionStage().toCompletableFuture().get(5, TimeUnit.SECONDS);
    for (int i = 250; i < 300; i++)
      job.results.add(new Json("{\"i\":" + i + "}"));
    door.neighbours.happen(job, JobEvent.Type.JOB_DONE, false);
    List<String> all = lines.get(5, TimeUnit.SECONDS).body().lines().toList();
    assertThat(all).hasSize(300);
    assertThat(new JsonObject(all.get(299)).getInteger("i")).isEqualTo(299);
  }
}
