package dev.kith.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.vertx.core.json.JsonObject;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/// What the door adds to a job: submit and fetch over one kept connection, with neighbours that answer at once.
class DoorOverheadTest {
  private static final int WARM_UP = 500;
  private static final int ROUNDS = 500;

  @Test
  void submitAndResultCostFarLessThanFiveMilliseconds() throws Exception {
    ((Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME)).setLevel(Level.INFO);
    try (Door door = Door.open(Door.with("", 0), app -> app.get("/bare").handler(context -> context.end("{}")))) {
      door.neighbours.instant = true;
      long[] bare = new long[ROUNDS];
      long[] whole = new long[ROUNDS];
      for (int i = -WARM_UP; i < ROUNDS; i++) {
        long start = System.nanoTime();
        door.call(null, "GET", "/bare", null);
        long middle = System.nanoTime();
        String id = new JsonObject(door.call(Neighbours.ALL, "POST", "/api/jobs/run-js", "{\"code\":\"return 1\"}").body())
            .getString("jobId");
        assertThat(door.call(Neighbours.ALL, "GET", "/api/jobs/" + id + "?waitMs=1000", null).body()).contains("\"done\"");
        if (i >= 0) {
          bare[i] = middle - start;
          whole[i] = System.nanoTime() - middle;
        }
      }
      Arrays.sort(bare);
      Arrays.sort(whole);
      System.out.printf(
          "door: bare request p50 %d us p99 %d us; submit + result (2 requests) p50 %d us p99 %d us; so %d us a request more%n",
          bare[ROUNDS / 2] / 1000, bare[ROUNDS * 99 / 100] / 1000, whole[ROUNDS / 2] / 1000, whole[ROUNDS * 99 / 100] / 1000,
          (whole[ROUNDS / 2] - 2 * bare[ROUNDS / 2]) / 2000);
      assertThat(whole[ROUNDS / 2]).as("median, ns").isLessThan(5_000_000);
    }
  }
}
