package dev.kith.sandbox;

import com.caoccao.javet.exceptions.JavetException;
import java.io.OutputStream;
import java.util.List;

/// Runs a bit of everything before the child locks itself, after which no class can be loaded from a directory any more.
final class WarmUp {
  private final Engine engine;

  WarmUp(Engine engine) { this.engine = engine; }

  /// @return the engine's name
  String run() throws JavetException {
    String name;
    try (Isolate isolate = engine.isolate()) {
      name = isolate.engineName();
    }
    ParentLink nowhere = new ParentLink(OutputStream.nullOutputStream());
    Watchdog watchdog = new Watchdog(nowhere, 1000, 1000);
    Runner runner = new Runner(engine, watchdog, nowhere);
    for (String code : List.of("return {n: 1}", "throw new TypeError('x')", "null.x", "return new Promise(() => {})", "}")) {
      for (boolean fresh : new boolean[]{false, true}) {
        runner.handle(new ToChild.Load("warm-up", code, "{}", "{\"type\":\"reducer.collect\"}", 0, fresh, 2, 2, 1, 1000));
        runner.handle(new ToChild.Run(1, 0, 2, 1, 1000));
      }
    }
    interrupted();
    runner.handle(new ToChild.Unload());
    for (FromChild message : List.of(new FromChild.Lost(1, 1, "TIMEOUT", ""), new FromChild.Pulse(1)))
      nowhere.send(message);
    return name;
  }

  /// A loop that is interrupted, with all that this throws.
  private void interrupted() throws JavetException {
    try (Isolate isolate = engine.isolate()) {
      isolate.open(new ToChild.Load("warm-up", "for (;;) {}", "{}", "", 0, false, 1, 1, 1, 1000));
      Turn turn = new Turn(1, 1);
      turn.enter(isolate);
      Thread other = new Thread(() -> {
        while (isolate.position() != 1)
          Thread.onSpinWait();
        turn.interrupt("TIMEOUT", "");
      });
      other.start();
      try {
        isolate.run(0, 1, 1, 0, 0, "");
      } catch (JavetException e) {
        if (!turn.isInterrupted())
          throw e;
      }
      turn.leave();
      isolate.finish(turn.kindFor(isolate.position()), turn.message());
    }
  }
}
