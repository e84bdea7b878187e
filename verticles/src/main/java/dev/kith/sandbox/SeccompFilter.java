package dev.kith.sandbox;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/// The classic BPF program that a child puts on itself: what a running JVM with V8 needs, everything else fails with EPERM.
/// Numbers are those of x86-64 (`asm/unistd_64.h`).
final class SeccompFilter {
  private static final int ARCH_X86_64 = 0xc000003e;
  private static final int X32_BIT = 0x40000000;
  private static final int LOAD = 0x20;
  private static final int JUMP_IF_EQUAL = 0x15;
  private static final int JUMP_IF_AT_LEAST = 0x35;
  private static final int JUMP_IF_BITS = 0x45;
  private static final int AND = 0x54;
  private static final int RETURN = 0x06;
  private static final int ALLOW = 0x7fff0000;
  private static final int KILL_PROCESS = 0x80000000;
  private static final int ERRNO = 0x00050000;
  private static final int ENOSYS = 38;
  private static final int OFFSET_NUMBER = 0;
  private static final int OFFSET_ARCH = 4;
  private static final int OFFSET_ARGUMENTS = 16;

  private static final int CLONE = 56;
  private static final int CLONE3 = 435;
  private static final int CLONE_THREAD = 0x10000;
  /// What the C library gives for a thread; whatever else a caller asks for (a process, a namespace, a descriptor) is refused.
  private static final int CLONE_OF_A_THREAD = 0x3d0f00;
  private static final int IOCTL = 16;
  private static final int FIONREAD = 0x541b;
  private static final int FCNTL = 72;
  private static final int F_GETFD = 1;
  private static final int F_GETFL = 3;
  private static final int TGKILL = 234;
  private static final int PR_SET_NAME = 15;
  private static final int PR_SET_VMA = 0x53564d41;

  /// Memory, time, threads, signals of its own, and reading and writing what is already open. Nothing that makes a new
  /// descriptor, names a file, reaches another process or changes who it is. A call whose arguments could do one of these is not
  /// here but in the constructor, with the arguments that may be.
  private static final int[] ALLOWED = {
      0 /* read */, 1 /* write */, 3 /* close */, 5 /* fstat */, 7 /* poll */, 8 /* lseek */, 9 /* mmap */,
      10 /* mprotect */, 11 /* munmap */, 12 /* brk */, 13 /* rt_sigaction */, 14 /* rt_sigprocmask */,
      15 /* rt_sigreturn */, 17 /* pread64 */, 19 /* readv */, 20 /* writev */, 24 /* sched_yield */, 25 /* mremap */,
      27 /* mincore */, 28 /* madvise */, 35 /* nanosleep */, 39 /* getpid */, 60 /* exit */, 63 /* uname */,
      96 /* gettimeofday */, 97 /* getrlimit */, 98 /* getrusage */, 99 /* sysinfo */,
      110 /* getppid */, 127 /* rt_sigpending */, 128 /* rt_sigtimedwait */, 131 /* sigaltstack */, 186 /* gettid */,
      202 /* futex */, 204 /* sched_getaffinity */, 219 /* restart_syscall */, 228 /* clock_gettime */,
      229 /* clock_getres */, 230 /* clock_nanosleep */, 231 /* exit_group */, 271 /* ppoll */,
      273 /* set_robust_list */, 309 /* getcpu */, 318 /* getrandom */, 324 /* membarrier */, 329 /* pkey_mprotect */,
      334 /* rseq */};

  private final List<int[]> program = new ArrayList<>();

  SeccompFilter(long pid) {
    add(LOAD, 0, 0, OFFSET_ARCH);
    add(JUMP_IF_EQUAL, 1, 0, ARCH_X86_64);
    add(RETURN, 0, 0, KILL_PROCESS);
    add(LOAD, 0, 0, OFFSET_NUMBER);
    add(JUMP_IF_AT_LEAST, 0, 1, X32_BIT);
    add(RETURN, 0, 0, KILL_PROCESS);
    for (int number : ALLOWED) {
      add(JUMP_IF_EQUAL, 0, 1, number);
      add(RETURN, 0, 0, ALLOW);
    }
    add(JUMP_IF_EQUAL, 0, 1, CLONE3);
    // Tells the C library to fall back to clone, whose flags a filter can read.
    add(RETURN, 0, 0, ERRNO | ENOSYS);
    onlyThreads();
    // Not the commands that have the kernel send signals to anybody (F_SETOWN, F_SETSIG, F_NOTIFY, F_SETLEASE), nor those that
    // change or copy a descriptor.
    onlyIf(FCNTL, 1, JUMP_IF_EQUAL, F_GETFD);
    onlyIf(FCNTL, 1, JUMP_IF_EQUAL, F_GETFL);
    onlyIf(IOCTL, 1, JUMP_IF_EQUAL, FIONREAD);
    onlyIf(TGKILL, 0, JUMP_IF_EQUAL, (int) pid);
    onlyIf(SystemCalls.PRCTL, 0, JUMP_IF_EQUAL, PR_SET_NAME);
    onlyIf(SystemCalls.PRCTL, 0, JUMP_IF_EQUAL, PR_SET_VMA);
    add(RETURN, 0, 0, ERRNO | SystemCalls.EPERM);
  }

  /// The calls that are allowed whatever their arguments.
  static IntStream allowed() { return Arrays.stream(ALLOWED); }

  /// Allows `number` if the low word of its argument passes; goes on with the next rule otherwise.
  private void onlyIf(int number, int argument, int test, int value) {
    add(LOAD, 0, 0, OFFSET_NUMBER);
    add(JUMP_IF_EQUAL, 0, 3, number);
    add(LOAD, 0, 0, OFFSET_ARGUMENTS + 8 * argument);
    add(test, 0, 1, value);
    add(RETURN, 0, 0, ALLOW);
  }

  private void onlyThreads() {
    add(LOAD, 0, 0, OFFSET_NUMBER);
    add(JUMP_IF_EQUAL, 0, 6, CLONE);
    add(LOAD, 0, 0, OFFSET_ARGUMENTS);
    add(JUMP_IF_BITS, 0, 3, CLONE_THREAD);
    add(AND, 0, 0, ~CLONE_OF_A_THREAD);
    add(JUMP_IF_EQUAL, 0, 1, 0);
    add(RETURN, 0, 0, ALLOW);
    add(RETURN, 0, 0, ERRNO | SystemCalls.EPERM);
  }

  private void add(int code, int jumpIfTrue, int jumpIfFalse, int value) {
    program.add(new int[]{code, jumpIfTrue, jumpIfFalse, value});
  }

  /// `struct sock_fprog`: a count in 8 bytes, then the address of instructions of 8 bytes each.
  MemorySegment program(Arena arena) {
    MemorySegment code = arena.allocate(program.size() * 8L, 8);
    for (int i = 0; i < program.size(); i++) {
      int[] step = program.get(i);
      code.set(ValueLayout.JAVA_SHORT, i * 8L, (short) step[0]);
      code.set(ValueLayout.JAVA_BYTE, i * 8L + 2, (byte) step[1]);
      code.set(ValueLayout.JAVA_BYTE, i * 8L + 3, (byte) step[2]);
      code.set(ValueLayout.JAVA_INT, i * 8L + 4, step[3]);
    }
    MemorySegment head = arena.allocate(16, 8);
    head.set(ValueLayout.JAVA_SHORT, 0, (short) program.size());
    head.set(ValueLayout.ADDRESS, 8, code);
    return head;
  }
}
