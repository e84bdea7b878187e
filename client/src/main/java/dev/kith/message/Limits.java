package dev.kith.message;

import dev.kith.model.PlainText;
import java.time.Duration;

/// Limits that hold wherever a message is built, whatever the configuration says. Configuration may only narrow them.
public final class Limits {
  private Limits() {}

  /// A message on the bus or a peer link, bytes.
  public static final int MESSAGE_BYTES = 1 << 20;
  /// A frame from or to a volunteer's tab, bytes.
  public static final int VOLUNTEER_FRAME_BYTES = 256 * 1024;
  /// Job code by default, bytes of UTF-8; configuration may raise it to [#CODE_BYTES_MAX].
  public static final int CODE_BYTES = 32 * 1024;
  public static final int CODE_BYTES_MAX = 512 * 1024;
  /// Job arguments by default, bytes of UTF-8; configuration may raise it to [#ARGS_BYTES_MAX].
  public static final int ARGS_BYTES = 32 * 1024;
  public static final int ARGS_BYTES_MAX = 256 * 1024;
  /// A shard's result by default, bytes of UTF-8; configuration may raise it to [#RESULT_BYTES_MAX].
  public static final int RESULT_BYTES = 64 * 1024;
  public static final int RESULT_BYTES_MAX = 160 * 1024;
  /// All results of a `collect` job together, bytes.
  public static final long COLLECT_BYTES = 64L << 20;
  /// The aggregate as put into a job's answer; a larger one is read in pages.
  public static final int INLINE_RESULT_BYTES = 1 << 20;
  /// Units and shards of a job.
  public static final long TOTAL_UNITS = 1L << 53;
  /// Times that a shard is tried, and the default.
  public static final int ATTEMPTS_MAX = 10;
  public static final int ATTEMPTS_DEFAULT = 3;
  /// Fields that a reducer looks at; under `*` those that all results together have. Their partial fits any message.
  public static final int REDUCER_FIELDS = 256;
  /// A field's name, characters.
  public static final int REDUCER_FIELD_CHARS = 128;
  /// How deep a shard's result is nested at most; with what is around it in messages it stays below the 64 of every reader.
  public static final int RESULT_DEPTH = 50;
  /// The name of a member in a shard's result, characters.
  public static final int RESULT_NAME_CHARS = 4_096;
  /// Largest magnitude that a reducer sums: below it no sum of 2^53 values overflows, so the order can't matter.
  public static final double SUMMAND_MAX = 1e288;
  /// Log lines kept of a shard, and characters of each.
  public static final int LOG_LINES = 160;
  public static final int LOG_LINE_CHARS = 280;
  /// Slots of one worker.
  public static final int WORKER_SLOTS = 64;
  /// An idempotency key, characters.
  public static final int IDEMPOTENCY_KEY_CHARS = 200;
  /// The longest code time-out that can be asked for.
  public static final Duration TIMEOUT_MAX = Duration.ofHours(24);
  /// The longest that a lease can last.
  public static final Duration TERM_MAX = TIMEOUT_MAX.plusHours(1);

  /// @return `value` if within `min..max`
  /// @throws KithException INVALID, naming field, value and limits
  public static long range(String field, long value, long min, long max) {
    if (value < min || value > max) {
      throw KithException.refused(ErrorCode.INVALID, field, "must be from " + min + " to " + max + ", not " + value);
    }
    return value;
  }

  /// @return `value` if it has a length within the limits and is [PlainText]: names and labels end up in terminals, logs and pages
  public static String label(String field, String value, int min, int max) {
    length(field, value, min, max);
    if (!PlainText.is(value))
      throw KithException.refused(ErrorCode.INVALID, field, "must not contain control or format characters");
    return value;
  }

  /// @return `value` if it has at most `max` characters
  public static String length(String field, String value, int min, int max) {
    if (value == null)
      throw KithException.refused(ErrorCode.INVALID, field, "is missing");
    if (value.length() < min || value.length() > max) {
      throw KithException.refused(ErrorCode.INVALID, field,
          "must have from " + min + " to " + max + " characters, not " + value.length());
    }
    return value;
  }
}
