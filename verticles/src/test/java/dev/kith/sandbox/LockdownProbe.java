package dev.kith.sandbox;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.Arrays;
import java.util.stream.IntStream;

/// Main class of a process that locks itself as a child does, then tries what native code in it could try, and says what came of it:
/// lines of `name argument result`, where a result below 0 is an errno.
final class LockdownProbe {
  /// `mov eax, 20; int 0x80; ret`: getpid by the 32-bit gate.
  private static final byte[] GATE_32 = {(byte) 0xb8, 20, 0, 0, 0, (byte) 0xcd, (byte) 0x80, (byte) 0xc3};
  private static final int MPROTECT = 10;
  private static final int READ_WRITE_EXECUTE = 7;
  private static final int PAGE_BYTES = 4096;
  private static final int[] FCNTL_COMMANDS = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 36, 37, 38, 1024,
      1025,
      1026, 1027, 1028, 1029, 1030, 1031, 1032, 1033, 1034, 1035, 1036};
  private static final int[] IOCTL_REQUESTS = {0x5401, 0x5412, 0x5421, 0x5450, 0x5452, 0x8901, 0x8902, 0x40045436, 0x541b};
  private static final int[] CLONE_FLAGS = {0, 17, 0x100, 0x10000000, 0x3d0f00 | 0x10000000, 0x3d0f00 | 0x1000, 0x3d0f00 | 0x8000,
      0x3d0f00 | 0x20000, 0x3d0f00 | 0x40000000, 0x3d0f00 & ~0x10000};

  private LockdownProbe() {}

  /// @param args `calls`, `x32` or `gate32`; pid of somebody else
  public static void main(String[] args) throws Throwable {
    Arena arena = Arena.global();
    SystemCalls system = new SystemCalls(arena);
    MethodHandle gate = gate(arena, system);
    int[] refused = others();
    say("warm", 0, 0); // with Landlock on, no class can be loaded any more
    System.out.println(Lockdown.engage(256L << 20));
    switch (args[0]) {
      case "x32" -> say("x32", 39, system.call(0x40000000 | 39, 0, 0, 0));
      case "gate32" -> say("gate32", 20, (long) gate.invokeExact());
      default -> everyCall(system, refused, Integer.parseInt(args[1]));
    }
  }

  /// Null pointers and zeros: harmless, should one of them be let through.
  private static void everyCall(SystemCalls system, int[] refused, int other) {
    for (int number : refused)
      say("call", number, system.call(number, 0, 0, 0));
    for (int command : FCNTL_COMMANDS)
      say("fcntl", command, system.call(72, 0, command, other));
    for (int request : IOCTL_REQUESTS)
      say("ioctl", request, system.call(16, 0, request, 0));
    for (int option = 0; option < 80; option++)
      say("prctl", option, system.call(SystemCalls.PRCTL, option, 0, 0));
    for (int flags : CLONE_FLAGS)
      say("clone", flags, system.call(56, flags, 0, 0));
    say("tgkill", other, system.call(234, other, other, 0));
    say("clone3", 0, system.call(435, 0, 0, 0));
  }

  private static int[] others() {
    // The last two are uretprobe and uprobe, which the kernel passes by every filter and ends the caller for.
    int[] checked = {16, 56, 72, SystemCalls.PRCTL, 234, 435, 335, 336};
    return IntStream.rangeClosed(0, 480).filter(number -> SeccompFilter.allowed().noneMatch(n -> n == number))
        .filter(number -> Arrays.stream(checked).noneMatch(n -> n == number)).toArray();
  }

  @SuppressWarnings("restricted")
  private static MethodHandle gate(Arena arena, SystemCalls system) {
    MemorySegment code = arena.allocate(PAGE_BYTES, PAGE_BYTES);
    code.asSlice(0, GATE_32.length).copyFrom(MemorySegment.ofArray(GATE_32));
    system.call(MPROTECT, code.address(), PAGE_BYTES, READ_WRITE_EXECUTE);
    return Linker.nativeLinker().downcallHandle(code, FunctionDescriptor.of(ValueLayout.JAVA_LONG));
  }

  private static void say(String name, long argument, long result) { System.out.println(name + " " + argument + " " + result); }
}
