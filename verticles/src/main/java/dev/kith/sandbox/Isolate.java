package dev.kith.sandbox;

import com.caoccao.javet.enums.V8AwaitMode;
import com.caoccao.javet.exceptions.BaseJavetScriptingException;
import com.caoccao.javet.exceptions.JavetException;
import com.caoccao.javet.interop.V8Runtime;
import com.caoccao.javet.interop.callback.IJavetDirectCallable.NoThisAndResult;
import com.caoccao.javet.interop.callback.JavetCallbackContext;
import com.caoccao.javet.interop.callback.JavetCallbackType;
import com.caoccao.javet.values.V8Value;
import com.caoccao.javet.values.reference.V8ValueArrayBuffer;
import com.caoccao.javet.values.reference.V8ValueFunction;
import com.caoccao.javet.values.reference.V8ValueObject;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// A V8 isolate with a hardened realm, for one job. Confined to one thread, but for [#interrupt] and [#position] and [#askToStop].
final class Isolate implements AutoCloseable {
  /// What [#position] says when no shard is running; the same number as in runtime.js.
  static final int IDLE = 0x7fffffff;
  private static final long EXTRA_HEAP = 64L << 20;
  private static final String GLUE = """
      (function (buffer, once, steady) {
        const runtime = kithRuntime({ clock: Date.now, steady, status: new Int32Array(buffer), once });
        let job;
        return {
          open(key, code, argsJson, reducerJson, totalShards, totalUnits, unitsPerShard, maxResultBytes) {
            job = runtime.open({ key, code, argsJson, reducerJson, totalShards, totalUnits, unitsPerShard, maxResultBytes });
            return job.compiles();
          },
          misplaced(text) { job.misplaced(text); },
          start(first, count, attempt, budgetMs, carried, carry) { job.start({ first, count, attempt, budgetMs, carried, carry }); },
          finish(kind, message) { return job.finishAsFields(kind, message); },
        };
      })""";

  /// What code must contain to find a global that web.js makes.
  private static final Pattern NAMES_WEB = Pattern.compile("TextEncoder|TextDecoder|DOMException|atob|btoa|structuredClone|URL"
      + "|crypto|performance|queueMicrotask|globalThis|this|eval|Function|constructor|\\\\u");

  private final V8Runtime v8;
  private final Engine.Scripts scripts;
  private final ByteBuffer status = ByteBuffer.allocateDirect(8).order(ByteOrder.LITTLE_ENDIAN);
  private V8ValueObject glue;
  private V8ValueFunction start;
  private volatile boolean outOfMemory;

  Isolate(V8Runtime v8, Engine.Scripts scripts) throws JavetException {
    this.v8 = v8;
    this.scripts = scripts;
    v8.setLogger(SilentLogger.INSTANCE);
    // The default one logs each rejection that is handled a moment later.
    v8.setPromiseRejectCallback((_, _, _) -> {});
    v8.setNearHeapLimitCallback((current, _) -> {
      outOfMemory = true;
      v8.terminateExecution();
      return current + EXTRA_HEAP;
    });
    prepare();
  }

  /// What can be done before the job is known.
  private void prepare() throws JavetException { evaluate(scripts.always()); }

  private void evaluate(List<Engine.Script> all) throws JavetException {
    for (Engine.Script script : all)
      v8.getExecutor(script.text()).setResourceName("kith:" + script.name()).executeVoid();
  }

  /// @param once the realm is for one shard only, so that nothing needs to be frozen (which takes 2 ms)
  private void harden(boolean once, String code) throws JavetException {
    if (NAMES_WEB.matcher(code).find())
      evaluate(scripts.web());
    try (V8ValueFunction make = v8.getExecutor(GLUE).setResourceName("kith:glue.js").execute();
        V8ValueArrayBuffer buffer = v8.createV8ValueArrayBuffer(status);
        V8ValueFunction steady = v8.createV8ValueFunction(new JavetCallbackContext("steady",
            JavetCallbackType.DirectCallNoThisAndResult,
            (NoThisAndResult<JavetException>) _ -> v8.createV8ValueDouble(millis())))) {
      glue = make.call(null, buffer, once, steady);
      start = glue.get("start");
    }
  }

  private static double millis() { return System.nanoTime() / 1e6; }

  /// A new realm in the same isolate, for one shard.
  void renewRealm() throws JavetException {
    closeReferences();
    v8.resetContext();
    prepare();
  }

  void open(ToChild.Load job) throws JavetException {
    harden(job.totalShards() == 1, job.code());
    boolean compiles = glue.invokeBoolean("open", job.key(), job.code(), job.argsJson(), job.reducerJson(),
        (double) job.totalShards(),
        (double) job.totalUnits(), (double) job.unitsPerShard(), job.maxResultBytes());
    Optional<CodeFault> fault = compiles ? Optional.empty() : fault(job.code());
    if (fault.isPresent())
      glue.invokeVoid("misplaced", fault.get().text());
  }

  /// Compiles as runtime.js does, and runs nothing. Its engine tells where a fault is to its host only.
  ///
  /// @return empty if the code compiles
  Optional<CodeFault> fault(String code) throws JavetException {
    try (V8ValueFunction type = v8.getExecutor("(async () => {}).constructor").setResourceName("kith:check.js").execute();
        V8Value _ = type.callAsConstructor("args", "console", code + "\n//# sourceURL=job.js")) {
      return Optional.empty();
    } catch (BaseJavetScriptingException e) {
      return Optional.of(CodeFault.of(e.getScriptingError(), code));
    }
  }

  /// Runs until the shards are done or nothing moves any more, or until interrupted (which then is not thrown, but ends it).
  ///
  /// @param carried shards already in `carry`
  void run(long first, long count, int attempt, long budgetMillis, long carried, String carry) throws JavetException {
    status.putInt(0, 0);
    status.putInt(4, 0);
    start.callVoid(null, (double) first, (double) count, attempt, (double) budgetMillis, (double) carried, carry);
    v8.await(V8AwaitMode.RunNoWait);
  }

  /// @param kind null if it ran to its end; empty if only told to stop
  String finish(String kind, String message) throws JavetException {
    return kind == null ? glue.invokeString("finish") : glue.invokeString("finish", kind, message);
  }

  /// Which shard of the block runs, counted from 1; 0 before the first, [#IDLE] after the last.
  int position() { return status.getInt(0); }

  void askToStop() { status.putInt(4, 1); }

  void interrupt() { v8.terminateExecution(); }

  void interruptionOver() { v8.cancelTerminateExecution(); }

  boolean outOfMemory() { return outOfMemory; }

  String engineName() { return Engine.name(v8); }

  private void closeReferences() throws JavetException {
    if (glue == null) return; // never opened
    start.close();
    glue.close();
  }

  @Override
  public void close() throws JavetException {
    closeReferences();
    v8.close();
  }
}
