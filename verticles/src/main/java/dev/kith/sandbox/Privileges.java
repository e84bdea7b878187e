package dev.kith.sandbox;

import java.io.Closeable;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// The capabilities of Linux that the calling thread has, and that a process which it starts would get. Root has all of them, and
/// root's children get them anew by each `exec`, unless the thread has none itself and may gain none.
final class Privileges {
  private static final int CAPGET = 125;
  private static final int CAPSET = 126;
  private static final int VERSION_3 = 0x20080522;
  private static final int PR_CAPBSET_DROP = 24;
  private static final int CAP_DAC_READ_SEARCH = 2;
  private static final int CAPABILITIES_MAX = 64;

  private final SystemCalls system;
  private final MemorySegment header;
  private final MemorySegment data;

  Privileges(Arena arena, SystemCalls system) {
    this.system = system;
    header = arena.allocate(8, 8);
    header.set(ValueLayout.JAVA_INT, 0, VERSION_3);
    data = arena.allocate(24, 8);
  }

  /// For good: a process that this thread starts from now on has no capabilities. It keeps the right to read if `needed` can't be
  /// read without (a program that root runs from somebody's home directory).
  static void giveUp(List<Path> needed) {
    if (!SystemCalls.known())
      return;
    try (Arena arena = Arena.ofConfined()) {
      Privileges own = new Privileges(arena, new SystemCalls(arena));
      long permitted = own.permitted();
      if ((permitted & ~(1L << CAP_DAC_READ_SEARCH)) == 0)
        return;
      own.set(0, permitted);
      long kept = needed.stream().allMatch(Privileges::readable) ? 0 : permitted & (1L << CAP_DAC_READ_SEARCH);
      own.set(permitted, permitted);
      own.keepOnly(kept);
    }
  }

  /// @return whether that worked
  boolean keepOnly(long kept) {
    // Without it an exec by root would give all that the bounding set leaves, which not everybody may shrink.
    boolean nothingGained = system.call(SystemCalls.PRCTL, SystemCalls.PR_SET_NO_NEW_PRIVS, 1, 0) == 0;
    for (int capability = 0; capability < CAPABILITIES_MAX; capability++) {
      if (((kept >> capability) & 1) == 0)
        system.call(SystemCalls.PRCTL, PR_CAPBSET_DROP, capability, 0);
    }
    return set(kept, kept) && nothingGained;
  }

  /// @return 0 if that can't be told
  private long permitted() {
    if (system.call(CAPGET, header.address(), data.address(), 0) < 0)
      return 0;
    return Integer.toUnsignedLong(data.get(ValueLayout.JAVA_INT, 4))
        | (Integer.toUnsignedLong(data.get(ValueLayout.JAVA_INT, 16)) << 32);
  }

  private boolean set(long effective, long permitted) {
    for (int word = 0; word < 2; word++) {
      data.set(ValueLayout.JAVA_INT, word * 12L, (int) (effective >>> (32 * word)));
      data.set(ValueLayout.JAVA_INT, word * 12L + 4, (int) (permitted >>> (32 * word)));
      data.set(ValueLayout.JAVA_INT, word * 12L + 8, 0);
    }
    return system.call(CAPSET, header.address(), data.address(), 0) == 0;
  }

  private static boolean readable(Path path) {
    try (Closeable _ = Files.isDirectory(path) ? Files.newDirectoryStream(path) : Files.newInputStream(path)) {
      return true;
    } catch (IOException e) {
      return false; // which is the answer
    }
  }
}
