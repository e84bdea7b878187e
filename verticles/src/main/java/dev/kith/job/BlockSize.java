package dev.kith.job;

/// How many shards go into a block: as many as take the target time at the worker's measured speed, finer
/// towards the end of the job (guided self-scheduling, Polychronopoulos and Kuck 1987).
final class BlockSize {
  /// Of shards whose cost is not known. Too many costs nothing: what the budget does not reach comes back.
  private static final long FIRST = 256;
  private static final long GROWTH = 64;
  /// The tail is not cut finer than this part of the target: below it a block costs more than it evens out.
  private static final double FINEST = 1.0 / 40;
  /// Values of one block, so that its result fits a message; a worker hands back what does not fit.
  private static final long COLLECTED_BYTES = 128 * 1024;
  private static final long COLLECTED_FIRST = 4;

  private final double targetMicros;
  private final long max;

  BlockSize(JobConfig config) {
    targetMicros = config.blockTarget().toNanos() / 1e3;
    max = config.maxBlockShards();
  }

  long of(LiveJob job, Worker worker, int slots) {
    long tail = Math.max(job.pending().count() / (2L * Math.max(1, slots)), finest(job));
    return Math.clamp(Math.min(bySpeed(job, worker), tail), 1, Math.min(max, byBytes(job)));
  }

  /// Microseconds that a shard takes on this worker, or on any, 0 if not known.
  static double micros(LiveJob job, Worker worker) {
    double own = job.pace(worker.id).micros();
    return own > 0 ? own : job.pace().micros();
  }

  double targetMicros() { return targetMicros; }

  private long bySpeed(LiveJob job, Worker worker) {
    Pace own = job.pace(worker.id);
    if (own.micros() > 0)
      return Math.min((long) (targetMicros / own.micros()), Math.max(FIRST, own.lastBlock() * GROWTH));
    return job.pace().micros() > 0 ? (long) (targetMicros / 2 / job.pace().micros()) : FIRST;
  }

  private long finest(LiveJob job) { return job.pace().micros() > 0 ? (long) (targetMicros * FINEST / job.pace().micros()) : 1; }

  private static long byBytes(LiveJob job) {
    if (!(job.fold() instanceof FoldCollect collect))
      return Long.MAX_VALUE;
    return collect.bytesPerValue() == 0 ? COLLECTED_FIRST : Math.max(1, COLLECTED_BYTES / collect.bytesPerValue());
  }
}
