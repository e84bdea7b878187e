package dev.kith.browser;

import dev.kith.message.Reducer;
import dev.kith.model.JobId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/// Takes the pictures of the worker page in `docs/`. Run its main; the first argument is the folder.
public final class WorkerPageScreenshots {
  private static final String CODE = """
      let hits = 0;
      for (let i = 0; i < 2e6; i++) {
        const x = Math.random(), y = Math.random();
        if (x * x + y * y <= 1) hits++;
      }
      return { hits, samples: 2e6 };
      """;

  private WorkerPageScreenshots() {}

  public static void main(String[] arguments) throws Exception {
    Path folder = Path.of(arguments.length > 0 ? arguments[0] : "docs");
    try (Chromium chromium = Chromium.launch(); WorkerPageRig rig = new WorkerPageRig()) {
      Page page = chromium.open();
      page.navigate(rig.invite());
      page.until("!document.querySelector('#welcome').hidden");
      for (var size : Map.of("desktop", 1100, "phone", 360).entrySet())
        take(page, folder, "worker-invite-" + size.getKey(), size.getValue(), false);
      rig.join(page);
      JobId job = rig.job(CODE, "null", 10_000, new Reducer.Sum(List.of("*")), 0);
      for (int i = 0; i < 40; i++) {
        rig.lease(job, i * 10L, 10, Duration.ofMillis(200));
        rig.result();
      }
      rig.lease(job, 500, 10, Duration.ofSeconds(20));
      rig.lease(job, 600, 400, Duration.ofSeconds(20));
      page.until("document.querySelector('#status').textContent === 'Helping'");
      for (boolean dark : List.of(false, true)) {
        for (var size : Map.of("desktop", 1100, "phone", 360).entrySet())
          take(page, folder, "worker-" + size.getKey() + (dark ? "-dark" : ""), size.getValue(), dark);
      }
    }
  }

  private static void take(Page page, Path folder, String name, int width, boolean dark) throws IOException {
    page.device(width, width < 500 ? 800 : 900, width < 500 ? 2 : 1, width < 500, dark);
    page.until("document.documentElement.scrollWidth <= innerWidth");
    Files.createDirectories(folder);
    Files.write(folder.resolve(name + ".png"), page.screenshot());
  }
}
