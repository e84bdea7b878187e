package dev.kith.sandbox;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Takes from this process what job code must not reach, and finds out by trying what of that holds.
///
/// To be called on the thread that runs code, when V8 is up: Landlock holds for the calling thread and those that it starts,
/// the seccomp filter for all threads. RLIMIT_DATA is what bounds array buffers, which V8's heap limit does not count; set
/// before V8 has reserved its address space it would end the process.
final class Lockdown {
  private static final int RLIMIT_FSIZE = 1;
  private static final int RLIMIT_DATA = 2;
  private static final int RLIMIT_CORE = 4;
  private static final int PR_SET_PDEATHSIG = 1;
  private static final int SIGKILL = 9;
  private static final int SECCOMP_SET_MODE_FILTER = 1;
  private static final int SECCOMP_FILTER_FLAG_TSYNC = 1;
  private static final int LANDLOCK_CREATE_RULESET_VERSION = 1;
  private static final int AT_FDCWD = -100;
  /// Access rights of Landlock by ABI version: files first, then truncation, TCP, device control and scopes.
  private static final long[] FILE_RIGHTS = {0, (1L << 13) - 1, (1L << 14) - 1, (1L << 15) - 1, (1L << 15) - 1, (1L << 16) - 1};

  private final Arena arena;
  private final SystemCalls system;
  private final List<String> held = new ArrayList<>();

  private Lockdown(Arena arena) {
    this.arena = arena;
    system = new SystemCalls(arena);
  }

  /// @param dataBytes that may be allocated from now on
  /// @return what holds, like `seccomp+landlock+rlimit`; `process` if nothing but the process boundary does
  static String engage(long dataBytes) {
    if (!SystemCalls.known())
      return "process";
    try (Arena arena = Arena.ofConfined()) {
      Lockdown lockdown = new Lockdown(arena);
      lockdown.engageAll(dataBytes);
      return lockdown.held.isEmpty() ? "process" : String.join("+", lockdown.held);
    }
  }

  private void engageAll(long dataBytes) {
    system.call(SystemCalls.PRCTL, PR_SET_PDEATHSIG, SIGKILL, 0);
    // Built first: with Landlock on, no class can be loaded from a directory.
    MemorySegment filter = new SeccompFilter(ProcessHandle.current().pid()).program(arena);
    boolean privileges = new Privileges(arena, system).keepOnly(0);
    boolean limits = limit(RLIMIT_CORE, 0) && limit(RLIMIT_FSIZE, 0) && limitData(dataBytes);
    boolean landlock = privileges && landlock() && refused(SystemCalls.EACCES);
    boolean seccomp = privileges && seccomp(filter) && refused(SystemCalls.EPERM);
    if (seccomp)
      held.add("seccomp");
    if (landlock)
      held.add("landlock");
    if (limits)
      held.add("rlimit");
  }

  private boolean limit(int resource, long value) {
    MemorySegment limits = arena.allocate(16, 8);
    limits.set(ValueLayout.JAVA_LONG, 0, value);
    limits.set(ValueLayout.JAVA_LONG, 8, value);
    return system.call(SystemCalls.PRLIMIT64, 0, resource, limits.address()) == 0;
  }

  private boolean limitData(long allowance) {
    long now = dataBytes();
    return now > 0 && limit(RLIMIT_DATA, now + allowance);
  }

  /// What RLIMIT_DATA counts of this process; 0 where that can't be told.
  static long dataBytes() {
    try {
      return Files.readAllLines(Path.of("/proc/self/status")).stream().filter(line -> line.startsWith("VmData:"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) * 1024).findFirst().orElse(0);
    } catch (IOException e) {
      System.err.println("sandbox child: no limit on data, as /proc can't be read: " + e.getMessage());
      return 0;
    }
  }

  private boolean landlock() {
    long version = system.call(SystemCalls.LANDLOCK_CREATE_RULESET, 0, 0, LANDLOCK_CREATE_RULESET_VERSION);
    if (version < 1)
      return false;
    MemorySegment rules = arena.allocate(24, 8);
    rules.set(ValueLayout.JAVA_LONG, 0, FILE_RIGHTS[(int) Math.min(version, FILE_RIGHTS.length - 1)]);
    rules.set(ValueLayout.JAVA_LONG, 8, version >= 4 ? 3 : 0);
    rules.set(ValueLayout.JAVA_LONG, 16, version >= 6 ? 3 : 0);
    long size = version >= 6 ? 24 : version >= 4 ? 16 : 8;
    long descriptor = system.call(SystemCalls.LANDLOCK_CREATE_RULESET, rules.address(), size, 0);
    boolean restricted = descriptor >= 0 && system.call(SystemCalls.LANDLOCK_RESTRICT_SELF, descriptor, 0, 0) == 0;
    if (descriptor >= 0)
      system.call(SystemCalls.CLOSE, descriptor, 0, 0);
    return restricted;
  }

  private boolean seccomp(MemorySegment program) {
    return system.call(SystemCalls.SECCOMP, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_TSYNC, program.address()) == 0;
  }

  /// Tries a file, and with the filter on also a socket and a program, which all must fail with `errno`.
  private boolean refused(int errno) {
    MemorySegment file = arena.allocateFrom("/proc/self/status");
    boolean noFile = system.call(SystemCalls.OPENAT, AT_FDCWD, file.address(), 0) == -errno;
    if (errno != SystemCalls.EPERM)
      return noFile;
    boolean noSocket = system.call(SystemCalls.SOCKET, 2, 1, 0) == -errno;
    boolean noProgram = system.call(SystemCalls.EXECVE, arena.allocateFrom("/bin/true").address(), 0, 0) == -errno;
    return noFile && noSocket && noProgram;
  }
}
