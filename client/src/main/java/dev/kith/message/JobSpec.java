package dev.kith.message;

import dev.kith.model.Json;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/// What a client asks for, checked. `add` is the built-in `return args.a + args.b`.
///
/// @param op `add` or `run_js`, as shown in the job's `task`
/// @param code the body of `async function (args, console)`, UTF-8
/// @param args one JSON value
/// @param timeout for one shard's code; zero means none (a lease's heartbeats still end a lost one)
/// @param sharding absent for a single run
/// @param attempts times that a shard is tried before the job fails, 1 to 10
/// @param isolation how shards of one job are kept apart
/// @param name what the client calls it, 0 to 120 characters
public record JobSpec(Op op, String code, Json args, Duration timeout, Optional<Sharding> sharding, int attempts,
    Isolation isolation, String name) {
  public enum Op {
    ADD, RUN_JS
  }

  /// What the shards of one job share.
  public enum Isolation {
    /// A realm whose built-ins are frozen and whose stray globals are removed between shards. Fast; the default.
    JOB,
    /// A fresh realm for each shard (1 to 3 ms on a node, about 6 ms in a browser).
    SHARD
  }

  /// How a job is cut.
  ///
  /// @param totalUnits what the user counts, 1 to 2^53
  /// @param unitsPerShard absent: the controller chooses
  public record Sharding(long totalUnits, Optional<Long> unitsPerShard, Reducer reducer) {
    public Sharding {
      Limits.range("shardConfig.totalUnits", totalUnits, 1, Limits.TOTAL_UNITS);
      unitsPerShard.ifPresent(units -> Limits.range("shardConfig.unitsPerShard", units, 1, Limits.TOTAL_UNITS));
      Objects.requireNonNull(reducer);
    }
  }

  public JobSpec {
    Objects.requireNonNull(op);
    Objects.requireNonNull(isolation);
    Objects.requireNonNull(sharding);
    if (code.isBlank())
      throw KithException.invalid("code must not be blank");
    int codeBytes = code.getBytes(StandardCharsets.UTF_8).length;
    if (codeBytes > Limits.CODE_BYTES_MAX) {
      throw new KithException(ErrorCode.TOO_LARGE,
          "code must have at most " + Limits.CODE_BYTES_MAX + " bytes, not " + codeBytes);
    }
    if (args.bytes() > Limits.ARGS_BYTES_MAX) {
      throw new KithException(ErrorCode.TOO_LARGE,
          "args must have at most " + Limits.ARGS_BYTES_MAX + " bytes, not " + args.bytes());
    }
    Limits.range("timeoutMs", timeout.toMillis(), 0, Limits.TIMEOUT_MAX.toMillis());
    Limits.range("attempts", attempts, 1, Limits.ATTEMPTS_MAX);
    Limits.label("name", name, 0, 120);
  }
}
