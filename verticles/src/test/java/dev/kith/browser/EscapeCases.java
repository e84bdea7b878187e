package dev.kith.browser;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kith.message.BlockResult;
import dev.kith.message.Partial;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.assertj.core.api.SoftAssertions;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/// What hostile job code can do in a volunteer's tab, whichever browser: use time, and nothing else.
abstract class EscapeCases {
  private static final String CANARY = "canary-7f3a";

  abstract Browser launch() throws IOException;

  @Test
  void nothingGetsOutAndNothingOfThePageIsRead() throws Exception {
    try (Browser browser = launch();
        CatchAll outside = new CatchAll();
        WorkerPageRig rig = new WorkerPageRig()) {
      Page page = browser.open();
      rig.join(page);
      page.evaluate("[localStorage.setItem('canary', '" + CANARY + "'), sessionStorage.setItem('canary', '" + CANARY
          + "'), document.cookie = 'canary=" + CANARY + "'].length");

      SoftAssertions all = new SoftAssertions();
      for (String line : corpus()) {
        String name = line.substring(0, line.indexOf('|')).strip();
        String code = line.substring(line.indexOf('|') + 1).strip().replace("URL/", "http://" + outside.host() + "/")
            .replace("HOST", outside.host());
        BlockResult result = rig.run(code, 500);
        all.assertThat(result.toString()).as(name).doesNotContain(CANARY).doesNotContain("spoofed").doesNotContain("shadowRoot");
        BlockResult next = rig.run("return [1, 2].map((x) => x * 2).concat(Object.keys({ a: 1 }))", 500);
        all.assertThat(envelope(next)).as("a job after %s", name).contains("\"returnValue\":[2,4,\"a\"]");
        all.assertThat(outside.hits()).as("hits after %s", name).isEmpty();
      }
      all.assertAll();
      assertThat(corpus().size()).isGreaterThan(50);
      assertThat((String) page.evaluate("location.href")).isEqualTo(rig.origin() + "/worker");

      // The listener does hear: from a tab without the sandbox a request arrives, and it is the first.
      Page control = browser.open();
      control.evaluate("fetch('http://" + outside.host() + "/control', { mode: 'no-cors' }).catch(() => 0)");
      Awaitility.await().until(() -> !outside.hits().isEmpty());
      assertThat(outside.hits()).first().asString().contains("/control");
    }
  }

  private static String envelope(BlockResult result) {
    return result.partial().map(partial -> ((Partial.Single) partial).envelope().text()).orElse("no result: " + result);
  }

  private static List<String> corpus() throws IOException {
    try (InputStream in = EscapeCases.class.getResourceAsStream("/browser/escapes.txt")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines()
          .filter(line -> !line.isBlank() && !line.startsWith("#"))
          .toList();
    }
  }
}
