package dev.kith.dashboard;

import dev.kith.message.JobReply;
import dev.kith.message.JobSpec;
import dev.kith.message.JobView;
import dev.kith.message.Reducer;
import dev.kith.model.JobId;
import dev.kith.model.Json;
import dev.kith.model.NodeId;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// Jobs as REST shows them. Field names are the predecessor's; what it did not have is added, nothing is left out.
final class JobAnswers {
  private JobAnswers() {}

  /// @param node whose job it is
  static Map<String, Object> job(NodeId node, JobView job) {
    Map<String, Object> answer = running(node, job);
    answer.put("task", task(job, job.args()));
    answer.put("result", result(job));
    if (isSum(job))
      answer.put("envelope", job.result().orElseThrow());
    return answer;
  }

  /// Of an addition the sum itself, as the predecessor gave it; the envelope of its run stands beside it.
  static Object result(JobView job) {
    Json result = job.result().orElse(Json.NULL);
    return isSum(job) ? new JsonObject(result.text()).getValue("returnValue") : result;
  }

  private static boolean isSum(JobView job) { return job.op() == JobSpec.Op.ADD && job.result().isPresent(); }

  /// Without what does not change or is not there yet: for many a second.
  static Map<String, Object> running(NodeId node, JobView job) {
    Map<String, Object> answer = head(node, job);
    answer.put("name", job.name());
    answer.put("note", job.note());
    answer.put("progress", progress(job.progress()));
    answer.put("error", job.error().orElse(null));
    answer.put("createdAt", time(job.createdAt()));
    answer.put("startedAt", time(job.startedAt()));
    answer.put("endedAt", time(job.endedAt()));
    return answer;
  }

  static Map<String, Object> accepted(NodeId node, JobView job) {
    Map<String, Object> answer = state(node, job);
    answer.put("note", job.note());
    return answer;
  }

  /// @param silent nodes whose jobs are missing
  static Map<String, Object> page(JobPages.Page page, List<NodeId> silent) {
    Map<String, Object> answer = new LinkedHashMap<>();
    answer.put("jobs", page.jobs().stream().map(owned -> job(owned.node(), owned.reply())).toList());
    answer.put("hasMore", page.more());
    answer.put("nextBefore", page.more() && !page.jobs().isEmpty() ? page.jobs().getLast().reply().id() : null);
    return withSilent(answer, silent);
  }

  static Map<String, Object> stopped(List<JobId> jobs, List<NodeId> silent) {
    Map<String, Object> answer = new LinkedHashMap<>();
    answer.put("ok", true);
    answer.put("count", jobs.size());
    answer.put("stopped", jobs.size());
    answer.put("jobIds", jobs);
    return withSilent(answer, silent);
  }

  private static Map<String, Object> withSilent(Map<String, Object> answer, List<NodeId> silent) {
    if (!silent.isEmpty())
      answer.put("silentNodes", silent);
    return answer;
  }

  static Map<String, Object> results(String job, JobReply.Results results) {
    Map<String, Object> answer = new LinkedHashMap<>();
    answer.put("jobId", job);
    answer.put("from", results.from());
    answer.put("values", results.values());
    answer.put("next", results.next());
    answer.put("complete", results.complete());
    return answer;
  }

  static String time(Instant at) { return at.toString(); }

  private static String time(Optional<Instant> at) { return at.map(Instant::toString).orElse(null); }

  static Map<String, Object> head(NodeId node, JobView job) {
    Map<String, Object> answer = state(node, job);
    answer.put("shardConfig", job.plan().map(JobAnswers::plan).orElse(null));
    answer.put("reducer", job.plan().map(plan -> reducer(plan.reducer())).orElse(null));
    return answer;
  }

  private static Map<String, Object> state(NodeId node, JobView job) {
    Map<String, Object> answer = new LinkedHashMap<>();
    answer.put("jobId", job.id());
    answer.put("node", node);
    answer.put("status", lower(job.status()));
    answer.put("controlState", lower(job.control()));
    answer.put("executionModel", job.sharded() ? "sharded" : "single");
    return answer;
  }

  private static Map<String, Object> task(JobView job, Json args) {
    Map<String, Object> task = new LinkedHashMap<>();
    task.put("op", lower(job.op()));
    task.put("args", args);
    return task;
  }

  private static Map<String, Object> plan(JobView.Plan plan) {
    return Map.of("totalUnits", plan.totalUnits(), "unitsPerShard", plan.unitsPerShard(), "totalShards", plan.totalShards());
  }

  private static Map<String, Object> reducer(Reducer reducer) {
    return switch (reducer) {
      case Reducer.Sum(List<String> fields, var derived) -> derived
          .<Map<String, Object>>map(
              what -> Map.of("type", reducer.type(), "fields", fields, "derived", what.name().toLowerCase(Locale.ROOT)))
          .orElseGet(() -> Map.of("type", reducer.type(), "fields", fields));
      case Reducer.Mean(List<String> fields) -> Map.of("type", reducer.type(), "fields", fields);
      case Reducer.Min(String field) -> Map.of("type", reducer.type(), "field", field);
      case Reducer.Max(String field) -> Map.of("type", reducer.type(), "field", field);
      case Reducer.Count(String field) -> Map.of("type", reducer.type(), "field", field);
      case Reducer.Collect(var form) -> form.isPresent()
          ? Map.of("type", reducer.type(), "envelopes", true)
          : Map.of("type", reducer.type());
    };
  }

  private static Map<String, Object> progress(JobView.Progress progress) {
    Map<String, Object> answer = new LinkedHashMap<>();
    answer.put("completedShards", progress.completedShards());
    answer.put("totalShards", progress.totalShards());
    answer.put("runningShards", progress.runningShards());
    answer.put("late", progress.late());
    answer.put("retried", progress.retried());
    answer.put("unitsPerSecond", progress.unitsPerSecond());
    answer.put("durationMs", progress.ranMillis());
    answer.put("shares", progress.shares().stream().map(JobAnswers::share).toList());
    return answer;
  }

  private static Map<String, Object> share(JobView.Share share) {
    return Map.of("workerId", share.worker(), "label", share.label(), "shards", share.shards(), "units", share.units(),
        "computeMillis", share.computeMillis());
  }

  private static String lower(Enum<?> value) { return value.name().toLowerCase(Locale.ROOT); }
}
