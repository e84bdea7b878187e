package dev.kith.sandbox;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;

/// How many children, and what they may use.
///
/// @param slots blocks that run at once, each in a child of its own, 1 to 64
/// @param heapMegabytes of V8's heap in each child, 64 to 4,096
/// @param dataMegabytes that a child may allocate beyond what it has when idle (array buffers too), at least the heap and 256
/// @param maxRssMegabytes resident memory at which a child is killed
/// @param killGrace how long a child may take to obey a time-out before it is killed
/// @param pulse how often a busy child says that it lives
/// @param silence after this long without a word a busy child is killed; at least two pulses
/// @param recycleAfterBlocks a child is replaced after so many
/// @param scratch a directory of the node's own, for the unpacked engine (41 MB)
public record SandboxConfig(int slots, int heapMegabytes, int dataMegabytes, int maxRssMegabytes, Duration killGrace,
    Duration pulse, Duration silence, long recycleAfterBlocks, Path scratch) {
  public SandboxConfig {
    range("slots", slots, 1, 64);
    range("heapMegabytes", heapMegabytes, 64, 4096);
    range("dataMegabytes", dataMegabytes, heapMegabytes + 256L, 65_536);
    range("maxRssMegabytes", maxRssMegabytes, 256, 1 << 20);
    range("killGrace (ms)", killGrace.toMillis(), 100, 60_000);
    range("pulse (ms)", pulse.toMillis(), 20, 10_000);
    range("silence (ms)", silence.toMillis(), 2 * pulse.toMillis(), 60_000);
    range("recycleAfterBlocks", recycleAfterBlocks, 1, Long.MAX_VALUE);
    Objects.requireNonNull(scratch, "scratch");
  }

  /// 256 MB of heap, 768 MB in all, killed at 1.5 GB resident; noticed hung after 1 s; a new child after 20,000 blocks.
  public static SandboxConfig of(int slots, Path scratch) {
    return new SandboxConfig(slots, 256, 768, 1536, Duration.ofSeconds(2), Duration.ofMillis(250), Duration.ofSeconds(1),
        20_000, scratch);
  }

  static void range(String field, long value, long min, long max) {
    if (value < min || value > max) {
      throw new IllegalArgumentException("sandbox." + field + " must be from " + min + " to " + max + ", not " + value);
    }
  }
}
