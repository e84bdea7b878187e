package dev.kith.dashboard;

import dev.kith.message.JobEvent;
import dev.kith.message.JobReply;
import dev.kith.message.JobView;
import dev.kith.model.NodeId;
import io.vertx.core.json.JsonObject;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Events as REST shows them: what happened stands in `data`, and once more flat beside it, where the predecessor's clients look,
/// also under the names that they know it by.
final class EventAnswers {
  /// Ours, and the predecessor's.
  private static final Map<String, String> NAMES = Map.of("worker", "workerId", "shardId", "shardIndex");

  private EventAnswers() {}

  static Map<String, Object> page(NodeId node, JobReply.Events events) {
    Map<String, Object> answer = JobAnswers.head(node, events.job());
    answer.put("events", events.events().stream().map(event -> withJob(event, events.job(), answer)).toList());
    answer.put("hasMore", events.more());
    answer.put("nextSeq", events.nextSeq());
    answer.put("firstSeq", events.firstSeq());
    answer.put("droppedBeforeSeq", events.droppedBeforeSeq());
    return answer;
  }

  /// The first and the last have more of the job in them, which followers of the stream get as `progress`.
  private static Map<String, Object> withJob(JobEvent event, JobView job, Map<String, Object> head) {
    Map<String, Object> answer = event(event);
    if (event.type() == JobEvent.Type.JOB_STARTED) {
      for (String name : List.of("executionModel", "shardConfig", "reducer"))
        answer.putIfAbsent(name, head.get(name));
      answer.putIfAbsent("args", job.args());
    } else if (event.type() == JobEvent.Type.JOB_DONE) {
      answer.putIfAbsent("result", JobAnswers.result(job));
    }
    return answer;
  }

  static Map<String, Object> event(JobEvent event) {
    Map<String, Object> answer = new LinkedHashMap<>();
    answer.put("seq", event.seq());
    answer.put("ts", event.at().toEpochMilli());
    answer.put("type", name(event.type()));
    answer.put("data", event.data());
    answer.put("jobId", event.job());
    Map<String, Object> data = new JsonObject(event.data().text()).getMap();
    data.forEach(answer::putIfAbsent);
    NAMES.forEach((ours, theirs) -> alias(answer, data, ours, theirs));
    switch (event.type()) {
      case SHARD_DONE, JOB_DONE -> answer.put("failedShards", 0);
      case SHARD_FAILED -> {
        alias(answer, data, "message", "error");
        answer.put("failedShards", Boolean.TRUE.equals(data.get("final")) ? 1 : 0);
      }
      case JOB_FAILED -> alias(answer, data, "message", "reason");
      case JOB_CANCELLED -> answer.put("reason", "cancelled");
      default -> {
        // the rest is named alike
      }
    }
    return answer;
  }

  static String name(JobEvent.Type type) { return type.name().toLowerCase(Locale.ROOT); }

  private static void alias(Map<String, Object> answer, Map<String, Object> data, String ours, String theirs) {
    if (data.containsKey(ours))
      answer.putIfAbsent(theirs, data.get(ours));
  }
}
