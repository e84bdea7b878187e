package dev.kith.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Each of these would take down or hang a process that ran it by itself. Here it is that shard's failure, and the next task is fine.
class HostileCodeTest {
  private static final String SUM = "{\"type\":\"reducer.sum\",\"fields\":[\"n\"]}";
  private static final String COLLECT = "{\"type\":\"reducer.collect\"}";
  private static Sandboxes sandbox;

  @BeforeAll
  static void open() { sandbox = Sandboxes.ready(1); }

  @AfterAll
  static void close() { sandbox.close(); }

  @AfterEach
  void nextTaskIsFine() { assertThat(sandbox.single("return 6 * 7").partialJson().orElseThrow()).contains("\"returnValue\":42"); }

  @ParameterizedTest
  @ValueSource(strings = {"for (;;);", "for (;;) await null", "/(a+)+$/.test('a'.repeat(50) + 'b')",
      "for (;;) try { for (;;); } catch {} finally { continue }", "return {toJSON() { for (;;); }}",
      "throw {get message() { for (;;); }, toJSON() { for (;;); }}", "return {get x() { for (;;); }}"})
  void endlessCodeTimesOut(String code) {
    BlockOutcome outcome = sandbox.single(code, Duration.ofMillis(300));
    assertThat(outcome.failure().orElseThrow().kind()).isEqualTo("TIMEOUT");
  }

  @Test
  void nativeBuiltInThatCannotBeInterruptedCostsOnlyItsChild() {
    BlockOutcome outcome = sandbox.single("return Array.prototype.indexOf.call({length: 2 ** 53 - 1}, 1)",
        Duration.ofMillis(200));
    assertThat(outcome.failure().orElseThrow().kind()).isEqualTo("TIMEOUT");
    assertThat(outcome.failure().orElseThrow().message()).contains("could not be stopped");
  }

  @Test
  void uninterruptibleShardWithinABlockIsACrashWithoutBlame() {
    String code = "if (__BRAIN__.shardId === 3) [].indexOf.call({length: 2 ** 53 - 1}, 1); return {n: 1}";
    BlockOutcome outcome = sandbox.run(Sandboxes.job(code, "{}", SUM, Duration.ofMillis(200), false), 0, 10);
    assertThat(outcome.done()).isZero();
    assertThat(outcome.failure().orElseThrow().kind()).isEqualTo("CRASH");
  }

  @Test
  void timeoutBlamesExactlyItsShardAndKeepsThoseBefore() {
    String code = "if (__BRAIN__.shardId === 5) for (;;); return {n: 1}";
    BlockOutcome outcome = sandbox.run(Sandboxes.job(code, "{}", SUM, Duration.ofMillis(300), false), 0, 10);
    assertThat(outcome.done()).isEqualTo(5);
    assertThat(outcome.partialJson().orElseThrow()).contains("\"parts\":[5]");
    assertThat(outcome.failure().orElseThrow().kind()).isEqualTo("TIMEOUT");
  }

  @ParameterizedTest
  @ValueSource(strings = {"const a = []; for (;;) a.push({x: [a.length]})",
      "let s = 'x'; const a = []; for (;;) a.push(s += s.repeat(9))",
      "const a = []; for (;;) a.push(new Uint8Array(50e6).fill(1))", "return new Uint8Array(8e9).fill(1).length",
      "const a = [...Array(1e9).keys()]; return a.length", "const m = new Map(); for (let i = 0;; i++) m.set(i, [i])",
      "const a = []; for (;;) a.push(new WebAssembly.Memory({initial: 1000}))"})
  void endlessAllocationEnds(String code) {
    BlockOutcome outcome = sandbox.single(code, Duration.ofSeconds(20));
    assertThat(outcome.done()).isZero();
    assertThat(outcome.failure().orElseThrow().kind()).as(outcome.failure().orElseThrow().message()).isIn("MEMORY", "ERROR");
  }

