package dev.kith.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kith.message.AccessRequest;
import dev.kith.message.ErrorCode;
import dev.kith.message.JobSpec;
import dev.kith.message.KithException;
import dev.kith.message.Reducer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RestTest {
  private static Door door;

  @BeforeAll
  static void open() throws Exception { door = Door.open(); }

  @AfterAll
  static void close() { door.close(); }

  @AfterEach
  void calm() {
    door.neighbours.overLimit = false;
    door.neighbours.full = false;
    door.neighbours.jobFailure = Optional.empty();
  }

  private static HttpResponse<String> post(String path, String body) throws Exception {
    return door.call(Neighbours.ALL, "POST", path, body);
  }

  private static void refused(HttpResponse<String> answer, int status, String field, String... texts) {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    JsonObject error = new JsonObject(answer.body());
    assertThat(error.getString("field")).isEqualTo(field);
    assertThat(error.getString("error")).contains(texts);
  }

  @Test
  void healthTellsTheTime() throws Exception {
    JsonObject health = new JsonObject(door.call(null, "GET", "/health", null).body());
    assertThat(health.fieldNames()).containsExactlyInAnyOrder("ok", "now");
    assertThat(Math.abs(health.getLong("now") - System.currentTimeMillis())).isLessThan(5000);
  }

  @ParameterizedTest
  @ValueSource(strings = {"\\u001b[2J", "\\u009b2J", "\\u0085", "\\u2028", "\\u202e", "\\n"})
  void labelsThatWouldMoveACursorOrForgeALineAreRefused(String bad) throws Exception {
    String text = "control or format characters";
    refused(post("/api/jobs/run-js", "{\"code\":\"return 1\",\"name\":\"a" + bad + "\"}"), 400, "name", text);
    refused(post("/api/invites/worker", "{\"workerLabel\":\"a" + bad + "\"}"), 400, "workerLabel", text);
    refused(post("/api/keys", "{\"label\":\"a" + bad + "\",\"scopes\":[\"jobs\"]}"), 400, "label", text);
  }

  @Test
  void aTabThatFindsNoRoomUsesNoInviteUp() throws Exception {
    String body = new JsonObject().put("invite", "code").put("publicKey", "k".repeat(122)).encode();
    door.neighbours.full = true;
    HttpResponse<String> refused = post("/api/volunteer/join", body);
    assertThat(refused.statusCode()).isEqualTo(503);
    assertThat(refused.body()).contains("64 tabs of your address");
    assertThat(door.neighbours.asked).noneMatch(AccessRequest.Join.class::isInstance);
    door.neighbours.full = false;
    assertThat(post("/api/volunteer/join", body).statusCode()).isEqualTo(200);
    assertThat(door.neighbours.asked).anyMatch(AccessRequest.Join.class::isInstance);
  }

  @Test
  void workersAreListedWithThoseWhoWereTurnedAway() throws Exception {
    JsonObject crowd = door.get("/api/workers").getJsonArray("turnedAway").getJsonObject(0);
    assertThat(crowd.getString("address")).isEqualTo("10.0.0.9");
    assertThat(crowd.getString("limit")).isEqualTo("volunteers.perAddressMax");
    assertThat(crowd.getLong("times")).isEqualTo(3);
  }

  @ParameterizedTest
  @CsvSource({"0,60", "59,60", "900,900", "86401,86400", "9007199254740991,86400"})
  void anInvitesTimeIsTakenIntoItsBounds(long asked, long taken) throws Exception {
    assertThat(new JsonObject(post("/api/invites/worker", "{\"ttlSec\":" + asked + "}").body()).getLong("ttlSec"))
        .isEqualTo(taken);
  }

  @Test
  void anInviteSaysWhenItsCodeEndsAndShowsItsPhraseAsPicture() throws Exception {
    JsonObject made = new JsonObject(post("/api/invites/worker", "{}").body());
    assertThat(java.time.Instant.parse(made.getString("shortCodeExpiresAt")))
        .isBefore(java.time.Instant.parse(made.getString("expiresAt")));
    assertThat(made.getString("inviteQrDataUrl")).isEqualTo(QrPicture.dataUrl(made.getString("phraseInviteUrl")));
    byte[] picture = java.util.Base64.getDecoder()
        .decode(made.getString("inviteQrDataUrl").replace("data:image/png;base64,", ""));
    var image = javax.imageio.ImageIO.read(new java.io.ByteArrayInputStream(picture));
    assertThat(image.getRGB(0, 0)).as("its margin is white").isEqualTo(0xffffffff);
    assertThat(image.getRGB(4 * 6, 4 * 6)).as("its corner is black").isEqualTo(0xff000000);
    assertThat(picture).hasSizeLessThan(4096);
  }

  @ParameterizedTest
  @CsvSource({"j/abcdefghjk,302", "p/one-two-three,302", "j/unknown,404", "p/expired,410", "j/guessed,429"})
  void linksInShortLeadOnOrSayWhatIsWrong(String path, int status) throws Exception {
    HttpResponse<String> answer = door.call(null, "GET", "/" + path, null);
    assertThat(answer.statusCode()).isEqualTo(status);
    if (status == 302)
      assertThat(answer.headers().firstValue("location")).contains("../worker?invite=" + path.substring(2));
    else
      assertThat(answer.headers().firstValue("content-type").orElse("")).as("the page that can say more").startsWith("text/html");
  }

  @Test
  void addIsTheLittleProgramThatItSays() throws Exception {
    HttpResponse<String> answer = post("/api/jobs", "{\"a\":-3,\"b\":1000000000}");
    assertThat(answer.statusCode()).isEqualTo(201);
    JsonObject accepted = new JsonObject(answer.body());
    assertThat(accepted.getString("status")).isEqualTo("queued");
    JobSpec spec = spec(accepted);
    assertThat(spec.op()).isEqualTo(JobSpec.Op.ADD);
    assertThat(spec.args().text()).isEqualTo("{\"a\":-3,\"b\":1000000000}");
  }

  @Test
  void codeThatDoesNotCompileIsRefusedWithItsPlace() throws Exception {
    HttpResponse<String> answer = post("/api/jobs/run-js", "{\"code\":\"return (\"}");
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(new JsonObject(answer.body()))
        .isEqualTo(new JsonObject().put("error", "code line 3, column 7: SyntaxError: Unexpected token")
            .put("field", "code").put("code", "invalid").put("line", 3).put("column", 7));
  }

  @Test
  void predecessorsDefaultsAreFilledIn() throws Exception {
    JsonObject accepted = new JsonObject(
        post("/api/jobs/run-js", "{\"code\":\"return 1\",\"executionModel\":\"sharded\",\"shardConfig\":{\"totalUnits\":50}}")
            .body());
    assertThat(accepted.fieldNames()).containsExactlyInAnyOrder("jobId", "node", "status", "controlState", "executionModel",
        "note");
    JobSpec spec = spec(accepted);
    assertThat(spec.sharding()).contains(new JobSpec.Sharding(50, Optional.empty(), new Reducer.Sum(List.of("hits", "samples"))));
    assertThat(spec.args().text()).isEqualTo("{}");
    assertThat(spec.attempts()).isEqualTo(3);
    assertThat(spec.isolation()).isEqualTo(JobSpec.Isolation.JOB);
  }

  @ParameterizedTest
  @CsvSource({"0,0", "1,1", "86400000,86400000", "86400001,86400000", "9007199254740991,86400000"})
  void anyTimeoutIsTakenAndAboveADayIsADay(long asked, long taken) throws Exception {
    JsonObject accepted = new JsonObject(post("/api/jobs/run-js", "{\"code\":\"return 1\",\"timeoutMs\":" + asked + "}").body());
    assertThat(spec(accepted).timeout()).isEqualTo(Duration.ofMillis(taken));
  }

  @Test
  void piIsDerivedOnlyOnRequestAndOnlyFromHitsAndSamples() throws Exception {
    String body = "{\"code\":\"return 1\",\"derived\":\"pi\",\"shardConfig\":{\"totalUnits\":50},\"reducer\":%s}";
    JsonObject accepted = new JsonObject(post("/api/jobs/run-js", body.formatted("{\"type\":\"sum\"}")).body());
    Reducer reducer = spec(accepted).sharding().orElseThrow().reducer();
    assertThat(reducer).isEqualTo(new Reducer.Sum(List.of("hits", "samples"), Optional.of(Reducer.Derived.PI)));
    assertThat(door.get("/api/jobs/" + accepted.getString("jobId")).getJsonObject("reducer").getString("derived"))
        .isEqualTo("pi");
    refused(post("/api/jobs/run-js", body.formatted("{\"type\":\"sum\",\"fields\":[\"hits\"]}")), 400, "derived",
        "hits and samples");
    refused(post("/api/jobs/run-js", body.formatted("{\"type\":\"collect\"}")), 400, "derived", "is for the reducer sum");
    refused(post("/api/jobs/run-js", body.replace("pi", "e").formatted("{\"type\":\"sum\"}")), 400, "derived", "one of pi");
  }

  @Test
  void extremesLookAtValueUnlessTold() throws Exception {
    JsonObject accepted = new JsonObject(post("/api/jobs/run-js",
        "{\"code\":\"return 1\",\"shardConfig\":{\"totalUnits\":50},\"reducer\":{\"type\":\"min\"},\"isolation\":\"shard\"}")
        .body());
    assertThat(spec(accepted).sharding().orElseThrow().reducer()).isEqualTo(new Reducer.Min("value"));
    assertThat(spec(accepted).isolation()).isEqualTo(JobSpec.Isolation.SHARD);
  }

  @Test
  void argumentsArriveAsTheyWere() throws Exception {
    JsonObject accepted = new JsonObject(
        post("/api/jobs/run-js",
            "{\"code\":\"return 1\",\"args\":{\"big\":12345678901234567890123,\"x\":0.10,\"t\":\"\\u00e4\\n\"}}").body());
    assertThat(spec(accepted).args().text()).isEqualTo("{\"big\":12345678901234567890123,\"x\":0.10,\"t\":\"ä\\n\"}");
  }

  @Test
  void reducersAreWrittenAsThePredecessorsClientsWriteThem() throws Exception {
    String body = "{\"code\":\"return 1\",\"executionModel\":\"SHARDED\",\"shardConfig\":{\"totalUnits\":50},\"reducer\":%s}";
    assertThat(reducerOf(body, "{\"type\":\"MAX\",\"field\":\"v\"}")).isEqualTo(new Reducer.Max("v"));
    assertThat(reducerOf(body, "{}")).isEqualTo(new Reducer.Sum(List.of("hits", "samples")));
    assertThat(reducerOf(body, "{\"fields\":[\"n\"]}")).isEqualTo(new Reducer.Sum(List.of("n")));
    assertThat(reducerOf(body, "{\"type\":\"sum\",\"fields\":[\"hits\",\"*\"]}"))
        .isEqualTo(new Reducer.Sum(List.of("hits", "*")));
    assertThat(reducerOf(body, "{\"type\":\"collect\"}")).isEqualTo(new Reducer.Collect());
    assertThat(reducerOf(body, "{\"type\":\"collect\",\"envelopes\":true}")).isEqualTo(new Reducer.Collect(true));
    refused(post("/api/jobs/run-js", body.formatted("{\"type\":\"SUMS\"}")), 400, "reducer.type", "not \"SUMS\"");
    refused(post("/api/jobs/run-js", body.formatted("{\"type\":\"sum\",\"envelopes\":true}")), 400, "reducer.envelopes",
        "unknown");
  }

  private Reducer reducerOf(String body, String reducer) throws Exception {
    return spec(new JsonObject(post("/api/jobs/run-js", body.formatted(reducer)).body())).sharding().orElseThrow().reducer();
  }

  @Test
  void jobShowsAllItsFieldsAndNotItsCode() throws Exception {
    Neighbours.Kept job = door.neighbours.place("alice", 4);
    JsonObject answer = door.get("/api/jobs/" + job.view.id());
    assertThat(answer.fieldNames()).containsExactlyInAnyOrder("jobId", "node", "status", "controlState", "executionModel", "task",
        "note",
        "shardConfig", "reducer", "progress", "result", "error", "createdAt", "startedAt", "endedAt", "name");
    assertThat(answer.getJsonObject("task").fieldNames()).containsExactly("op", "args");
    assertThat(answer.getValue("result")).isNull();
  }

  @Test
  void idempotencyKeyGivesTheSameJobAndRefusesAnother() throws Exception {
    var first = door.request("POST", "/api/jobs", "{\"a\":1,\"b\":2}").header("x-client-token", Neighbours.ALL)
        .header("Idempotency-Key", "k");
    String id = new JsonObject(door.send(first).body()).getString("jobId");
    HttpResponse<String> again = door.send(first);
    assertThat(new JsonObject(again.body()).getString("jobId")).isEqualTo(id);
    assertThat(again.headers().firstValue("idempotency-replayed")).contains("true");
    var other = door.request("POST", "/api/jobs", "{\"a\":1,\"b\":3}").header("x-client-token", Neighbours.ALL)
        .header("Idempotency-Key", "k");
    assertThat(door.send(other).statusCode()).isEqualTo(409);
  }

  @Test
  void longPollAnswersWhenTheJobEnds() throws Exception {
    Neighbours.Kept job = door.neighbours.place("alice", 1);
    CompletableFuture<HttpResponse<String>> answer = door.http.sendAsync(
        door.request("GET", "/api/jobs/" + job.view.id() + "?waitMs=20000", null)
            .header("authorization", "Bearer " + Neighbours.ALL).build(),
        HttpResponse.BodyHandlers.ofString());
    org.awaitility.Awaitility.await().until(() -> !job.waiting.isEmpty());
    door.neighbours.happen(job, dev.kith.message.JobEvent.Type.JOB_DONE, false);
    JsonObject view = new JsonObject(answer.get(5, TimeUnit.SECONDS).body());
    assertThat(view.getString("status")).isEqualTo("done");
    assertThat(view.getJsonObject("result").getInteger("returnValue")).isEqualTo(42);
  }

  @Test
  void wordsOfAKeyWorkAsBearerAndAsSession() throws Exception {
    door.call("only-watch", "GET", "/api/auth/check", null);
    assertThat(door.neighbours.asked.getLast()).isInstanceOfSatisfying(AccessRequest.Authenticate.class,
        ask -> assertThat(ask.credential()).isEqualTo("only-watch"));
    door.call("several words of a phrase", "GET", "/api/auth/check", null);
    assertThat(door.neighbours.asked.getLast()).isInstanceOfSatisfying(AccessRequest.Authenticate.class,
        ask -> assertThat(ask.credential()).isEqualTo("several words of a phrase"));
    assertThat(door.call(null, "POST", "/api/session", "{\"mnemonic\":\"" + Neighbours.ALL + "\"}").statusCode()).isEqualTo(200);
    refused(door.call(null, "POST", "/api/session", "{\"mnemonic\":\"a\",\"key\":\"b\"}"), 400, "key", "not both");
  }

  @Test
  void retryAfterComesWithEveryRefusalForRate() throws Exception {
    door.neighbours.overLimit = true;
    HttpResponse<String> answer = door.call(Neighbours.ALL, "GET", "/api/jobs", null);
    assertThat(answer.statusCode()).isEqualTo(429);
    assertThat(answer.headers().firstValue("retry-after")).contains("2");
    assertThat(door.call(null, "GET", "/health", null).statusCode()).isEqualTo(200);
  }

  @Test
  void failuresOfNeighboursHaveTheirStatus() throws Exception {
    for (ErrorCode code : ErrorCode.values()) {
      door.neighbours.jobFailure = Optional.of(new KithException(code, "told so"));
      HttpResponse<String> answer = door.call(Neighbours.ALL, "GET", "/api/jobs", null);
      assertThat(answer.statusCode()).isEqualTo(code.httpStatus());
      assertThat(new JsonObject(answer.body()).getString("code")).isEqualTo(code.name().toLowerCase(java.util.Locale.ROOT));
    }
  }

  @Test
  void refusalsNameFieldValueAndLimit() throws Exception {
    refused(post("/api/jobs", "{\"a\":1}"), 400, "b", "b is missing");
    refused(post("/api/jobs", "{\"a\":1000000001,\"b\":2}"), 400, "a", "from -1000000000 to 1000000000", "not 1000000001");
    refused(post("/api/jobs", "{\"a\":\"x\",\"b\":2}"), 400, "a", "whole number", "not \"x\"");
    refused(post("/api/jobs", "{\"a\":1.0,\"b\":2}"), 400, "a", "whole number");
    refused(post("/api/jobs", "{\"a\":1,\"b\":2,\"c\":3}"), 400, "c", "c is unknown");
    refused(post("/api/jobs", "{\"a\":1,\"b\":2,\"b\":3}"), 400, "body", "Duplicate field");
    refused(post("/api/jobs", "{\"a\":1,\"b\":2} {}"), 400, "body", "more follows");
    refused(post("/api/jobs", "[]"), 400, "body", "must be a JSON object");
    refused(post("/api/jobs", "{\"a\":1e400,\"b\":2}"), 400, "a", "whole number");
    refused(post("/api/jobs/run-js", "{\"code\":\"x\",\"shardConfig\":{\"totalUnits\":0}}"), 400, "shardConfig.totalUnits",
        "not 0");
    refused(post("/api/jobs/run-js", "{\"code\":\"x\",\"executionModel\":\"sharded\"}"), 400, "shardConfig", "missing");
    refused(post("/api/jobs/run-js", "{\"code\":\"x\",\"name\":\"\\ud800\"}"), 400, "body", "surrogate");
    refused(post("/api/jobs/run-js", "{\"code\":\"" + "x".repeat(32 * 1024 + 1) + "\"}"), 413, "code", "32768 bytes", "32769");
    refused(post("/api/jobs/run-js", "{\"code\":\"x\",\"args\":\"" + "y".repeat(32 * 1024) + "\"}"), 413, "args", "32768 bytes");
    refused(post("/api/jobs/run-js", "{\"code\":\"x\",\"reducer\":{\"type\":\"sum\",\"fields\":[\"a\",\"a\"]}}"), 400, null,
        "twice");
    refused(door.call(Neighbours.ALL, "GET", "/api/jobs?limit=201", null), 400, "limit", "from 1 to 200", "201");
    refused(door.call(Neighbours.ALL, "GET", "/api/jobs?limit=1&limit=2", null), 400, "limit", "once");
    refused(door.call(Neighbours.ALL, "GET", "/api/jobs?limt=1", null), 400, "limt", "unknown");
  }

  @Test
  void bodyMustBeJsonByNameToo() throws Exception {
    var request = java.net.http.HttpRequest.newBuilder(java.net.URI.create(door.origin() + "/api/jobs"))
        .POST(java.net.http.HttpRequest.BodyPublishers.ofString("{\"a\":1,\"b\":2}")).header("content-type", "text/plain")
        .header("x-client-token", Neighbours.ALL);
    assertThat(door.send(request).statusCode()).isEqualTo(415);
  }

  @Test
  void wrongMethodNamesTheRightOnes() throws Exception {
    HttpResponse<String> answer = door.call(Neighbours.ALL, "PUT", "/api/jobs", "{}");
    assertThat(answer.statusCode()).isEqualTo(405);
    assertThat(answer.headers().firstValue("allow")).contains("GET, POST");
    assertThat(door.call(Neighbours.ALL, "GET", "/api/nothing", null).statusCode()).isEqualTo(404);
  }

  @Test
  void steeringAnswersTheNewStateOrConflict() throws Exception {
    Neighbours.Kept job = door.neighbours.place("alice", 1);
    for (String action : List.of("pause", "resume", "cancel"))
      assertThat(post("/api/jobs/" + job.view.id() + "/" + action, null).statusCode()).isEqualTo(200);
    assertThat(post("/api/jobs/" + job.view.id() + "/pause", "{}").statusCode()).isEqualTo(200);
    refused(post("/api/jobs/" + job.view.id() + "/pause", "{\"x\":1}"), 400, "x", "unknown");
    door.neighbours.happen(job, dev.kith.message.JobEvent.Type.JOB_DONE, false);
    assertThat(post("/api/jobs/" + job.view.id() + "/cancel", null).statusCode()).isEqualTo(409);
    JsonObject stopped = new JsonObject(post("/api/jobs/stop-all", null).body());
    assertThat(stopped.getJsonArray("jobIds")).contains(job.view.id().value());
  }

  @Test
  void eventsComeInPages() throws Exception {
    Neighbours.Kept job = door.neighbours.place("alice", 1);
    for (int i = 0; i < 70; i++)
      door.neighbours.happen(job, dev.kith.message.JobEvent.Type.SHARD_DONE, false);
    JsonObject page = door.get("/api/jobs/" + job.view.id() + "/events?after=2");
    JsonArray events = page.getJsonArray("events");
    assertThat(events).hasSize(64);
    assertThat(events.getJsonObject(0).getLong("seq")).isEqualTo(3);
    assertThat(events.getJsonObject(0).getString("type")).isEqualTo("shard_done");
    assertThat(page.getBoolean("hasMore")).isTrue();
    assertThat(page.fieldNames()).contains("jobId", "status", "controlState", "executionModel", "shardConfig", "reducer",
        "nextSeq",
        "firstSeq", "droppedBeforeSeq");
  }

  @Test
  void workersAndFiguresAreShown() throws Exception {
    JsonObject workers = door.get("/api/workers");
    assertThat(workers.getInteger("count")).isEqualTo(1);
    assertThat(workers.getInteger("totalSlots")).isEqualTo(4);
    assertThat(door.get("/api/metrics/cluster").fieldNames()).containsExactlyInAnyOrder("now", "workers", "totals", "runtime");
    JsonObject config = door.get("/api/public-config");
    assertThat(config.getJsonObject("customJobLimits").fieldNames()).containsExactlyInAnyOrder("maxCodeBytes", "maxArgsBytes",
        "maxResultBytes", "minTimeoutMs", "maxTimeoutMs", "defaultTimeoutMs");
    assertThat(config.getString("jobSigningPublicKeySpkiB64")).isEqualTo("AQID");
  }

  @Test
  void readyFollowsTheController() throws Exception {
    assertThat(door.call(null, "GET", "/ready", null).statusCode()).isEqualTo(200);
    door.neighbours.jobFailure = Optional.of(new KithException(ErrorCode.UNAVAILABLE, "starting"));
    assertThat(door.call(null, "GET", "/ready", null).statusCode()).isEqualTo(503);
  }

  private static JobSpec spec(JsonObject accepted) {
    return door.neighbours.jobs.get(new dev.kith.model.JobId(accepted.getString("jobId"))).spec;
  }
}
