package dev.kith.sandbox;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Reads the outcome that the JavaScript runtime writes (`finishAsFields` in runtime.js): fields of `length:text`.
final class Outcomes {
  private static final Set<String> KINDS = Set.of("ERROR", "TIMEOUT", "MEMORY", "RESULT", "NEVER_SETTLED", "REDUCER");
  private static final int LOGS_MAX = 160;

  private Outcomes() {}

  /// @throws ProtocolViolation if it is anything but an outcome of such a task
  static BlockOutcome read(String text, BlockTask task, long computeMicros) throws ProtocolViolation {
    List<String> fields = split(text);
    if (fields.size() < 7 || fields.size() > 7 + 2 * LOGS_MAX)
      throw new ProtocolViolation("an outcome of " + fields.size() + " fields");
    long done = number(fields.get(0), task.shards().count());
    String partial = fields.get(2);
    String kind = fields.get(3);
    int own = (int) number(fields.get(6), Math.min(LOGS_MAX, fields.size() - 7));
    if (partial.isEmpty() != (done == 0))
      throw new ProtocolViolation("an outcome with " + done + " shards done and a partial of " + partial.length());
    if (!kind.isEmpty() && !KINDS.contains(kind))
      throw new ProtocolViolation("an outcome of unknown kind");
    Optional<BlockOutcome.Failure> failure = kind.isEmpty()
        ? Optional.empty()
        : Optional.of(new BlockOutcome.Failure(kind, fields.get(4), fields.get(5), fields.subList(7, 7 + own)));
    List<String> logs = fields.subList(7 + own, Math.min(fields.size(), 7 + own + LOGS_MAX));
    return new BlockOutcome(done, Optional.of(partial).filter(p -> !p.isEmpty()), failure, computeMicros, logs);
  }

  /// Whether the realm that made this outcome must not be used again.
  static boolean spent(String text) {
    int first = text.indexOf(':');
    int digits = first < 0 ? 0 : text.charAt(0) - '0';
    return !text.startsWith("0:", first + 1 + digits);
  }

  /// The start of an outcome that this process made itself.
  record Progress(long done, String partial, boolean failed) {}

  static Progress progress(String text) {
    try {
      List<String> fields = split(text);
      return new Progress(Long.parseLong(fields.get(0)), fields.get(2), !fields.get(3).isEmpty());
    } catch (ProtocolViolation e) {
      throw new IllegalStateException("the runtime wrote an outcome that is none", e);
    }
  }

  private static List<String> split(String text) throws ProtocolViolation {
    List<String> fields = new ArrayList<>();
    int at = 0;
    while (at < text.length()) {
      int colon = text.indexOf(':', at);
      if (colon < 0 || colon - at > 8)
        throw new ProtocolViolation("an outcome without a field's length");
      int length = (int) number(text.substring(at, colon), text.length() - colon - 1L);
      fields.add(text.substring(colon + 1, colon + 1 + length));
      at = colon + 1 + length;
    }
    return fields;
  }

  private static long number(String digits, long max) throws ProtocolViolation {
    if (digits.isEmpty() || digits.length() > 18 || !digits.chars().allMatch(c -> c >= '0' && c <= '9'))
      throw new ProtocolViolation("an outcome with a number that is none");
    long value = Long.parseLong(digits);
    if (value > max)
      throw new ProtocolViolation("an outcome with " + value + " where at most " + max + " can be");
    return value;
  }
}
