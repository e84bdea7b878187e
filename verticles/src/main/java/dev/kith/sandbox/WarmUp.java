package dev.kith.sandbox;

import com.caoccao.javet.exceptions.JavetException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;

/// Runs a bit of everything before the child locks itself, after which no class can be loaded from a directory any more.
final class WarmUp {
  private final Engine engine;
  private String engineName = "";
  private long bytesPerIsolate;

  WarmUp(Engine engine) { this.engine = engine; }

  String engineName() { return engineName; }

  /// What an isolate counts under RLIMIT_DATA before anything runs in it: half a gigabyte, reserved for code and never touched.
  long bytesPerIsolate() { return bytesPerIsolate; }

  void run() throws JavetException {
    everyKindOfOutcome();
    interrupted();
    frames();
    try (Isolate isolate = engine.isolate()) {
      engineName = isolate.engineName();
      bytesPerIsolate = Lockdown.dataBytes();
    }
    bytesPerIsolate -= Lockdown.dataBytes();
  }

  private void everyKindOfOutcome() throws JavetException {
    ParentLink nowhere = new ParentLink(OutputStream.nullOutputStream());
    Watchdog watchdog = new Watchdog(nowhere, 1000, 1000);
    Runner runner = new Runner(engine, watchdog, nowhere);
    for (String code : List.of("return {n: performance.now()}", "throw new TypeError('x')", "null.x",
        "return new Promise(() => {})", "}")) {
      for (boolean fresh : new boolean[]{false, true}) {
        runner.handle(new ToChild.Load("warm-up", code, "{}", "{\"type\":\"reducer.collect\"}", 0, fresh, 2, 2, 1, 1000));
        runner.handle(new ToChild.Run(1, 0, 2, 1, 1000));
      }
    }
    for (String code : List.of("return 1", "return ("))
      runner.handle(new ToChild.Check(1, code));
    runner.handle(new ToChild.Unload());
    for (FromChild message : List.of(new FromChild.Lost(1, 1, "TIMEOUT", ""), new FromChild.Pulse(1)))
      nowhere.send(message);
  }

  /// A loop that the watchdog ends, with all that this throws.
  private void interrupted() throws JavetException {
    ParentLink nowhere = new ParentLink(OutputStream.nullOutputStream());
    Watchdog watchdog = new Watchdog(nowhere, 5, 60_000);
    Thread watching = new Thread(() -> {
      try {
        watchdog.loop();
      } catch (InterruptedException e) {
        // Its work is done.
      }
    });
    watching.start();
    Runner runner = new Runner(engine, watchdog, nowhere);
    runner.handle(new ToChild.Load("warm-up", "for (;;) {}", "{}", "", 20, false, 1, 1, 1, 1000));
    runner.handle(new ToChild.Run(1, 0, 1, 1, 0));
    runner.handle(new ToChild.Unload());
    watching.interrupt();
  }

  private static void frames() {
    for (byte[] frame : List.of(Wire.bytes(new ToChild.Unload()), Wire.bytes(new ToChild.Cancel(1)), new byte[16])) {
      try {
        Wire.readToChild(new ByteArrayInputStream(frame));
      } catch (IOException e) {
        // The last of them is none; the class of this exception is what it is read for.
      }
    }
  }
}
