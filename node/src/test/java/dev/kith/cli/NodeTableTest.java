package dev.kith.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

class NodeTableTest {
  @Test
  void aClockIsSpokenOfOnlyIfItIsWrong() {
    assertThat(state(600_000)).contains("alive, clock 600 s fast");
    assertThat(state(-90_000)).contains("alive, clock 90 s slow");
    assertThat(state(2_000)).doesNotContain("clock");
    assertThat(state(null)).doesNotContain("clock");
  }

  private static String state(Object skew) {
    JsonObject node = new JsonObject().put("nodeId", "a".repeat(32)).put("name", "ann").put("liveness", "alive")
        .put("skewMillis", skew);
    Terminal terminal = new Terminal(new PrintWriter(new StringWriter()), new PrintWriter(new StringWriter()),
        InputStream.nullInputStream(), Map.of("COLUMNS", "200"), false);
    return String.join("\n", NodeTable.of(terminal, new JsonArray().add(node), Instant.EPOCH));
  }
}
