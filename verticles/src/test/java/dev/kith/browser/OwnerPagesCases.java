package dev.kith.browser;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.URI;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/// What the pages of owners must do in every browser, before a pretended node.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class OwnerPagesCases {
  private Browser browser;
  private PretendedNode node;
  private Page page;

  abstract Browser launch() throws IOException;

  @BeforeAll
  void begin() throws IOException {
    node = PretendedNode.start();
    browser = launch();
  }

  @AfterAll
  void end() throws IOException {
    if (browser != null)
      browser.close();
    if (node != null)
      node.close();
  }

  @BeforeEach
  void open() throws IOException { page = browser.open(); }

  @AfterEach
  void close() throws Exception {
    page.close();
    before("");
  }

  @Test
  void keysThatComeCloseTogetherStayAndTheEditorGoesOn() {
    signIn();
    page.until("document.querySelector('.ace_comment')");
    page.evaluate(
        "globalThis.editor = ace.edit(document.querySelector('.ace_editor')), editor.setValue('', 1), editor.changes = 0, "
            + "editor.session.on('change', () => { editor.changes++ }), true");
    // Bursts with a pause that lets an effect of the key before run between two keys.
    page.evaluate("(async () => { for (const key of 'the quick brown fox jumps over') { editor.insert(key); "
        + "if ('qbjo'.includes(key)) await new Promise((go) => setTimeout(go, 0)); } return true })()");
    page.until("sessionStorage.getItem('kith.draft').includes('the quick brown fox jumps over')");
    assertThat(page.evaluate("editor.getValue()")).isEqualTo("the quick brown fox jumps over");
    assertThat(page.evaluate("editor.changes")).isEqualTo(30);
    page.evaluate(
        "(e => { e.value = 'hello.js'; e.dispatchEvent(new Event('change', { bubbles: true })); return true })(document.querySelector('#example'))");
    page.until("editor.getValue().includes('@title Hello')");
  }

  @Test
  void aScriptThatThrowsSaysSo() throws Exception {
    for (String path : new String[]{"/client", "/nodes"}) {
      before("document.getElementById = () => { throw new RangeError('invalid language tag: C') }");
      page.navigate(node.origin() + path);
      page.until("document.querySelector('#kith-guard')");
      assertThat(page.text("#kith-guard")).as(path).contains("can’t start", "invalid language tag: C", "Reload");
    }
  }

  @Test
  void aBrowserThatIsTooOldIsToldWhatItLacks() throws Exception {
    before("delete globalThis.HTMLDialogElement; delete Object.hasOwn");
    for (String path : new String[]{"/", "/client", "/nodes", "/worker"}) {
      page.navigate(node.origin() + path);
      page.until("document.querySelector('#kith-guard')");
      assertThat(page.text("#kith-guard")).as(path).contains("too old", "dialogs", "Object.hasOwn", "Firefox 129");
    }
  }

  @Test
  void aLanguageThatNoBrowserTakesIsNoReasonToFail() throws Exception {
    before("Object.defineProperty(navigator, 'language', { value: 'C', configurable: true })");
    signIn();
    assertThat((Boolean) page.evaluate("document.querySelector('#kith-guard') === null")).isTrue();
  }

  @Test
  void storageRefusedIsNoReasonToFail() throws Exception {
    before("for (const name of ['localStorage', 'sessionStorage', 'indexedDB']) "
        + "Object.defineProperty(globalThis, name, { get() { throw new DOMException('no', 'SecurityError') } })");
    signIn();
    page.until("document.querySelector('#example')");
    assertThat((Boolean) page.evaluate("document.querySelector('#kith-guard') === null")).isTrue();
  }

  @Test
  void secretsAreNotCorrected() {
    page.navigate(node.origin() + "/client");
    page.until("document.querySelector('input[name=key]')");
    for (String attribute : new String[]{"autocorrect=off", "autocapitalize=none", "spellcheck=false"}) {
      String name = attribute.substring(0, attribute.indexOf('='));
      assertThat(page.evaluate("document.querySelector('input[name=key]').getAttribute('" + name + "')")).as(name)
          .isEqualTo(attribute.substring(name.length() + 1));
    }
  }

  @Test
  void aHundredWorkersAreSearchedSortedAndPaged() {
    signIn();
    page.navigate(node.origin() + "/client#workers");
    page.until("document.querySelectorAll('tbody tr').length === 25");
    page.click(".pager .btn:last-child");
    page.until("document.querySelector('.pager').textContent.includes('page 2 of 4')");
    page.click("th:nth-child(4) .sort");
    page.until("document.querySelector('tbody tr td:nth-child(4)').textContent === '40,210'");
    page.fill("input[type=search]", "tab 99");
    page.until("document.querySelectorAll('tbody tr').length === 1");
    assertThat(page.text("tbody strong")).isEqualTo("tab 99");
  }

  @Test
  void aNameWithoutASpaceFits() throws Exception {
    signIn();
    String job = post("/stub/job?longname", "");
    page.navigate(node.origin() + "/client#job/" + job.replaceAll(".*\"jobId\":\"([^\"]+)\".*", "$1"));
    page.until("document.querySelector('.job-head h1')?.textContent.length === 200");
    page.evaluate("document.body.style.width = '360px', true");
    assertThat((Boolean) page.evaluate("document.querySelector('.job-head h1').getBoundingClientRect().right <= 360")).isTrue();
  }

  private void signIn() {
    page.navigate(node.origin() + "/client");
    page.fill("input[name=key]", PretendedNode.KEY);
    page.until("document.querySelector('input[name=key]').value === '" + PretendedNode.KEY + "'");
    page.click("button.primary");
    page.until("document.querySelector('.who')");
  }

  private void before(String script) throws Exception { post("/stub/before", script); }

  private String post(String path, String body) throws Exception {
    try (HttpClient http = HttpClient.newHttpClient()) {
      return http
          .send(HttpRequest.newBuilder(URI.create(node.origin() + path)).POST(HttpRequest.BodyPublishers.ofString(body)).build(),
              BodyHandlers.ofString())
          .body();
    }
  }
}
