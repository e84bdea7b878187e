package dev.kith.sandbox;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Drains a child's standard error and keeps the last {@value #KEPT} bytes, to be told if it dies. Thread-safe.
final class StderrTail {
  private static final int KEPT = 4096;
  private final byte[] ring = new byte[KEPT];
  private long total;

  /// Returns at the end of the stream.
  void drain(InputStream in) {
    byte[] buffer = new byte[1024];
    try {
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer))
        append(buffer, n);
    } catch (IOException e) {
      append("(standard error: %s)".formatted(e.getMessage()).getBytes(StandardCharsets.UTF_8));
    }
  }

  private void append(byte[] bytes) { append(bytes, bytes.length); }

  private synchronized void append(byte[] bytes, int n) {
    for (int i = 0; i < n; i++)
      ring[(int) (total++ % KEPT)] = bytes[i];
  }

  synchronized String text() {
    if (total <= KEPT)
      return new String(ring, 0, (int) total, StandardCharsets.UTF_8);
    int split = (int) (total % KEPT);
    byte[] ordered = Arrays.copyOf(Arrays.copyOfRange(ring, split, KEPT), KEPT);
    System.arraycopy(ring, 0, ordered, KEPT - split, split);
    return new String(ordered, StandardCharsets.UTF_8);
  }
}
