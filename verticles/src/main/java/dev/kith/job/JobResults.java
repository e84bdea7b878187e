package dev.kith.job;

import dev.kith.message.JobView;
import dev.kith.message.Reducer;
import dev.kith.message.ShardFailure;
import dev.kith.model.Json;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/// What a job shows as its result.
public final class JobResults {
  private static final String INLINE = "{\"aggregate\":null,\"inline\":true,";

  private JobResults() {}

  /// Whether this job's result lacks the array of its collected values, and it is small enough to be put in: read them from the
  /// ledger and call [#withValues].
  public static boolean lacksValues(JobView job) {
    return job.result().filter(result -> result.text().startsWith(INLINE)).isPresent();
  }

  /// @param values all of them, in shard order
  public static JobView withValues(JobView job, List<Json> values) {
    if (!lacksValues(job))
      throw new IllegalArgumentException("job " + job.id() + " has no place for values in its result");
    String array = values.stream().map(Json::text).collect(Collectors.joining(",", "[", "]"));
    Json result = new Json("{\"aggregate\":" + array + "," + job.result().orElseThrow().text().substring(INLINE.length()));
    return new JobView(job.id(), job.op(), job.name(), job.status(), job.control(), job.sharded(), job.note(), job.plan(),
        job.args(), job.progress(), Optional.of(result), job.error(), job.createdAt(), job.startedAt(), job.endedAt());
  }

  static Json done(LiveJob job, long now) {
    return job.fold() instanceof FoldSingle single ? single.aggregate() : sharded(job, true, now).json();
  }

  /// A shard failed too often.
  static Json exhausted(LiveJob job, long shard, int failures, ShardFailure failure, Worker worker, long micros, long now) {
    if (job.fold() instanceof FoldSingle)
      return envelope(failure.kind().exitCode(), micros / 1000, failure.logs(), error(failure.message(), failure.stack()));
    return sharded(job, false, now).put("error", error(failure.message(), failure.stack()))
        .put("failure", new JsonObject().put("shardId", shard).put("attempts", failures)
            .put("kind", failure.kind().name().toLowerCase(Locale.ROOT)).put("exitCode", failure.kind().exitCode())
            .put("worker", worker.id.value()).put("logs", failure.logs()).json())
        .json();
  }

  /// The job as a whole can't go on, or is not to.
  static Json stopped(LiveJob job, String why, long now) {
    if (job.fold() instanceof FoldSingle)
      return envelope(1, job.ran(now), List.of(), error(why, ""));
    return sharded(job, false, now).put("error", error(why, "")).json();
  }

  private static JsonObject sharded(LiveJob job, boolean ok, long now) {
    Reducer reducer = job.terms().plan().map(JobView.Plan::reducer).orElseThrow();
    JsonObject json = new JsonObject().put("aggregate", job.completed() == 0 ? Json.NULL : job.fold().aggregate());
    if (job.fold() instanceof FoldCollect collect)
      json.put("inline", ok && collect.inline()).put("bytes", collect.bytes());
    return json.put("ok", ok).put("partial", job.completed() < job.totalShards()).put("reducer", reducer(reducer))
        .put("completedShards", job.completed())
        .put("totalShards", job.totalShards()).put("derived", derived(job.fold(), reducer)).put("stats", stats(job, now));
  }

  private static Json reducer(Reducer reducer) {
    JsonObject json = new JsonObject().put("type", reducer.type());
    return switch (reducer) {
      case Reducer.Sum(var fields, _) -> json.put("fields", fields).json();
      case Reducer.Mean(var fields) -> json.put("fields", fields).json();
      case Reducer.Min(var field) -> json.put("field", field).json();
      case Reducer.Max(var field) -> json.put("field", field).json();
      case Reducer.Count(var field) -> json.put("field", field).json();
      case Reducer.Collect(var form) -> (form.isPresent() ? json.put("envelopes", true) : json).json();
    };
  }

  private static Json derived(Fold fold, Reducer reducer) {
    JsonObject json = new JsonObject();
    if (fold instanceof FoldExtreme extreme && extreme.shard() >= 0)
      json.put("shardId", extreme.shard());
    if (fold instanceof FoldSums sums && reducer instanceof Reducer.Sum(_, var wish) && wish.isPresent()) {
      Optional<Double> hits = sums.sum("hits");
      Optional<Double> samples = sums.sum("samples").filter(count -> count > 0);
      if (hits.isPresent() && samples.isPresent()) {
        double ratio = hits.get() / samples.get();
        json.put("piEstimate", 4 * hits.get() / samples.get()).put("hitRatio", ratio);
      }
    }
    return json.json();
  }

  private static Json stats(LiveJob job, long now) {
    long millis = job.ran(now);
    double rate = job.completed() * 1000.0 / Math.max(1, millis);
    return new JsonObject().put("durationMs", millis).put("shardsPerSecond", Math.round(rate * 10) / 10.0)
        .put("late", job.late()).put("retried", job.retried()).json();
  }

  /// The predecessor's envelope of a run that failed.
  private static Json envelope(int exitCode, long durationMillis, List<String> logs, Json error) {
    return new JsonObject().put("ok", false).put("exitCode", exitCode).put("durationMs", durationMillis)
        .put("returnType", Json.NULL).put("returnValue", Json.NULL).put("argsType", Json.NULL).put("logs", logs)
        .put("output", new JsonObject().put("text", "").put("truncated", false).put("bytes", 0).json())
        .put("error", error).put("notes", List.of()).put("stats", new JsonObject().json()).json();
  }

  private static Json error(String message, String stack) {
    return new JsonObject().put("message", message).put("stack", stack).json();
  }
}
