package dev.kith.worker;

import dev.kith.message.KithException;
import dev.kith.message.Limits;
import java.time.Duration;

/// How a node's worker behaves.
///
/// @param label what people call it, 0 to 64 characters
/// @param beatEvery how often it says that it is alive
/// @param silence after this long without a word from it the controller gives its leases to others
/// @param handOver a result is offered for so long to a controller that does not answer; then its leases are given up
/// @param keepJobs jobs whose checked terms are kept ready
public record WorkerConfig(String label, Duration beatEvery, Duration silence, Duration handOver, int keepJobs) {
  public static final Duration BEAT_EVERY = Duration.ofMillis(500);
  public static final Duration SILENCE = Duration.ofMillis(1_800);
  public static final Duration HAND_OVER = Duration.ofSeconds(10);
  public static final int KEEP_JOBS = 64;

  public WorkerConfig {
    Limits.length("worker.label", label, 0, 64);
    Limits.range("worker.beatEvery (ms)", beatEvery.toMillis(), 50, 10_000);
    Limits.range("worker.silence (ms)", silence.toMillis(), 500, 60_000);
    Limits.range("worker.handOver (ms)", handOver.toMillis(), 500, 600_000);
    Limits.range("worker.keepJobs", keepJobs, 1, 10_000);
    if (silence.compareTo(beatEvery.multipliedBy(2)) < 0) {
      throw KithException
          .invalid("worker.silence must be at least twice worker.beatEvery, not " + silence.toMillis() + " ms against "
              + beatEvery.toMillis() + " ms");
    }
  }

  public static WorkerConfig defaults(String label) { return new WorkerConfig(label, BEAT_EVERY, SILENCE, HAND_OVER, KEEP_JOBS); }
}
