package dev.kith.sandbox;

import java.io.IOException;
import java.io.OutputStream;

/// The child's way back to its parent. Thread-safe. Whatever goes wrong here ends the child: without a parent it has no purpose.
final class ParentLink {
  private final OutputStream out;

  ParentLink(OutputStream out) { this.out = out; }

  synchronized void send(FromChild message) {
    try {
      out.write(Wire.bytes(message));
      out.flush();
    } catch (IOException e) {
      Runtime.getRuntime().halt(SandboxChild.EXIT_NO_PARENT);
    }
  }

  /// Says so and ends this process. Returns only for the compiler's sake.
  IllegalStateException lost(FromChild.Lost last) {
    send(last);
    Runtime.getRuntime().halt(SandboxChild.EXIT_LOST);
    return new IllegalStateException("halted");
  }
}
