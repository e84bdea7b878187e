package dev.kith.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What makes commands good for people: short ids, reasons, advice, lines that fit.
class PeopleTest {
  private static final String ONE = "0b9f1111-0000-4000-8000-000000000001";
  private static final String TWO = "0b9f2222-0000-4000-8000-000000000002";

  @TempDir
  Path data;
  private FakeNode node;

  @BeforeEach
  void start() throws Exception {
    node = new FakeNode();
    node.on("GET /api/jobs", 200, new JsonObject().put("jobs", new JsonArray().add(new JsonObject().put("jobId", TWO))
        .add(new JsonObject().put("jobId", ONE))));
  }

  @AfterEach
  void stop() throws Exception { node.close(); }

  private Ran kith(Map<String, String> environment, boolean interactive, String... args) {
    Map<String, String> all = new HashMap<>(Map.of("CLIENT_API_KEY", FakeNode.KEY, "KITH_DATA", data.toString()));
    all.putAll(environment);
    List<String> words = new ArrayList<>(List.of(args));
    words.addAll(List.of("--host", node.url().toString()));
    return Ran.kith(all, "", interactive, words.toArray(String[]::new));
  }

  private Ran kith(String... args) { return kith(Map.of(), false, args); }

  @Test
  void theFirstDigitsOfAnIdAreEnough() {
    node.on("POST /api/jobs/" + ONE + "/cancel", 200, FakeNode.single(false).put("controlState", "cancelled"));
    assertThat(kith("cancel", "0b9f1").out()).startsWith(ONE + " cancelled");
    assertThat(kith("cancel", "0B9F1").exit()).isZero();
  }

  @Test
  void theNewestJobNeedsNoId() {
    node.on("GET /api/jobs/" + TWO, 200, FakeNode.single(true).put("jobId", TWO));
    assertThat(kith("job", "--last").out()).contains(TWO);
  }

  @Test
  void aBeginningThatIsOfTwoOrOfNoneIsRefusedWithWhatToDo() {
    Ran two = kith("job", "0b9f");
    assertThat(two.exit()).isEqualTo(Exit.USAGE);
    assertThat(two.err()).contains("2 jobs", ONE, TWO, "give more digits");
    Ran none = kith("job", "fff");
    assertThat(none.exit()).isEqualTo(Exit.REFUSED);
    assertThat(none.err()).contains("begins with fff", "kith jobs");
  }

  @ParameterizedTest
  @ValueSource(strings = {"job", "pause", "resume", "cancel"})
  void oneWayToNameAJobIsDemandedAndNotTwo(String command) {
    assertThat(kith(command).exit()).isEqualTo(Exit.USAGE);
    assertThat(kith(command, ONE, "--last").exit()).isEqualTo(Exit.USAGE);
    assertThat(node.asked).isEmpty();
  }

  @Test
  void aFailureIsShownWithPlaceStackAndLogs() {
    JsonObject error = new JsonObject().put("message", "n is not defined").put("stack", "ReferenceError: n\n    at job.js:3:9")
        .put("line", 3).put("column", 9);
    JsonObject job = FakeNode.single(false).put("jobId", ONE).put("error", "n is not defined")
        .put("result", new JsonObject().put("ok", false).put("error", error).put("logs", new JsonArray().add("got here")));
    node.on("GET /api/jobs/" + ONE, 200, job);
    assertThat(kith("job", ONE).out()).contains("got here", "error    n is not defined", "line     3, column 9",
        "  at job.js:3:9");
    Ran followed = kith("job", ONE, "--follow");
    assertThat(followed.err()).contains("got here", "line     3, column 9", "  at job.js:3:9", "n is not defined");
    assertThat(followed.exit()).isEqualTo(Exit.FAILED);
  }

  @ParameterizedTest
  @ValueSource(ints = {24, 40, 60, 80, 200})
  void progressFitsTheTerminal(int width) {
    JsonObject view = FakeNode.single(false).put("status", "running")
        .put("shardConfig", new JsonObject().put("totalUnits", 1_000_000))
        .put("progress", new JsonObject().put("totalShards", 123_456).put("completedShards", 61_728).put("unitsPerSecond", 12.5));
    String line = ProgressBar.line(view, width);
    assertThat(line.length()).isLessThanOrEqualTo(width);
    assertThat(line).contains("50 %");
    if (width >= 80) assertThat(line).contains("61728/123456 shards", "ETA");
  }

  @Test
  void whoStopsWaitingIsToldThatTheJobGoesOn() {
    assertThat(Parting.text(ONE)).contains("goes on", "kith job " + ONE + " --follow", "kith cancel " + ONE);
  }

  @Test
  void bareKithPrintsHelp() {
    Ran bare = Ran.kith(Map.of());
    assertThat(bare.exit()).isZero();
    assertThat(bare.out()).contains("kith up", "run-js");
  }

  @Test
  void whereNoNodeRunsThatIsSaid() {
    Ran ran = Ran.kith(Map.of("KITH_DATA", data.toString()), "jobs");
    assertThat(ran.exit()).isEqualTo(Exit.ACCESS);
    assertThat(ran.err()).contains("no node of this user runs here", "kith up");
  }

  @Test
  void coloursAreLeftOutIfTheyAreNotWanted() {
    assertThat(Ran.kith(Map.of(), "", true, "help").out()).contains("\u001b[");
    assertThat(Ran.kith(Map.of("NO_COLOR", "1"), "", true, "help").out()).doesNotContain("\u001b[");
  }
}
