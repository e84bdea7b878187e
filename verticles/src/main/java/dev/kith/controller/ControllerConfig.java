package dev.kith.controller;

import dev.kith.job.JobConfig;
import dev.kith.message.KithException;
import dev.kith.message.Limits;
import java.time.Duration;
import java.util.Objects;

/// How a controller behaves.
///
/// @param jobs limits and speeds of the job domain
/// @param maxCodeBytes, maxArgsBytes, maxResultBytes what a client may send and a shard may return, UTF-8
/// @param manifestTtl how long workers accept a job's signed terms; a job that runs longer gets them signed anew
/// @param keepEnded ended jobs kept at most
/// @param keepFor ended jobs are kept this long at most
/// @param maxWaiters requests that wait for a job's end at the same time
public record ControllerConfig(JobConfig jobs, int maxCodeBytes, int maxArgsBytes, int maxResultBytes, Duration manifestTtl,
    int keepEnded, Duration keepFor, int maxWaiters) {
  public static final Duration MANIFEST_TTL = Duration.ofHours(24);
  public static final int KEEP_ENDED = 1_000;
  public static final Duration KEEP_FOR = Duration.ofDays(7);
  public static final int MAX_WAITERS = 10_000;

  public ControllerConfig {
    Objects.requireNonNull(jobs);
    Limits.range("maxCodeBytes", maxCodeBytes, 1, Limits.CODE_BYTES_MAX);
    Limits.range("maxArgsBytes", maxArgsBytes, 2, Limits.ARGS_BYTES_MAX);
    Limits.range("maxResultBytes", maxResultBytes, 256, Limits.RESULT_BYTES_MAX);
    Limits.range("keepEnded", keepEnded, 1, 1_000_000);
    Limits.range("maxWaiters", maxWaiters, 1, 1_000_000);
    if (manifestTtl.toSeconds() < 10) throw KithException.invalid("manifestTtl must be at least 10 s, not " + manifestTtl);
    if (keepFor.toMinutes() < 1) throw KithException.invalid("keepFor must be at least 1 minute, not " + keepFor);
  }

  public static ControllerConfig defaults() {
    return new ControllerConfig(JobConfig.defaults(), Limits.CODE_BYTES, Limits.ARGS_BYTES, Limits.RESULT_BYTES, MANIFEST_TTL,
        KEEP_ENDED,
        KEEP_FOR, MAX_WAITERS);
  }
}
