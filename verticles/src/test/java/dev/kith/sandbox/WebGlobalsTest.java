package dev.kith.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kith.model.ShardRange;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// What job code finds beside the language, and that no shard sees what another left: the lists that browsers pass too.
class WebGlobalsTest {
  private static final String COLLECT = "{\"type\":\"reducer.collect\"}";
  private static Sandboxes sandbox;
  private static long ids;

  @BeforeAll
  static void open() { sandbox = Sandboxes.ready(1); }

  @AfterAll
  static void close() { sandbox.close(); }

  @ParameterizedTest(name = "{0}")
  @MethodSource
  void webCases(String what, String code, Object expected) {
    assertThat(values(job(code), 1)).as(what).isEqualTo(new JsonArray().add(expected));
  }

  @ParameterizedTest(name = "a shard does not see what the one before it left: {0}")
  @MethodSource
  void pollutionCases(String what, String pollute, String look) {
    JsonArray seen = values(job("const found = " + look + "; " + pollute + "; return found"), 3);
    assertThat(seen.stream().distinct()).as(what + ": " + seen).hasSize(1);
  }

  @Test
  void jobThatWasNotToBeCutHasNoBrain() {
    JobCode whole = new JobCode("job-1", "return typeof __BRAIN__", "{}", Duration.ZERO, false, "", 1, 0, 0, 1000);
    assertThat(run(whole, 0, 1).partialJson().orElseThrow()).contains("\"returnValue\":\"undefined\"");
  }

  @Test
  void jobThatRunsAsOnePieceHasAllItsUnits() {
    JobCode whole = new JobCode("job-1", "return __BRAIN__", "{\"units\":7}", Duration.ZERO, false, "", 1, 40, 40, 1000);
    assertThat(run(whole, 0, 1).partialJson().orElseThrow())
        .contains("\"totalShards\":1,\"units\":40,\"totalUnits\":40,\"offset\":0");
  }

  static Stream<Arguments> webCases() throws IOException { return cases("web-cases.json"); }

  static Stream<Arguments> pollutionCases() throws IOException { return cases("pollution-cases.json"); }

  private static Stream<Arguments> cases(String file) throws IOException {
    JsonArray all = new JsonArray(Files.readString(Path.of("..", "webroot", "test", "runtime", file)));
    return all.stream().map(JsonArray.class::cast).map(one -> Arguments.of(one.getValue(0), one.getValue(1), one.getValue(2)));
  }

  private static JobCode job(String code) {
    return new JobCode("job-1", code, "{}", Duration.ZERO, false, COLLECT, 100, 995, 10, 65_536);
  }

  private static JsonArray values(JobCode job, int count) {
    sandbox.pool.forget(job.key()); // all are job-1, so that they draw the same random numbers
    JsonArray values = new JsonArray();
    while (values.size() < count) {
      BlockOutcome outcome = run(job, values.size(), count - values.size());
      assertThat(outcome.failure()).isEmpty();
      values.addAll(new JsonObject(outcome.partialJson().orElseThrow()).getJsonArray("values"));
    }
    return values;
  }

  private static BlockOutcome run(JobCode job, int first, int count) {
    sandbox.pool.forget(job.key());
    return Sandboxes
        .outcome(sandbox.pool.run(new BlockTask(++ids, job, new ShardRange(first, count), 1, Duration.ofSeconds(20))));
  }
}
