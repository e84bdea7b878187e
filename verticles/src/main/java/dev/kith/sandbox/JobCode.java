package dev.kith.sandbox;

import java.time.Duration;
import java.util.Objects;

/// One job's code and terms, sent to a child once and kept there compiled.
///
/// @param key the job's id; code sees it as `__BRAIN__.parentJobId`, and it seeds Math.random
/// @param code body of an async function of `args` and `console`
/// @param argsJson one JSON value
/// @param timeout for each shard; zero means none
/// @param freshRealmPerShard nothing at all is shared between shards, for some milliseconds each
/// @param reducerJson as `MessageCodec` writes a `Reducer`; empty for a job that was not cut
/// @param totalShards of the job, as code sees them
/// @param totalUnits 0 if the job was not to be cut: then there is no `__BRAIN__`
/// @param maxResultBytes of one shard's result as JSON in UTF-8
public record JobCode(String key, String code, String argsJson, Duration timeout, boolean freshRealmPerShard,
    String reducerJson, long totalShards, long totalUnits, long unitsPerShard, int maxResultBytes) {
  /// Code, arguments and reducer together, in characters.
  static final int CHARS_MAX = 1 << 20;

  public JobCode {
    Objects.requireNonNull(key, "key");
    SandboxConfig.range("job (characters)", (long) code.length() + argsJson.length() + reducerJson.length(), 1, CHARS_MAX);
    SandboxConfig.range("job.timeout (ms)", timeout.toMillis(), 0, Long.MAX_VALUE);
    SandboxConfig.range("job.maxResultBytes", maxResultBytes, 1, 512 * 1024);
  }
}
