package dev.kith.sandbox;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/// One child process as its parent sees it: frames in and out, last words, death. Calls its [Owner] from a thread of its own.
final class Child {
  /// Frames up to this are written by the caller: a pipe holds 64 KiB, and never more than a few frames are under way.
  private static final int WRITTEN_AT_ONCE = 8192;

  /// From the start: what V8 and the JVM say when they die begins with the reason and ends with addresses.
  private static final int LAST_WORDS_CHARS = 600;
  private static final Duration LAST_WORDS = Duration.ofMillis(200);

  interface Owner {
    void said(Child child, FromChild message);

    /// Once, after the last message.
    void ended(Child child, String how);
  }

  private final Owner owner;
  private final StderrTail stderr = new StderrTail();
  private final ExecutorService writer = Executors.newSingleThreadExecutor(Thread.ofVirtual().factory());
  private final AtomicInteger queued = new AtomicInteger();
  private Process process;
  private boolean killed;
  private volatile long heardNanos = System.nanoTime();

  Child(Owner owner) { this.owner = owner; }

  /// @param spawner its thread must live as long as the child: Linux tells a child of its parent's death by that thread
  void start(ProcessBuilder builder, Executor spawner) {
    spawner.execute(() -> {
      try {
        Process started = builder.start();
        synchronized (this) {
          process = started;
          if (killed)
            started.destroyForcibly();
        }
        Thread draining = thread("sandbox-stderr", () -> stderr.drain(started.getErrorStream()));
        thread("sandbox-child", () -> listen(started, draining));
      } catch (IOException e) {
        owner.ended(this, "it could not be started: " + e.getMessage());
      }
    });
  }

  /// Never blocks on a child that does not read.
  void send(ToChild message) {
    byte[] frame = Wire.bytes(message);
    if (frame.length <= WRITTEN_AT_ONCE && queued.get() == 0) {
      write(frame);
    } else {
      queued.incrementAndGet();
      writer.execute(() -> {
        write(frame);
        queued.decrementAndGet();
      });
    }
  }

  private void write(byte[] frame) {
    try {
      OutputStream out = process.getOutputStream();
      out.write(frame);
      out.flush();
    } catch (IOException e) {
      // It is gone, or soon will be; its reader tells the owner.
      kill();
    }
  }

  synchronized void kill() {
    killed = true;
    if (process != null)
      process.destroyForcibly();
  }

  synchronized long pid() { return process == null ? -1 : process.pid(); }

  long millisSilent() { return (System.nanoTime() - heardNanos) / 1_000_000; }

  /// Counts silence anew.
  void listenAgain() { heardNanos = System.nanoTime(); }

  private void listen(Process started, Thread draining) {
    String how = "it closed its output";
    try (InputStream in = new BufferedInputStream(started.getInputStream(), 1 << 16)) {
      for (FromChild message = Wire.readFromChild(in); message != null; message = Wire.readFromChild(in)) {
        heardNanos = System.nanoTime();
        owner.said(this, message);
      }
    } catch (IOException e) {
      how = "it sent " + e.getMessage();
    }
    // Before the kill, which also closes the stream.
    awaitLastWords(draining);
    kill();
    writer.shutdownNow();
    int exitCode = started.onExit().join().exitValue();
    owner.ended(this, how + ", exit code " + exitCode + lastWords());
  }

  private static void awaitLastWords(Thread draining) {
    try {
      draining.join(LAST_WORDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private String lastWords() {
    String text = stderr.text().strip();
    return text.isEmpty() ? "" : ": " + text.substring(0, Math.min(text.length(), LAST_WORDS_CHARS));
  }

  private static Thread thread(String name, Runnable body) { return Thread.ofPlatform().daemon().name(name).start(body); }
}
