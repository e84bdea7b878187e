package dev.kith.bench;

import dev.kith.browser.Chromium;
import dev.kith.browser.ChromiumPage;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/// Takes the pictures in `docs/images`: a real node, its pages in a real browser at a desk's and a phone's width. Fails if a page has
/// an error in its console or sticks out to the right.
public final class Pictures {
  private final NodeUnderTest node;
  private final Chromium browser;
  private final Path folder;

  private Pictures(NodeUnderTest node, Chromium browser, Path folder) {
    this.node = node;
    this.browser = browser;
    this.folder = folder;
  }

  public static void main(String[] arguments) throws Exception {
    Path folder = Path.of(arguments.length > 0 ? arguments[0] : "docs/images");
    Files.createDirectories(folder);
    try (NodeUnderTest node = NodeUnderTest.start(Map.of("KITH_NODE_LABEL", "kitchen")); Chromium browser = Chromium.launch()) {
      Pictures pictures = new Pictures(node, browser, folder);
      ChromiumPage volunteer = pictures.invited();
      ChromiumPage client = pictures.client();
      pictures.helping(volunteer);
      pictures.lists(client);
      pictures.clean(volunteer, client);
    }
  }

  private ChromiumPage invited() throws IOException, InterruptedException {
    String invite = node.api().post("/api/invites/worker", new JsonObject().put("workerLabel", "Ann's phone"))
        .getString("inviteUrl");
    ChromiumPage page = browser.open();
    page.navigate(invite);
    page.until("!document.querySelector('#welcome').hidden");
    take(page, "worker-invite");
    page.click("#start");
    page.until("!document.querySelector('#work').hidden");
    return page;
  }

  private ChromiumPage client() throws IOException {
    ChromiumPage page = browser.open();
    page.navigate(node.api().url() + "/client");
    page.until("document.querySelector('input[name=key]')");
    page.evaluate("document.querySelector('input[name=key]').focus()");
    page.command("Input.insertText", new JsonObject().put("text", node.api().key()));
    page.click("button.primary");
    page.until("document.querySelector('.ace_comment')");
    take(page, "client-run");
    page.click("button.primary.large");
    page.until("parseFloat(document.querySelector('.progress-percent')?.textContent ?? '0') > 30");
    take(page, "client-running");
    return page;
  }

  private void helping(ChromiumPage page) throws IOException {
    page.until("parseInt(document.querySelector('#shards').textContent.replace(/\\D/g, '')) > 20");
    take(page, "worker");
  }

  private void lists(ChromiumPage page) throws IOException, InterruptedException {
    String job = node.api().get("/api/jobs?limit=1").getJsonArray("jobs").getJsonObject(0).getString("jobId");
    for (int i = 0; i < 4; i++)
      node.api().get("/api/jobs/" + job + "?waitMs=30000");
    page.until("document.querySelector('.pi')");
    take(page, "client-result");
    page.navigate(node.api().url() + "/client#run");
    page.evaluate(
        "(s => { s.value = 'mandelbrot.js'; s.dispatchEvent(new Event('change', {bubbles: true})); })(document.querySelector('#example'))");
    page.until("document.getElementById('job-args').value.includes('centerX')");
    page.click("button.primary.large");
    page.until("document.querySelector('canvas.picture') && !document.querySelector('.result header .muted')");
    take(page, "client-picture");
    for (String view : new String[]{"jobs", "workers"}) {
      page.navigate(node.api().url() + "/client#" + view);
      page.until("document.querySelector('tbody tr')");
      take(page, "client-" + view);
    }
    page.navigate(node.api().url() + "/client#invites");
    page.until("[...document.querySelectorAll('form .btn.primary')].some(e => e.offsetParent)");
    page.evaluate("[...document.querySelectorAll('form .btn.primary')].find(e => e.offsetParent).click()");
    page.until("document.querySelector('.qr')");
    take(page, "client-invites");
  }

  private void take(ChromiumPage page, String name) throws IOException {
    for (int width : new int[]{1280, 360}) {
      boolean phone = width < 500;
      page.device(width, phone ? 800 : 900, phone ? 2 : 1, phone, false);
      page.until("document.documentElement.scrollWidth <= document.documentElement.clientWidth");
      Files.write(folder.resolve(name + (phone ? "-phone" : "-desktop") + ".png"), page.screenshot());
    }
    page.device(1280, 900, 1, false, false);
  }

  private void clean(ChromiumPage... pages) {
    for (ChromiumPage page : pages) {
      // The first look without a session is a 401 by design; the browser logs it all the same.
      page.problems().stream().filter(problem -> !problem.contains("401")).findFirst().ifPresent(problem -> {
        throw new IllegalStateException(problem);
      });
    }
  }
}