  @Test
  void memoryIsBlamedOnItsShard() {
    String code = "if (__BRAIN__.shardId === 2) { const a = []; for (;;) a.push([a.length]) } return {n: 1}";
    BlockOutcome outcome = sandbox.run(Sandboxes.job(code, "{}", SUM, Duration.ofSeconds(20), false), 0, 10);
    assertThat(outcome.failure().orElseThrow().kind()).isEqualTo("MEMORY");
    assertThat(outcome.done()).isEqualTo(2);
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {"function f() { return f() + 1 } return f() | ERROR",
      "return JSON.parse('['.repeat(1e6) + ']'.repeat(1e6)) | RESULT",
      "return 'x'.repeat(5e8) | RESULT", "return Array(1e7).fill('abc') | RESULT", "return BigInt(2) ** 100000000n | RESULT"})
  void deepAndGiantThingsAreFailures(String code, String kind) {
    BlockOutcome.Failure failure = sandbox.single(code, Duration.ofSeconds(10)).failure().orElseThrow();
    assertThat(failure.kind()).as(failure.message()).isIn(kind, "TIMEOUT", "ERROR", "MEMORY", "CRASH");
  }

  @ParameterizedTest
  @ValueSource(strings = {"process", "require", "fetch", "XMLHttpRequest", "Java", "Deno", "setTimeout", "WebSocket",
      "importScripts",
      "SharedArrayBuffer", "FinalizationRegistry", "load", "kithRuntime", "kithParts", "postMessage", "Intl"})
  void nothingOfTheHostIsThere(String name) {
    assertThat(sandbox.single("return typeof " + name).partialJson().orElseThrow()).contains("\"returnValue\":\"undefined\"");
  }

  @Test
  void modulesCannotBeImported() {
    assertThat(sandbox.single("return await import('/etc/passwd')").failure().orElseThrow().kind()).isIn("ERROR",
        "NEVER_SETTLED");
  }

  @Test
  void builtInsCannotBeChanged() {
    String code = """
        const attempts = [() => { Object.prototype.hits = 1 }, () => { Array.prototype.map = () => [] }, () => { JSON.stringify = () => '"forged"' },
          () => { Math.random = () => 4 }, () => { Promise.prototype.then = 1 }, () => { globalThis.JSON = {} }, () => { Object.prototype.toJSON = () => 1 },
          () => { Object.defineProperty(Array.prototype, 'x', {value: 1}) }, () => { console.log = 1 }, () => { ({}).__proto__.toString = 1 },
          () => { RegExp.prototype.exec = 1 }, () => { [][Symbol.iterator]().__proto__.next = 1 }, () => { Object.setPrototypeOf(Array.prototype, null) },
          () => { arguments.callee.kept = 1 }];
        for (const attempt of attempts) try { attempt() } catch {}
        return {n: 1, forged: JSON.stringify({a: [1].map(x => x)}), clean: ({}).hits === undefined, callee: arguments.callee.kept}""";
    BlockOutcome outcome = sandbox.run(Sandboxes.job(code, COLLECT), 0, 2);
    assertThat(outcome.partialJson()).hasValue("{\"type\":\"partial.values\",\"values\":["
        + "{\"n\":1,\"forged\":\"{\\\"a\\\":[1]}\",\"clean\":true},{\"n\":1,\"forged\":\"{\\\"a\\\":[1]}\",\"clean\":true}]}");
  }

  @Test
  void ordinaryOverridesStillWork() {
    String code = """
        class Oops extends TypeError { constructor(m) { super(m); this.name = 'Oops'; this.message = m + '!'; } }
        const o = {}; o.toString = () => 'mine'; o.constructor = 1; o.hasOwnProperty = () => 'own';
        function F() {} F.prototype.toString = () => 'f'; F.toString = () => 'F';
        const a = []; a.push = () => 'pushed';
        return ['' + o, o.constructor, o.hasOwnProperty(), '' + new F(), '' + F, a.push(1), String(new Oops('x')), Object.keys(o)]""";
    assertThat(sandbox.single(code).partialJson().orElseThrow())
        .contains("[\"mine\",1,\"own\",\"f\",\"F\",\"pushed\",\"Oops: x!\",[\"toString\",\"constructor\",\"hasOwnProperty\"]]");
  }

