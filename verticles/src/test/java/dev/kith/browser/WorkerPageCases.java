package dev.kith.browser;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kith.message.BlockResult;
import dev.kith.message.Partial;
import dev.kith.message.Reducer;
import dev.kith.message.ShardFailure;
import dev.kith.message.WorkMessage;
import dev.kith.model.JobId;
import dev.kith.volunteer.VolunteerConfig;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/// What the worker page must do in every browser.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class WorkerPageCases {
  private static final String SPIN = "for (;;) {}";
  private static final Reducer ALL = new Reducer.Sum(List.of("*"));

  /// Counts what is written to the document, and names what was there already.
  private static final String REWRITES = """
      globalThis.writes = 0;
      globalThis.rewrites = [];
      addEventListener('DOMContentLoaded', () => {
        const name = (node) => (node.id || node.parentElement?.id || node.nodeName);
        new MutationObserver((records) => records.forEach((record, i) => {
          writes++;
          if (record.type === 'childList') {
            const text = (nodes) => [...nodes].map((node) => node.textContent).join('');
            if (record.removedNodes.length && text(record.addedNodes) === text(record.removedNodes)) rewrites.push(name(record.target));
            return;
          }
          const next = records.slice(i + 1).find((one) => one.type === record.type && one.target === record.target
            && one.attributeName === record.attributeName);
          const now = next ? next.oldValue : record.type === 'attributes' ? record.target.getAttribute(record.attributeName) : record.target.data;
          if (now === record.oldValue) rewrites.push(name(record.target) + ' ' + (record.attributeName ?? 'text'));
        })).observe(document.body, { subtree: true, childList: true, attributes: true, attributeOldValue: true, characterData: true,
          characterDataOldValue: true });
      });
      """;

  private Browser browser;
  private WorkerPageRig rig;
  private Page page;

  abstract Browser launch() throws IOException;

  @BeforeAll
  void begin() throws IOException { browser = launch(); }

  @AfterAll
  void end() throws IOException { if (browser != null)
    browser.close(); }

  @BeforeEach
  void open() throws IOException {
    rig = new WorkerPageRig();
    page = browser.open();
  }

  @AfterEach
  void close() {
    page.close();
    rig.close();
  }

  @Test
  void joinsInOneTapAndRunsShardsWithoutAViolation() throws Exception {
    rig.join(page);
    JobId job = rig.job("return { hits: 1, at: __BRAIN__.shardId, x: args.x }", "{\"x\": 0.1}", 1000, ALL, 0);
    rig.lease(job, 10, 5, Duration.ofMillis(200));

    BlockResult result = rig.result();

    assertThat(result.done()).isEqualTo(5);
    Partial.Sums sums = (Partial.Sums) result.partial().orElseThrow();
    assertThat(sums.fields()).containsEntry("hits", new Partial.FieldSum(5, List.of(5.0)))
        .containsEntry("at", new Partial.FieldSum(5, List.of(60.0)));
    page.until("document.querySelector('#shards').textContent === '5'");
    assertThat(page.text("#for-whom")).contains("the lab");
    assertThat((String) page.evaluate("location.href")).doesNotContain("invite").endsWith("/worker");
    assertThat(page.problems()).isEmpty();
  }

  @Test
  void aReloadGoesOnByItselfWithTheSameKey() throws Exception {
    rig.join(page);
    var before = rig.worker();
    page.navigate(rig.origin() + "/worker");
    rig.joined();
    assertThat(rig.worker()).isEqualTo(before);
    assertThat(rig.run("return 7", 0).done()).isEqualTo(1);
  }

  @Test
  void rs256WorksToo() throws Exception {
    rig.close();
    rig = new WorkerPageRig("RS256", VolunteerConfig.defaults());
    rig.join(page);
    assertThat(rig.run("return 7", 0).done()).isEqualTo(1);
  }

  @Test
  void anInfiniteLoopEndsByItsTimeOutAndBlamesItsShardAlone() throws Exception {
    rig.join(page);
    JobId job = rig.job("if (__BRAIN__.shardId === 3) for (;;) {} return { n: 1 }", "null", 10, ALL, 300);
    rig.lease(job, 0, 10, Duration.ofMillis(200));

    BlockResult result = rig.result();

    assertThat(result.done()).isEqualTo(3);
    assertThat(result.failure().orElseThrow().kind()).isEqualTo(ShardFailure.Kind.TIMEOUT);
    rig.lease(job, 4, 6, Duration.ofMillis(200));
    assertThat(rig.result().done()).isEqualTo(6);
  }

  @Test
  void thePageAnswersWhileEveryWorkerHangsAndARevocationFreesThem() throws Exception {
    rig.join(page);
    JobId job = rig.job(SPIN, "null", 4, ALL, 0);
    var one = rig.lease(job, 0, 1, Duration.ofMillis(200));
    var two = rig.lease(job, 1, 1, Duration.ofMillis(200));
    page.until("document.querySelector('#running-count').textContent.startsWith('2 of')");
    rig.node.controller.await(WorkMessage.Beat.class);
    assertThat(rig.node.controller.await(WorkMessage.Beat.class).held()).containsExactlyInAnyOrder(one, two);

    for (var lease : List.of(one, two))
      rig.node.controller.send(new dev.kith.message.LeaseMessage.Revoked(rig.worker(), lease));
    assertThat(rig.run("return 1", 0).done()).isEqualTo(1);
  }

  @Test
  void microtaskStormsDeepRecursionAndGiantResultsAreThatShardsErrors() throws Exception {
    rig.join(page);
    Map<String, ShardFailure.Kind> codes = Map.of(
        "const f = () => Promise.resolve().then(f); await f()", ShardFailure.Kind.TIMEOUT,
        "const f = () => f() + 1; return f()", ShardFailure.Kind.ERROR,
        "return 'x'.repeat(200000)", ShardFailure.Kind.RESULT,
        "await new Promise(() => {})", ShardFailure.Kind.NEVER_SETTLED,
        "for (;;) /(a+)+$/.test('a'.repeat(40) + '!')", ShardFailure.Kind.TIMEOUT, // WebKit gives up such a match, and would end
        "throw new Error('no')", ShardFailure.Kind.ERROR);
    for (var code : codes.entrySet())
      assertThat(rig.run(code.getKey(), 500).failure().map(ShardFailure::kind)).as(code.getKey()).contains(code.getValue());
    assertThat(rig.run("return 1", 500).done()).isEqualTo(1);
  }

  @Test
  void pauseStopsAndReturnsTheWork() throws Exception {
    rig.join(page);
    rig.lease(rig.job(SPIN, "null", 4, ALL, 0), 0, 1, Duration.ofMillis(200));
    page.until("document.querySelector('#running-count').textContent.startsWith('1 of')");

    page.click("#pause");
    assertThat(rig.node.controller.await(WorkMessage.Credit.class).credit()).isZero();
    assertThat(rig.result()).isEqualTo(BlockResult.untouched());
    page.until("document.querySelector('#status').textContent === 'Paused'");

    page.click("#pause");
    assertThat(rig.node.controller.await(WorkMessage.Credit.class).credit()).isPositive();
  }

  @Test
  void theCoresSliderIsObeyed() throws Exception {
    rig.before("Object.defineProperty(Navigator.prototype, 'hardwareConcurrency', { get: () => 6 })");
    rig.join(page);
    page.evaluate("(s => { s.value = 2; s.dispatchEvent(new Event('input')) })(document.querySelector('#cores'))");
    assertThat(rig.node.controller.await(WorkMessage.Credit.class).credit()).isEqualTo(3);
    assertThat(page.text("#cores-text")).isEqualTo("2 of 6");
    page.evaluate("document.querySelector('#cores').focus()");
    page.press("ArrowRight");
    assertThat(rig.node.controller.await(WorkMessage.Credit.class).credit()).isEqualTo(4);
  }

  @Test
  void aLowBatteryLowersAndAnEmptyOneStopsIt() throws Exception {
    rig.before("""
        const battery = Object.assign(new EventTarget(), { level: 0.8, charging: false });
        navigator.getBattery = async () => battery;
        Object.defineProperty(Navigator.prototype, 'hardwareConcurrency', { get: () => 6 });
        globalThis.setBattery = (level) => { battery.level = level; battery.dispatchEvent(new Event('levelchange')); };
        """);
    rig.join(page);
    page.evaluate("setBattery(0.2)");
    assertThat(rig.node.controller.await(WorkMessage.Credit.class).credit()).isEqualTo(3);
    page.evaluate("setBattery(0.1)");
    assertThat(rig.node.controller.await(WorkMessage.Credit.class).credit()).isZero();
    assertThat(page.text("#cores-why")).contains("battery");
  }

  @Test
  void stoppingGivesEverythingBackAtOnce() throws Exception {
    rig.join(page);
    page.click("#stop");
    assertThat(rig.node.controller.await(WorkMessage.Left.class).worker()).isEqualTo(rig.worker());
    page.until("!document.querySelector('#welcome').hidden");
    assertThat(page.text("#notice")).startsWith("Stopped");
  }

  @Test
  void aRevokedInviteIsToldInPlainWords() throws Exception {
    rig.join(page);
    rig.node.access.revokeInvite();
    page.until("document.querySelector('#notice').textContent.includes('revoked')");
    page.navigate(rig.invite());
    page.until("!document.querySelector('#welcome').hidden");
    page.click("#start");
    page.until("document.querySelector('#notice').textContent.includes('This invite has ended')");
  }

  @Test
  void anotherKeyThanThePinnedOneIsRefusedBeforeAnythingElse() throws Exception {
    page.navigate(rig.origin() + "/worker#" + dev.kith.volunteer.KnownTabs.INVITE + "." + "A".repeat(43));
    page.until("!document.querySelector('#welcome').hidden");
    page.click("#start");
    page.until("document.querySelector('#notice').textContent.includes('another key')");
    assertThat(page.text("#status")).isEqualTo("Refused");
  }

  @Test
  void tamperedJobsAreRefusedAndThePageStops() throws Exception {
    String code = "return 1";
    for (String wound : List.of("code", "args", "manifest", "other key", "range", "job")) {
      Page fresh = browser.open();
      rig.join(fresh);
      JobId job = rig.newJob();
      JsonObject terms = JobSigner.terms(wound.equals("job") ? rig.newJob() : job, code, "null", 10, ALL);
      String manifest = (wound.equals("other key") ? JobSigner.make("EdDSA") : rig.signer).sign(terms);
      String tampered = wound.equals("manifest") ? manifest.replaceFirst("\\.ey", ".fy") : manifest;
      rig.put(job, tampered, wound.equals("code") ? "return 2" : code, wound.equals("args") ? "1" : "null");
      rig.lease(job, wound.equals("range") ? 9 : 0, 2, Duration.ofMillis(200));

      fresh.until("document.querySelector('#notice').textContent.includes('Nothing of it was run')");
      assertThat(rig.node.controller.await(WorkMessage.Left.class)).as(wound).isNotNull();
      fresh.close();
    }
  }

  @Test
  void anExpiredJobIsNotRun() throws Exception {
    rig.join(page);
    JobId old = rig.newJob();
    rig.put(old,
        rig.signer.sign(JobSigner.terms(old, "return 1", "null", 10, ALL).put("exp", System.currentTimeMillis() - 120_000)),
        "return 1", "null");
    rig.lease(old, 0, 2, Duration.ofMillis(200));
    page.until("document.querySelector('#notice').textContent.includes('clock')");
    assertThat(rig.run("return 1", 0).done()).isEqualTo(1); // the first result is this one's
  }

  @Test
  void withoutASecureContextThePageSaysWhatToDo() {
    rig.before("Object.defineProperty(globalThis, 'isSecureContext', { get: () => false })");
    page.navigate(rig.invite());
    page.until("document.querySelector('#notice').textContent.includes('https')");
    assertThat(page.text("#notice")).contains("localhost");
  }

  @Test
  void aClickOnPauseIsNeverLostWhileWorkRuns() throws Exception {
    rig.join(page);
    rig.lease(rig.job("let x = 0; for (let i = 0; i < 3e6; i++) x += i; return { n: 1 }", "null", 1_000_000, ALL, 0),
        0, 100_000, Duration.ofMinutes(5));
    page.until("document.querySelector('#status').textContent === 'Helping'");
    for (int round = 0; round < 4; round++) {
      page.tap("#pause");
      page.until("document.querySelector('#status').textContent === 'Paused'");
      page.tap("#pause");
      page.until("document.querySelector('#status').textContent !== 'Paused'");
    }
  }

  @Test
  void nothingIsWrittenThatDidNotChange() throws Exception {
    rig.before(REWRITES);
    rig.join(page);
    rig.lease(rig.job("return { n: 1 }", "null", 1_000, ALL, 0), 0, 500, Duration.ofMillis(200));
    page.until("document.querySelector('#shards').textContent === '500'");
    page.click("#pause");
    page.until("document.querySelector('#status').textContent === 'Paused'");
    assertThat((Boolean) page.evaluate("globalThis.writes > 5")).isTrue();
    assertThat(page.evaluate("globalThis.rewrites.join()")).isEqualTo("");
  }

  @Test
  void whatWasGivenIsNotForgottenWhenThePageGoesAtOnce() throws Exception {
    rig.join(page);
    rig.lease(rig.job("let x = 0; for (let i = 0; i < 3e7; i++) x += i; return { n: x > 0 ? 1 : 0 }", "null", 100, ALL, 0),
        0, 5, Duration.ofSeconds(5));
    page.until("document.querySelector('#shards').textContent === '5'");
    String given = page.text("#lifetime");
    assertThat(given).isNotEqualTo("0.0 s");
    page.navigate(rig.origin() + "/worker");
    rig.joined();
    page.until("document.querySelector('#lifetime').textContent === '" + given + "'");
  }

  @Test
  void withStorageRefusedItHelpsAllTheSameAndSaysWhatThatMeans() throws Exception {
    rig.before("""
        for (const name of ['localStorage', 'sessionStorage', 'indexedDB'])
          Object.defineProperty(globalThis, name, { get() { throw new DOMException('no', 'SecurityError') } });
        """);
    rig.welcome(page);
    assertThat(page.text("#notice")).contains("keeps nothing for this page");
    page.click("#start");
    rig.joined();
    assertThat(rig.run("return 7", 0).done()).isEqualTo(1);
    assertThat(page.problems()).isEmpty();
  }

  @Test
  void anUnknownInviteIsRefusedAndAnotherCanBeEntered() throws Exception {
    page.navigate(rig.origin() + "/worker#wrong");
    page.until("!document.querySelector('#welcome').hidden");
    page.click("#start");
    page.until("document.querySelector('#notice').textContent.includes('not known here')");
    assertThat(page.text("#status")).isEqualTo("Not helping");
    for (var attribute : Map.of("autocorrect", "off", "autocapitalize", "none", "spellcheck", "false", "autocomplete", "off")
        .entrySet())
      assertThat(page.evaluate("document.querySelector('#invite').getAttribute('" + attribute.getKey() + "')"))
          .isEqualTo(attribute.getValue());
    page.fill("#invite", rig.invite());
    page.click("#start");
    rig.joined();
    assertThat(rig.run("return 7", 0).done()).isEqualTo(1);
  }

  @Test
  void aTabWithoutRoomIsToldWhyAndKeepsItsInvite() throws Exception {
    rig.close();
    rig = new WorkerPageRig("EdDSA", VolunteerConfig.defaults().withSockets(100, 1));
    Page first = browser.open();
    rig.join(first);
    rig.welcome(page);
    page.click("#start");
    page.until("document.querySelector('#notice').textContent.includes('volunteers.perAddressMax')");
    assertThat(page.text("#status")).isEqualTo("Not helping");
    assertThat((Boolean) page.evaluate("!document.querySelector('#invite-field').hidden")).isTrue();
    assertThat(rig.node.access.uses()).isEqualTo(1);
    first.click("#stop");
    rig.node.controller.await(WorkMessage.Left.class);
    first.close();
    page.fill("#invite", rig.invite());
    page.click("#start");
    rig.joined();
  }

  @Test
  void aMemberThatFindsNoRoomIsToldWhyAndGoesOnTrying() throws Exception {
    rig.close();
    rig = new WorkerPageRig("EdDSA", VolunteerConfig.defaults().withSockets(100, 1));
    rig.join(page);
    Page other = browser.open();
    page.click("#stop");
    rig.node.controller.await(WorkMessage.Left.class);
    rig.join(other);
    page.click("#start");
    page.until("document.querySelector('#notice').textContent.includes('volunteers.perAddressMax')");
    page.click("#elsewhere");
    page.until("!document.querySelector('#invite-field').hidden");
    page.click("#start");
    other.click("#stop");
    rig.joined();
    other.close();
  }

  @Test
  void afterForgettingNothingOfTheNodeIsLeft() throws Exception {
    rig.join(page);
    page.until("document.querySelector('#worker-line').textContent !== ''");
    page.click("#forget");
    page.until("document.querySelector('#notice').textContent.includes('are gone')");
    assertThat(page.text("#worker-line")).isEmpty();
    assertThat(page.text("#pin-line")).isEmpty();
    assertThat((Boolean) page.evaluate("!document.querySelector('#invite-field').hidden")).isTrue();
  }

  @Test
  void aBrowserThatCannotCheckSignaturesIsToldBeforeItsInviteIsUsed() throws Exception {
    rig.before(
        """
            for (const name of ['generateKey', 'importKey']) {
              const original = SubtleCrypto.prototype[name];
              SubtleCrypto.prototype[name] = function (...args) {
                if (args.some((one) => one?.name === 'Ed25519')) return Promise.reject(new DOMException('unrecognized name', 'NotSupportedError'));
                return original.apply(this, args);
              };
            }
            """);
    rig.welcome(page);
    page.click("#start");
    page.until("document.querySelector('#notice').textContent.includes('Ed25519')");
    assertThat(page.text("#notice")).contains("Chrome or Edge 137, Firefox 129, Safari 17");
    assertThat(page.text("#status")).isEqualTo("Refused");
    assertThat(rig.node.access.uses()).isZero();
  }

  @Test
  void aBrowserThatIsTooOldIsToldWhatItLacks() {
    rig.before("delete Object.hasOwn");
    page.navigate(rig.invite());
    page.until("document.querySelector('#kith-guard')");
    assertThat(page.text("#kith-guard")).contains("too old", "Object.hasOwn", "Firefox 129");
  }

  @Test
  void aScriptThatThrowsSaysSoInsteadOfStartingForEver() {
    rig.before("document.getElementById = () => { throw new RangeError('invalid language tag: C') }");
    page.navigate(rig.invite());
    page.until("document.querySelector('#kith-guard')");
    assertThat(page.text("#kith-guard")).contains("can’t start", "invalid language tag: C", "Reload");
  }

  @Test
  void aNameGoesToTheOwnerAndIsCheckedByTheRulesOfLabels() throws Exception {
    rig.welcome(page);
    page.fill("#name", "Mia\u202Es laptop");
    page.click("#start");
    page.until("!document.querySelector('#name-error').hidden");
    assertThat(page.text("#name-error")).contains("invisible characters");
    page.fill("#name", "Mia’s laptop");
    page.click("#start");
    assertThat(rig.joined().capability().label()).isEqualTo("Mia’s laptop");
  }

  @Test
  void phonesAreToldWhatTheBackgroundDoesToThem() throws Exception {
    rig.before("Object.defineProperty(navigator, 'userAgentData', { value: { mobile: true, brands: [], platform: 'Android' } })");
    rig.join(page);
    assertThat(page.text("#phone")).contains("halts pages that are not in front");
    page.until("document.querySelector('#idle').textContent.includes('open and in front')");
  }
}
