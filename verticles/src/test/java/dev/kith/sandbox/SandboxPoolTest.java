package dev.kith.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kith.message.ShardFailure;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SandboxPoolTest {
  private static final String SUM = "{\"type\":\"reducer.sum\",\"fields\":[\"n\"]}";
  private static final String COLLECT = "{\"type\":\"reducer.collect\"}";
  private static Sandboxes sandbox;

  @BeforeAll
  static void open() { sandbox = Sandboxes.ready(1); }

  @AfterAll
  static void close() { sandbox.close(); }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {"return 1 + 1 | number | 2", "return 'é\\ud83d' | string | \"é\\ud83d\"",
      "return [1, {a: null}] | array | [1,{\"a\":null}]", "return null | null | null", "const x = 1 | undefined | null",
      "await null; return (await Promise.all([1, 2])).length | number | 2",
      "return new Date(0) | object | \"1970-01-01T00:00:00.000Z\"",
      "x = 5; return x | number | 5",
      "return (await WebAssembly.instantiate(new Uint8Array([0,97,115,109,1,0,0,0]))).instance instanceof WebAssembly.Instance | boolean | true"})
  void valuesComeBackInTheEnvelope(String code, String type, String value) {
    BlockOutcome outcome = sandbox.single(code);
    assertThat(outcome.failure()).isEmpty();
    assertThat(outcome.partialJson().orElseThrow())
        .startsWith("{\"type\":\"partial.single\",\"envelope\":{\"ok\":true,\"exitCode\":0,")
        .contains("\"returnType\":\"" + type + "\",\"returnValue\":" + value + ",\"argsType\":\"object\"");
  }

  @Test
  void argsAreThereAndFreshForEachShard() {
    JobCode job = Sandboxes.job("args.n++; return {n: args.n}", "{\"n\":41}", COLLECT, Duration.ZERO, false);
    assertThat(sandbox.run(job, 0, 3).partialJson())
        .hasValue("{\"type\":\"partial.values\",\"values\":[{\"n\":42},{\"n\":42},{\"n\":42}]}");
  }

  @Test
  void brainTellsTheShard() {
    JobCode job = Sandboxes
        .job("try { __BRAIN__.units = 0; delete globalThis.__BRAIN__; __BRAIN__ = 1 } catch {} return __BRAIN__", COLLECT);
    BlockOutcome outcome = sandbox.run(job, 999_998, 2);
    assertThat(outcome.partialJson().orElseThrow()).contains("{\"parentJobId\":\"" + job.key() + "\",\"shardId\":999999,"
        + "\"totalShards\":1000000,\"units\":10,\"totalUnits\":10000000,\"offset\":9999990,\"attempt\":1}");
  }

  @Test
  void logsAreKeptAndBounded() {
    BlockOutcome outcome = sandbox.single("for (let i = 0; i < 500; i++) console.log('line', i, 'x'.repeat(300)); return 0");
    assertThat(outcome.logs()).hasSize(160).allMatch(line -> line.length() == 280);
    assertThat(outcome.partialJson().orElseThrow()).contains("\"truncated\":true,\"bytes\":1");
  }

  @Test
  void failureNamesMessageStackAndLogs() {
    BlockOutcome.Failure failure = sandbox.single("console.warn('before');\nfunction f() { null.x }\nf()").failure()
        .orElseThrow();
    assertThat(failure.kind()).isEqualTo("ERROR");
    assertThat(failure.message()).contains("Cannot read properties of null");
    assertThat(failure.stack()).contains("job.js:2:").contains("job.js:3:").doesNotContain("kith:");
    assertThat(failure.logs()).containsExactly("[warn] before");
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {"return () => 1 | RESULT | not JSON", "return 1n | RESULT | not JSON",
      "const a = []; a.push(a); return a | RESULT | circular", "return 'x'.repeat(65536) | RESULT | 65536 bytes",
      "return new Promise(() => {}) | NEVER_SETTLED | never settle", "throw 'text' | ERROR | text",
      "} | ERROR | Unexpected token",
      "throw new Proxy({}, {get() { throw 1 }}) | ERROR | unprintable", "await import('fs') | ERROR | ",
      "return 'é'.repeat(32768) | RESULT | bytes"})
  void whatIsNoResultIsAFailureOfItsKind(String code, String kind, String part) {
    BlockOutcome outcome = sandbox.single(code);
    assertThat(outcome.done()).isZero();
    assertThat(outcome.failure().orElseThrow().kind()).isEqualTo(kind);
    assertThat(outcome.failure().orElseThrow().message()).contains(part == null ? "" : part);
  }

  @Test
  void blockStopsAtThePoisonShardAndKeepsWhatCameBefore() {
    JobCode job = Sandboxes.job("if (__BRAIN__.shardId === 107) throw new Error('poison'); return {n: 1}", SUM);
    BlockOutcome outcome = sandbox.run(job, 100, 50);
    assertThat(outcome.done()).isEqualTo(7);
    assertThat(outcome.partialJson())
        .hasValue("{\"type\":\"partial.sums\",\"shards\":7,\"fields\":{\"n\":{\"count\":7,\"parts\":[7]}}}");
    assertThat(outcome.failure().orElseThrow().message()).isEqualTo("poison");
    assertThat(sandbox.run(job, 108, 42).done()).isEqualTo(42);
  }

  @Test
  void budgetGivesBackTheRestButRunsOneShardAtLeast() {
    JobCode job = Sandboxes.job("const end = Date.now() + 30; while (Date.now() < end); return {n: 1}", SUM);
    BlockOutcome some = Sandboxes.outcome(sandbox.pool.run(Sandboxes.task(job, 0, 1000, Duration.ofMillis(100))));
    assertThat(some.done()).isBetween(2L, 5L);
    assertThat(some.failure()).isEmpty();
    assertThat(some.computeMicros()).isBetween(90_000L, 5_000_000L);
    assertThat(Sandboxes.outcome(sandbox.pool.run(Sandboxes.task(job, 0, 1000, Duration.ZERO))).done()).isEqualTo(1);
  }

  @Test
  void collectStopsBeforeItsLimit() {
    BlockOutcome outcome = sandbox.run(Sandboxes.job("return 'x'.repeat(60000)", COLLECT), 0, 100);
    assertThat(outcome.done()).isEqualTo(6);
    assertThat(outcome.failure()).isEmpty();
    assertThat(outcome.partialJson().orElseThrow()).hasSizeLessThan(384 * 1024 + 100);
  }

  @Test
  void randomIsTheSameForTheSameShard() {
    JobCode job = Sandboxes.job("return Math.random() + Math.random()", COLLECT);
    String both = sandbox.run(job, 5, 2).partialJson().orElseThrow();
    sandbox.single("return 1");
    String again = sandbox.run(job, 5, 1).partialJson().orElseThrow();
    assertThat(both).startsWith(again.substring(0, again.length() - 2)).isNotEqualTo(again);
  }

  @Test
  void freshRealmSharesNothingAndFoldsAlike() {
    String code = "globalThis.left = (globalThis.left || 0) + 1; Object.defineProperty(globalThis, 'stays', {value: 1}); return {n: 0.1 * left}";
    BlockOutcome outcome = sandbox.run(Sandboxes.job(code, "{}", SUM, Duration.ZERO, true), 0, 10);
    assertThat(outcome.failure()).isEmpty();
    assertThat(outcome.done()).isEqualTo(10);
    assertThat(outcome.partialJson().orElseThrow()).contains("\"shards\":10")
        .contains("\"count\":10,\"parts\":[5.551115123125783e-17,1]");
  }

  @Test
  void moreTasksThanSlotsAreRefused() {
    JobCode job = Sandboxes.job("const end = Date.now() + 200; while (Date.now() < end); return 1", "");
    CompletableFuture<BlockOutcome> first = sandbox.start(job, 0, 1);
    assertThatThrownBy(() -> sandbox.start(job, 0, 1)).isInstanceOf(IllegalStateException.class).hasMessageContaining("slots");
    assertThat(Sandboxes.outcome(first).done()).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {"return ( | 1 | 9", "const a = 1;\\nconst a = 2; | 2 | 7",
      "ok();\\n\\n  let x = }; | 3 | 11",
      "} function () { | 1 | 3", "await 1; for (;;) { break x } | 1 | 27", "return `${ | 1 | 11"})
  void codeThatDoesNotCompileIsFoundOutWithItsPlace(String text, int line, int column) {
    String code = text.replace("\\n", "\n");
    CodeFault fault = sandbox.pool.check(code, Duration.ofSeconds(30)).join().orElseThrow();
    assertThat(fault.line()).as(fault.toString()).isEqualTo(line);
    assertThat(fault.column()).as(fault.toString()).isEqualTo(column);
    BlockOutcome.Failure failure = sandbox.single(code).failure().orElseThrow();
    assertThat(failure.kind()).isEqualTo("ERROR");
    assertThat(failure.message()).isEqualTo("line " + line + ", column " + column + ": " + fault.message());
    assertThat(new ShardFailure(ShardFailure.Kind.ERROR, failure.message(), failure.stack(), List.of()).doesNotCompile())
        .isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"return 1", "await null; for (;;);", "throw new SyntaxError('mine')", "eval('(')", "// only a comment"})
  void codeThatCompilesIsNotRunByTheCheck(String code) {
    assertThat(sandbox.pool.check(code, Duration.ofSeconds(30)).join()).isEmpty();
  }

  @Test
  void checkWaitsForNothingThatIsBusy() {
    JobCode job = Sandboxes.job("const end = Date.now() + 500; while (Date.now() < end); return 1", "");
    CompletableFuture<BlockOutcome> running = sandbox.start(job, 0, 1);
    for (int i = 0; i < 3 * CodeChecks.MAX; i++)
      assertThat(sandbox.pool.check("return 1", Duration.ofSeconds(30))).isNotNull();
    assertThat(Sandboxes.outcome(running).done()).isEqualTo(1);
    assertThat(sandbox.pool.check("return (", Duration.ofSeconds(30)).join()).isPresent();
  }

  @Test
  void saysWhatEngineAndIsolationItHas() {
    assertThat(sandbox.pool.unavailable()).isEmpty();
    assertThat(sandbox.pool.engine()).matches("v8-\\d+\\.\\d+");
    assertThat(sandbox.pool.isolation()).contains("seccomp").contains("rlimit");
  }
}