  @ParameterizedTest
  @ValueSource(strings = {"left = 1", "globalThis.left = 1",
      "Object.defineProperty(globalThis, 'left', {value: 1, configurable: true})",
      "Object.defineProperty(globalThis, 'left', {value: 1})", "Object.setPrototypeOf(globalThis, {left: 1})",
      "(0, eval)('var left = 1')",
      "globalThis[Symbol.for('left')] = 1; left = 1", "Object.freeze(globalThis)"})
  void globalsOfAShardAreGoneInTheNext(String leave) {
    String code = "const found = typeof left, symbol = Reflect.has(globalThis, Symbol.for('left')); " + leave
        + "; const works = (() => { try { other = 1; return other } catch (e) { return String(e) } })(); "
        + "return [found, symbol]";
    JobCode job = Sandboxes.job(code, COLLECT);
    StringBuilder found = new StringBuilder();
    for (int shard = 0; shard < 3; shard += (int) sandboxRun(job, shard, 3 - shard, found))
      assertThat(shard).isLessThan(3);
    assertThat(found.toString()).contains("\"undefined\",false").doesNotContain("number").doesNotContain("true");
  }

  private static long sandboxRun(JobCode job, int first, int count, StringBuilder found) {
    BlockOutcome outcome = sandbox.run(job, first, count);
    found.append(outcome.partialJson().orElseThrow());
    return outcome.done();
  }

  @Test
  void nextJobKnowsNothingOfTheLast() {
    sandbox.single("globalThis.secret = 1; Symbol.for('x'); /(s)(e)c/.test('secret'); return 1");
    assertThat(sandbox.single("return [typeof secret, RegExp.$1 === undefined]").partialJson().orElseThrow())
        .contains("[\"undefined\",true]");
  }

  @Test
  void microtasksThatNeverEndDoNotHoldTheBlock() {
    BlockOutcome outcome = sandbox.run(Sandboxes.job("(async () => { for (;;) await null })(); return {n: 1}", SUM), 0, 3);
    assertThat(outcome.done()).isEqualTo(3);
  }

  @Test
  void cancelEndsALoopSoonWithWhatIsDone() {
    JobCode job = Sandboxes.job("if (__BRAIN__.shardId === 2) for (;;); return {n: 1}", SUM);
    BlockTask task = Sandboxes.task(job, 0, 10, Duration.ofSeconds(20));
    CompletableFuture<BlockOutcome> running = busyWith(() -> sandbox.pool.run(task));
    sandbox.pool.cancel(task.id());
    BlockOutcome outcome = Sandboxes.outcome(running);
    assertThat(outcome.done()).isEqualTo(2);
    assertThat(outcome.failure()).isEmpty();
  }

  @Test
  void cancelOfWhatCannotBeInterruptedKillsTheChild() {
    BlockTask task = Sandboxes.task(Sandboxes.job("[].indexOf.call({length: 2 ** 53 - 1}, 1)", SUM), 0, 10,
        Duration.ofSeconds(20));
    CompletableFuture<BlockOutcome> running = busyWith(() -> sandbox.pool.run(task));
    sandbox.pool.cancel(task.id());
    assertThat(running).succeedsWithin(Duration.ofMinutes(1)).isEqualTo(BlockOutcome.untouched());
  }

  @ParameterizedTest
  @ValueSource(strings = {"KILL", "STOP", "TERM", "SEGV"})
  void childThatDiesOrStopsIsNoticed(String signal) throws IOException, InterruptedException {
    CompletableFuture<BlockOutcome> running = busyWith(() -> sandbox.start(Sandboxes.job("for (;;);", SUM), 0, 10));
    List<Long> pids = sandbox.pool.pids();
    new ProcessBuilder("kill", "-" + signal, pids.getFirst().toString()).start().waitFor();
    assertThat(running).succeedsWithin(Duration.ofMinutes(1)).satisfies(outcome -> {
      assertThat(outcome.done()).isZero();
      assertThat(outcome.failure().orElseThrow().kind()).isEqualTo("CRASH");
    });
  }

  /// What is started is at its endless code once the children have used the processor for a while.
  private CompletableFuture<BlockOutcome> busyWith(Supplier<CompletableFuture<BlockOutcome>> start) {
    Duration before = processorTime();
    CompletableFuture<BlockOutcome> running = start.get();
    await().atMost(Duration.ofMinutes(1)).until(() -> processorTime().minus(before).toMillis() > 200);
    return running;
  }

  private Duration processorTime() {
    return sandbox.pool.pids().stream().flatMap(pid -> ProcessHandle.of(pid).stream())
        .flatMap(child -> child.info().totalCpuDuration().stream()).reduce(Duration.ZERO, Duration::plus);
  }
}
