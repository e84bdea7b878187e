package dev.kith.sandbox;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;

/// Raw system calls of Linux on x86-64, by the C library's `syscall(2)`.
final class SystemCalls {
  static final int EPERM = 1;
  static final int EACCES = 13;
  static final int READ = 0;
  static final int OPENAT = 257;
  static final int SOCKET = 41;
  static final int EXECVE = 59;
  static final int PRCTL = 157;
  static final int PRLIMIT64 = 302;
  static final int SECCOMP = 317;
  static final int CLOSE = 3;
  static final int LANDLOCK_CREATE_RULESET = 444;
  static final int LANDLOCK_RESTRICT_SELF = 446;
  static final int PR_SET_NO_NEW_PRIVS = 38;

  private static final MemoryLayout STATE = Linker.Option.captureStateLayout();
  private static final VarHandle ERRNO = STATE.varHandle(MemoryLayout.PathElement.groupElement("errno"));
  private final MethodHandle syscall;
  private final MemorySegment state;

  /// Whether this system has the numbers that are used here.
  static boolean known() {
    return System.getProperty("os.name").equals("Linux") && System.getProperty("os.arch").equals("amd64");
  }

  @SuppressWarnings("restricted") // granted by --enable-native-access, which a child is started with
  SystemCalls(Arena arena) {
    Linker linker = Linker.nativeLinker();
    ValueLayout.OfLong word = ValueLayout.JAVA_LONG;
    syscall = linker.downcallHandle(linker.defaultLookup().find("syscall").orElseThrow(),
        FunctionDescriptor.of(word, word, word, word, word, word, word), Linker.Option.firstVariadicArg(1),
        Linker.Option.captureCallState("errno"));
    state = arena.allocate(STATE);
  }

  /// @return what the call returned, or `-errno`
  long call(int number, long a, long b, long c, long d, long e) {
    try {
      long result = (long) syscall.invokeExact(state, (long) number, a, b, c, d, e);
      return result >= 0 ? result : -(long) (int) ERRNO.get(state, 0L);
    } catch (Throwable thrown) {
      throw new IllegalStateException("cannot make a system call", thrown);
    }
  }

  long call(int number, long a, long b, long c) { return call(number, a, b, c, 0, 0); }
}
