package dev.kith.sandbox;

import com.caoccao.javet.enums.JSRuntimeType;
import com.caoccao.javet.exceptions.JavetException;
import com.caoccao.javet.interop.V8Host;
import com.caoccao.javet.interop.V8Runtime;
import com.caoccao.javet.interop.loader.IJavetLibLoadingListener;
import com.caoccao.javet.interop.loader.JavetLibLoader;
import com.caoccao.javet.interop.options.V8RuntimeOptions;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/// V8 in this process, which must be a child. Set up once; hands out isolates. Confined to the thread that runs code.
final class Engine {
  /// In this order; those of the web only for code that may name one of their globals, as they take a millisecond of each realm.
  private static final List<String> WEB = List.of("text.js", "clone.js", "digest.js", "address.js", "url.js", "web.js");
  private static final List<String> ALWAYS = List.of("realm.js", "limits.js", "fold.js", "runtime.js");
  /// V8's stack in KB; well below the 16 MB of the thread that it runs on.
  private static final int STACK_KILOBYTES = 4000;
  private static final int WASM_PAGES = 1024;

  record Script(String name, String text) {}

  /// Scripts that make a realm.
  record Scripts(List<Script> web, List<Script> always) {}

  private final Scripts scripts = new Scripts(WEB.stream().map(Engine::script).toList(),
      ALWAYS.stream().map(Engine::script).toList());

  Engine(Path library, int heapMegabytes) {
    JavetLibLoader.setLibLoadingListener(new IJavetLibLoadingListener() {
      @Override
      public File getLibPath(JSRuntimeType type) { return library.getParent().toFile(); }

      @Override
      public boolean isDeploy(JSRuntimeType type) { return false; }
    });
    V8RuntimeOptions.V8_FLAGS.setCustomFlags("--max-heap-size=" + heapMegabytes + " --stack-size=" + STACK_KILOBYTES
        + " --wasm-max-mem-pages=" + WASM_PAGES);
  }

  /// A hardened realm in an isolate of its own, ready for a job.
  Isolate isolate() throws JavetException {
    V8Runtime v8 = V8Host.getV8Instance().createV8Runtime(new V8RuntimeOptions());
    return new Isolate(v8, scripts);
  }

  /// Like `v8-14.7`.
  static String name(V8Runtime v8) {
    String[] version = v8.getVersion().split("\\.", 3);
    return "v8-" + version[0] + "." + version[1];
  }

  private static Script script(String name) {
    try (InputStream in = Engine.class.getResourceAsStream("/webroot/js/runtime/" + name)) {
      if (in == null)
        throw new IllegalStateException("webroot/js/runtime/" + name + " is not on the class path");
      return new Script(name, new String(in.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + name, e);
    }
  }
}
