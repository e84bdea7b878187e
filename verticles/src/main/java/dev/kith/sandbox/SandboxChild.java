package dev.kith.sandbox;

import java.io.BufferedInputStream;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;

/// Main class of a sandbox child. Standard input and output carry [Wire] frames and nothing else. Ends when its input does.
public final class SandboxChild {
  static final int EXIT_PROTOCOL = 65;
  static final int EXIT_NO_PARENT = 66;
  static final int EXIT_LOST = 67;
  static final int EXIT_FAULT = 70;
  private static final long STACK_BYTES = 16L << 20;

  private SandboxChild() {}

  /// @param args library, heap and data limit in MB, pulse and grace in ms, pid of the parent
  public static void main(String[] args) {
    ParentLink parent = new ParentLink(new FileOutputStream(FileDescriptor.out));
    InputStream in = new BufferedInputStream(new FileInputStream(FileDescriptor.in), 1 << 16);
    System.setOut(System.err);
    Watchdog watchdog = new Watchdog(parent, Long.parseLong(args[3]), Long.parseLong(args[4]));
    Engine engine = new Engine(Path.of(args[0]), Integer.parseInt(args[1]));
    Runner runner = new Runner(engine, watchdog, parent);
    thread("javascript", STACK_BYTES, () -> {
      WarmUp warmUp = new WarmUp(engine);
      warmUp.run();
      String isolation = Lockdown.engage((Long.parseLong(args[2]) << 20) + Runner.ISOLATES * warmUp.bytesPerIsolate());
      parent.send(new FromChild.Ready(warmUp.engineName(), isolation));
      thread("watchdog", 0, watchdog::loop);
      runner.loop();
    });
    read(in, runner, watchdog);
  }

  /// Beside the code, so that the end of the parent ends it even while code spins.
  private static void read(InputStream in, Runner runner, Watchdog watchdog) {
    try {
      for (ToChild message = Wire.readToChild(in); message != null; message = Wire.readToChild(in)) {
        if (message instanceof ToChild.Cancel cancel)
          watchdog.cancel(cancel.id());
        else
          runner.offer(message);
      }
      Runtime.getRuntime().halt(0);
    } catch (IOException | IllegalStateException e) {
      System.err.println("sandbox child: " + e.getMessage());
      Runtime.getRuntime().halt(EXIT_PROTOCOL);
    }
  }

  private interface Body {
    void run() throws Exception;
  }

  private static void thread(String name, long stackBytes, Body body) {
    Thread thread = new Thread(null, () -> {
      try {
        body.run();
      } catch (Throwable e) {
        System.err.println("sandbox child, thread " + name + ": " + e + " " + List.of(e.getStackTrace()));
        Runtime.getRuntime().halt(EXIT_FAULT);
      }
    }, name, stackBytes);
    thread.setDaemon(true);
    thread.start();
  }
}
