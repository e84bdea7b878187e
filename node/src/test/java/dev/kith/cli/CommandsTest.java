package dev.kith.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kith.cli.FakeNode.Answer;
import dev.kith.model.PlainText;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CommandsTest {
  @TempDir
  Path data;
  private FakeNode node;

  @BeforeEach
  void start() throws Exception { node = new FakeNode(); }

  @AfterEach
  void stop() throws Exception { node.close(); }

  private Map<String, String> environment() { return Map.of("CLIENT_API_KEY", FakeNode.KEY, "KITH_DATA", data.toString()); }

  private Ran kith(String... args) { return kith(false, args); }

  private Ran kith(boolean interactive, String... args) {
    List<String> all = new ArrayList<>(Arrays.asList(args));
    all.addAll(List.of("--host", node.url().toString()));
    return Ran.kith(environment(), "", interactive, all.toArray(String[]::new));
  }

  private FakeNode.Asked first() { return node.asked.getFirst(); }

  private static JsonObject accepted(String id) {
    return new JsonObject().put("jobId", id).put("status", "queued").put("controlState", "running")
        .put("executionModel", "single").put("note", "");
  }

  @Test
  void submitPrintsTheSumAlone() {
    node.on("POST /api/jobs", 201, accepted("j-2")).on("GET /api/jobs/j-2", 200, FakeNode.single(true));

    Ran ran = kith("submit", "--a", "40", "--b", "2");

    assertThat(ran.out()).isEqualTo("42" + System.lineSeparator());
    assertThat(ran.exit()).isZero();
    assertThat(first().json()).isEqualTo(new JsonObject().put("a", 40).put("b", 2));
  }

  @Test
  void nothingFromElsewhereMovesTheCursorOrForgesALine() {
    String hostile = "\u001b[31mred\u009b2J\u009d0;title\u009c\u202e\u2028kith: all is well\r\nkith: forged\u0085";
    JsonObject job = FakeNode.single(false).put("jobId", "j-9").put("name", hostile).put("note", hostile).put("error", hostile);
    node.on("GET /api/jobs/j-9", 200, job);

    for (Ran ran : List.of(kith(true, "job", "j-9"), kith(true, "job", "j-9", "--json"))) {
      assertThat(PlainText.is((ran.out() + ran.err()).replaceAll("[\n\t]", ""))).as(ran.out()).isTrue();
      assertThat(ran.out().lines()).noneMatch(line -> line.startsWith("kith: "));
    }
    assertThat(kith("job", "j-9", "--json").json().getString("name")).as("JSON keeps its meaning").isEqualTo(hostile);
  }

  @Test
  void aRefusalIsOneLine() {
    node.on("GET /api/jobs/j-9", 409, new JsonObject().put("error", "no\u001b[2J\nkith: forged"));
    assertThat(kith("job", "j-9").err().lines()).singleElement().asString().doesNotContain("\u001b");
  }

  @Test
  void runJsSendsEveryFlag() throws IOException {
    node.on("POST /api/jobs/run-js", 201, accepted("j-1"));
    Path code = data.resolve("code.js");
    Files.writeString(code, "return 1");

    Ran ran = kith("run-js", "--file", code.toString(), "--args-json", "{\"seed\":[1,\"x\"]}", "--total-units", "1000",
        "--units-per-shard", "10",
        "--reducer", "mean", "--sum-fields", "a,b", "--run-timeout-ms", "500", "--attempts", "5", "--isolation", "shard",
        "--name", "n",
        "--idempotency-key", "key-1", "--timeout-ms", "0");

    assertThat(ran).isEqualTo(new Ran(0, "j-1" + System.lineSeparator(), ""));
    assertThat(first().json()).isEqualTo(new JsonObject().put("code", "return 1")
        .put("args", new JsonObject().put("seed", new JsonArray().add(1).add("x"))).put("executionModel", "sharded")
        .put("shardConfig", new JsonObject().put("totalUnits", 1000).put("unitsPerShard", 10))
        .put("reducer", new JsonObject().put("type", "mean").put("fields", new JsonArray().add("a").add("b")))
        .put("timeoutMs", 500)
        .put("attempts", 5).put("isolation", "shard").put("name", "n"));
    assertThat(first().headers()).containsEntry("Idempotency-Key", "key-1").containsEntry("Authorization",
        "Bearer " + FakeNode.KEY);
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {"sum|{\"type\":\"sum\",\"fields\":[\"hits\",\"samples\"]}",
      "collect|{\"type\":\"collect\"}",
      "min|{\"type\":\"min\",\"field\":\"value\"}", "MAX|{\"type\":\"max\",\"field\":\"value\"}",
      "count|{\"type\":\"count\",\"field\":\"*\"}"})
  void reducersHaveTheirDefaults(String name, String expected) {
    node.on("POST /api/jobs/run-js", 201, accepted("j-1"));

    kith("run-js", "--code", "return 1", "--total-units", "5", "--reducer", name, "--timeout-ms", "0");

    assertThat(first().json().getJsonObject("reducer")).isEqualTo(new JsonObject(expected));
  }

  @Test
  void codeThatFailsEndsWithOneAndItsError() {
    node.on("POST /api/jobs/run-js", 201, accepted("j-2")).on("GET /api/jobs/j-2", 200, FakeNode.single(false));

    Ran ran = kith("run-js", "--code", "throw 1");

    assertThat(ran.exit()).isEqualTo(Exit.FAILED);
    assertThat(ran.out()).isEmpty();
    assertThat(ran.err()).contains("hello\uFFFD[2J").contains("kith: job j-2 failed: boom");
    Ran json = kith("run-js", "--code", "throw 1", "--json");
    assertThat(json.exit()).isEqualTo(Exit.FAILED);
    assertThat(json.json()).isEqualTo(FakeNode.single(false));
  }

  @Test
  void aJobThatTakesTooLongGoesOn() {
    node.on("POST /api/jobs/run-js", 201, accepted("j-1")).on("GET /api/jobs/j-1", 200, FakeNode.sharded("running", 10));

    Ran ran = kith("run-js", "--code", "for(;;);", "--timeout-ms", "200");

    assertThat(ran.exit()).isEqualTo(Exit.TIMEOUT);
    assertThat(ran.err()).contains("kith job j-1 --follow");
  }

  @ParameterizedTest
  @ValueSource(strings = {"run-js", "run-js --code x --file y", "run-js --code x --args-json {",
      "run-js --code x --execution-model sharded",
      "run-js --code x --units-per-shard 5", "run-js --code x --reducer median --total-units 3", "submit --a 1",
      "submit --a x --b 1", "nonsense",
      "job ../keys", "invite --qr-file code.bmp", "run-js --file /nowhere/at/all", "key", "run-js --code x --timeout-ms -5"})
  void wrongUsageEndsWithTwoAndSaysHowToGoOn(String line) {
    node.on("POST /api/jobs/run-js", 201, accepted("j-1"));

    Ran ran = line.equals("nonsense") || line.equals("key") ? Ran.kith(environment(), line) : kith(line.split(" "));

    assertThat(ran.exit()).isEqualTo(Exit.USAGE);
    assertThat(ran.out()).isEmpty();
    assertThat(ran.err()).startsWith("kith: ");
  }

  @ParameterizedTest
  @CsvSource({"400,2", "401,3", "403,3", "404,5", "409,5", "410,5", "413,2", "500,5", "504,4", "507,5"})
  void refusalsHaveTheirExitCodesAndReasons(int status, int exit) {
    node.on("GET /api/workers", status, new JsonObject().put("error", "because"));

    Ran ran = kith("workers", "--json");

    assertThat(ran.exit()).isEqualTo(exit);
    assertThat(ran.err()).contains("refused (" + status + "): because");
  }

  @Test
  void aBusyNodeIsAskedAgainAsItWishes() {
    node.on("GET /api/workers", new Answer(429, Map.of("Retry-After", "0"), "{\"error\":\"slow down\"}"))
        .on("GET /api/workers", new Answer(503, Map.of("Retry-After", "0"), "{\"error\":\"full\"}"))
        .on("GET /api/workers", 200, new JsonObject().put("count", 0).put("totalSlots", 0).put("workers", new JsonArray()));

    assertThat(kith("workers").exit()).isZero();
    assertThat(node.asked).hasSize(3);
  }

  @Test
  void aFailedJobsPartIsShownAsAPart() {
    node.on("GET /api/jobs/j-1", 200, FakeNode.sharded("failed", 3).put("error", "shard 2 failed 3 times")
        .put("result", new JsonObject().put("ok", false).put("partial", true).put("completedShards", 3).put("totalShards", 10)
            .put("aggregate", new JsonObject().put("hits", 7))));
    assertThat(kith("job", "j-1").out()).contains("error    shard 2 failed 3 times",
        "partial  not the answer, only 3 of 10 shards: {\"hits\":7}");
  }

  @Test
  void workersTellsWhoWasTurnedAwayAndByWhichLimit() {
    node.on("GET /api/workers", 200, new JsonObject().put("count", 0).put("totalSlots", 0).put("workers", new JsonArray())
        .put("turnedAway", new JsonArray().add(new JsonObject().put("address", "10.0.0.9").put("times", 3)
            .put("lastAt", "2026-01-02T03:04:05Z").put("limit", "volunteers.perAddressMax").put("value", 64))));
    assertThat(kith("workers").out())
        .contains("turned away: tabs of 10.0.0.9, 3 times, the last at 2026-01-02T03:04:05Z: volunteers.perAddressMax is 64");
  }

  @Test
  void aNodeThatStaysBusyIsGivenUp() {
    node.on("GET /api/workers", new Answer(503, Map.of("Retry-After", "0"), "{\"error\":\"full\"}"));

    assertThat(kith("workers").exit()).isEqualTo(Exit.REFUSED);
    assertThat(node.asked).hasSize(6);
  }

  @Test
  void answersThatAreNoJsonAreTold() {
    node.on("GET /api/workers", new Answer(200, Map.of(), "<html>"));

    Ran ran = kith("workers");

    assertThat(ran.exit()).isEqualTo(Exit.REFUSED);
    assertThat(ran.err()).contains("is it a Kith node?");
  }

  @Test
  void nobodyThereEndsWithThree() throws Exception {
    String gone = node.url().toString();
    node.close();
    node = new FakeNode();

    Ran ran = Ran.kith(environment(), "jobs", "--host", gone);

    assertThat(ran.exit()).isEqualTo(Exit.ACCESS);
    assertThat(ran.err()).contains("cannot reach " + gone);
  }

  @Test
  void nodesWhoseJobsAreMissingAreNamed() {
    String bob = "b0b0".repeat(8);
    JsonArray silent = new JsonArray().add(bob);
    node.on("GET /api/jobs", 200, new JsonObject().put("jobs", new JsonArray()).put("silentNodes", silent))
        .on("POST /api/jobs/stop-all", 200, new JsonObject().put("ok", true).put("count", 0).put("silentNodes", silent));
    assertThat(kith("jobs").err()).as("with a key that may not see nodes").contains("jobs are missing here").contains(bob);
    node.on("GET /api/nodes", 200,
        new JsonObject().put("nodes", new JsonArray().add(new JsonObject().put("nodeId", bob).put("name", "bob\u001b[2J"))));
    for (String command : List.of("jobs", "stop-all"))
      assertThat(kith(command).err()).contains("do not answer now: bob").contains("(b0b0b0b0b0b0)").contains("kith nodes")
          .doesNotContain("\u001b");
  }

  @Test
  void everyDataCommandPrintsTheAnswerAsJson() {
    JsonObject view = FakeNode.sharded("running", 250);
    node.on("GET /api/jobs", 200, new JsonObject().put("jobs", new JsonArray().add(view))).on("GET /api/jobs/j-1", 200, view)
        .on("POST /api/jobs/j-1/pause", 200, view).on("POST /api/jobs/j-1/resume", 200, view)
        .on("POST /api/jobs/j-1/cancel", 200, view)
        .on("POST /api/jobs/stop-all", 200,
            new JsonObject().put("ok", true).put("count", 1).put("jobIds", new JsonArray().add("j-1")))
        .on("GET /api/workers", 200, new JsonObject().put("count", 0).put("totalSlots", 0).put("workers", new JsonArray()))
        .on("POST /api/invites/worker", 201, new JsonObject().put("inviteUrl", "https://x/worker#a").put("expiresAt", 1))
        .on("GET /api/keys", 200, new JsonObject().put("keys", new JsonArray()))
        .on("POST /api/keys", 201, new JsonObject().put("id", "k1").put("key", "s").put("mnemonic", "m"))
        .on("DELETE /api/keys/k1", 200, new JsonObject().put("id", "k1"));

    for (String line : List.of("jobs", "job j-1", "pause j-1", "resume j-1", "cancel j-1", "stop-all", "workers", "invite",
        "key list",
        "key create --label x", "key revoke k1")) {
      Ran plain = kith(line.split(" "));
      Ran json = kith((line + " --json").split(" "));
      assertThat(plain.exit()).as(line).isZero();
      assertThat(plain.out()).as(line).isNotBlank().doesNotContain("null");
      assertThat(json.json()).as(line).isNotEmpty();
      assertThat(json.err()).as(line).isEmpty();
    }
  }

  @Test
  void aListOfKeysThatWerePutBackFromACopySaysSo() {
    node.on("GET /api/keys", 200, new JsonObject().put("accessWarning", "access.sealed is older").put("keys", new JsonArray()));
    assertThat(kith("key", "list").out()).contains("warning: access.sealed is older");
  }

  @Test
  void anInviteSaysThatItsCodeEndsEarlier() {
    JsonObject invite = new JsonObject().put("inviteUrl", "https://x/worker#a").put("expiresAt", "2026-11-28T03:00:00Z");
    node.on("POST /api/invites/worker", 201, invite.copy().put("shortCodeExpiresAt", "2026-11-28T02:15:00Z"));
    node.on("POST /api/invites/worker", 201, invite.copy().put("shortCodeExpiresAt", invite.getString("expiresAt")));

    assertThat(kith("invite").out()).contains("its code end earlier, 2026-11-28T02:15:00Z");
    assertThat(kith("invite").out()).doesNotContain("earlier");
  }

  @Test
  void ofAnAdditionTheSumIsPrintedAndItsLogsComeFromTheEnvelope() {
    JsonObject view = FakeNode.sharded("done", 1).put("result", 42)
        .put("envelope", new JsonObject().put("ok", true).put("returnValue", 42).put("logs", new JsonArray().add("noted")));

    assertThat(JobText.result(view)).isEqualTo("42");
    assertThat(JobText.logs(view)).containsExactly("noted");
    assertThat(JobText.succeeded(view)).isTrue();
  }

  @Test
  void jobsAreListedInColumns() {
    node.on("GET /api/jobs", 200, new JsonObject().put("jobs", new JsonArray().add(FakeNode.sharded("running", 250))));

    assertThat(kith("jobs").out().lines()).containsExactly("JOB  STATE    SHARDS    CREATED               NAME",
        "j-1  running  250/1000  2023-11-14T22:13:20Z  pi");
  }

  @Test
  void timesAreShownToTheSecond() {
    assertThat(Views.text(new JsonObject().put("createdAt", "2026-11-21T03:12:55.877301690Z"), "createdAt"))
        .isEqualTo("2026-11-21T03:12:55Z");
    assertThat(Views.text(new JsonObject().put("createdAt", "soon.1Z"), "createdAt")).isEqualTo("soon.1Z");
  }

  @Test
  void keysAreMadeWithTheirScopes() {
    node.on("POST /api/keys", 201, new JsonObject().put("id", "k1").put("key", "the-secret").put("mnemonic", "some words"));

    Ran ran = kith("key", "create", "--label", "ci", "--scopes", "jobs,keys", "--ttl-sec", "3600");

    assertThat(first().json()).isEqualTo(
        new JsonObject().put("label", "ci").put("scopes", new JsonArray().add("jobs").add("keys")).put("ttlSec", 3600));
    assertThat(ran.out()).contains("the-secret").contains("some words");
  }

  @Test
  void followingShowsProgressOnATerminalOnly() {
    String stream = ": hello\n\nid: 7\nevent: progress\ndata: " + FakeNode.sharded("running", 500).encode()
        + "\n\nid: 8\nevent: job_done\ndata: {}\n\n";
    node.on("GET /api/jobs/j-1/stream", Answer.events(stream)).on("GET /api/jobs/j-1", 200, FakeNode.sharded("done", 1000));

    Ran watched = kith(true, "job", "j-1", "--follow");
    Ran piped = kith(false, "job", "j-1", "--follow");

    assertThat(watched.err()).contains("\r▕███████████████").contains(" 50 %  500/1000 shards  250 k units/s  ETA 2 s");
    assertThat(piped.err()).doesNotContain("\r").contains("this node").contains("75 %");
    assertThat(piped.out()).contains("\"hits\" : 785398").doesNotContain("this node");
    assertThat(watched.exit() + piped.exit()).isZero();
  }

  @Test
  void aBrokenStreamIsResumedAfterTheLastEvent() {
    node.on("GET /api/jobs/j-1/stream",
        Answer.events("id: 7\nevent: progress\ndata: " + FakeNode.sharded("running", 1).encode() + "\n\n"))
        .on("GET /api/jobs/j-1/stream", Answer.events("id: 9\nevent: job_done\ndata: {}\n\n"))
        .on("GET /api/jobs/j-1", 200, FakeNode.sharded("done", 1000));

    assertThat(kith(true, "job", "j-1", "--follow").exit()).isZero();
    assertThat(node.asked.get(1).headers()).containsEntry("Last-Event-ID", "7");
  }

  @Test
  void fieldsThatAreNullOrMissingDoNotHurt() {
    JsonObject bare = new JsonObject().put("jobId", "j-3").put("status", "running").put("controlState", null).put("name", null)
        .put("note", null)
        .put("shardConfig", null).put("reducer", null).put("progress", new JsonObject().put("totalShards", 1)).put("result", null)
        .put("error", null);
    node.on("GET /api/jobs/j-3", 200, bare).on("GET /api/jobs", 200,
        new JsonObject().put("jobs", new JsonArray().add(bare).add(new JsonObject())));

    assertThat(kith("job", "j-3").exit()).isZero();
    assertThat(kith("jobs").exit()).isZero();
  }

  @Test
  void aNodeWithoutStreamIsPolled() {
    node.on("GET /api/jobs/j-1", 200, FakeNode.sharded("done", 1000));

    assertThat(kith(true, "job", "j-1", "--follow").exit()).isZero();
  }

  @Test
  void helpOfEveryCommandHasExamples() {
    Kith.commandLine(Terminal.ofProcess()).getSubcommands().forEach((name, command) -> {
      if (name.equals("help"))
        return;
      assertThat(command.getUsageMessage()).as(name).contains("Examples:").contains("kith " + name);
      command.getSubcommands()
          .forEach((sub, inner) -> assertThat(inner.getUsageMessage()).as(name + " " + sub).contains("kith " + name + " " + sub));
    });
    assertThat(Ran.kith(Map.of(), "--help").out()).contains("Exit codes:").contains("130").contains("run-js");
    assertThat(Ran.kith(Map.of(), "--version").out()).startsWith("kith ");
  }

  @Test
  void theCompletionScriptKnowsAllCommands() {
    assertThat(Ran.kith(Map.of(), "completion").out()).contains("complete -F _complete_kith").contains("token-mnemonic")
        .contains("--idempotency-key");
  }

  @Test
  void theConfigurationIsPrintedWithItsOrigins() {
    Map<String, String> environment = Map.of("PORT", "9001", "CLIENT_API_KEY", "hunter2", "KITH_DATA", data.toString());

    Ran json = Ran.kith(environment, "config", "--json", "--host", "127.0.0.9");

    assertThat(json.out()).doesNotContain("hunter2");
    assertThat(json.json().getJsonArray("settings")).contains(
        new JsonObject().put("key", "http.port").put("value", "9001").put("origin", "environment PORT"),
        new JsonObject().put("key", "http.host").put("value", "127.0.0.9").put("origin", "flag --host"));
    assertThat(Ran.kith(environment, "config", "--port", "70000").err())
        .isEqualTo("kith: --port: http.port must be from 0 to 65535, not 70000" + System.lineSeparator());
    assertThat(Ran.kith(environment, "up", "--port", "70000").exit()).isEqualTo(Exit.USAGE);
  }
}
