package dev.kith.message;

import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;

/// Why a shard gave no result. A value, not an accident: it is counted as an attempt and shown to the job's owner.
///
/// @param message at most 2,000 characters
/// @param stack at most 8,000 characters, may be empty
/// @param logs what the shard had logged by then
public record ShardFailure(Kind kind, String message, String stack, List<String> logs) {
  /// What kind of failure; the wire names are these in lower case.
  public enum Kind {
    /// The code threw or rejected.
    ERROR(1),
    /// The code ran longer than the job's time-out.
    TIMEOUT(124),
    /// The code wanted more memory than the sandbox has.
    MEMORY(70),
    /// The result is larger than allowed, or not JSON.
    RESULT(1),
    /// The promise can never settle.
    NEVER_SETTLED(1),
    /// The reducer can't use the result (a named field is missing or not a number).
    REDUCER(1),
    /// The sandbox process died. Only a lease of a single shard can blame that shard.
    CRASH(70);

    private final int exitCode;

    Kind(int exitCode) { this.exitCode = exitCode; }

    /// As in the predecessor's envelope: 1 error, 70 sandbox, 124 time-out.
    public int exitCode() { return exitCode; }
  }

  private static final Pattern FAULT = Pattern.compile("line \\d{1,9}, column \\d{1,9}: SyntaxError: .*", Pattern.DOTALL);
  public static final int MESSAGE_CHARS = 2_000;
  public static final int STACK_CHARS = 8_000;

  public ShardFailure {
    Objects.requireNonNull(kind);
    message = Texts.clip(message, MESSAGE_CHARS);
    stack = Texts.clip(stack, STACK_CHARS);
    logs = logs.stream().limit(Limits.LOG_LINES).map(line -> Texts.clip(line, Limits.LOG_LINE_CHARS)).toList();
  }

  /// Whether the code does not compile, as sandboxes of nodes say it: to run it again is of no use. (A job that throws an error with such
  /// a text ends itself.)
  public boolean doesNotCompile() { return kind == Kind.ERROR && stack.isEmpty() && FAULT.matcher(message).matches(); }
}
