package dev.kith.dashboard;

import dev.kith.message.JobReply.WorkerView;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Workers as REST shows them: in our words, and in those that the predecessor's pages read. What nobody measures here is null.
final class WorkerAnswers {
  private WorkerAnswers() {}

  static List<Map<String, Object>> of(List<WorkerView> workers, Instant now) {
    return workers.stream().map(worker -> of(worker, now)).toList();
  }

  private static Map<String, Object> of(WorkerView worker, Instant now) {
    Map<String, Object> answer = new LinkedHashMap<>();
    answer.put("workerId", worker.id());
    answer.put("kind", worker.kind().name().toLowerCase(Locale.ROOT));
    answer.put("label", worker.capability().label());
    answer.put("engine", worker.capability().engine());
    answer.put("platform", worker.capability().platform());
    answer.put("cores", worker.capability().cores());
    answer.put("memoryMegabytes", worker.capability().memoryMegabytes());
    answer.put("isolation", worker.capability().isolation());
    answer.put("slots", worker.credit());
    answer.put("busy", worker.busy());
    answer.put("shardsDone", worker.shardsDone());
    answer.put("shardsFailed", worker.shardsFailed());
    answer.put("leasesLapsed", worker.leasesLapsed());
    answer.put("computeMillis", worker.computeMillis());
    answer.put("joinedAt", worker.joinedAt().toString());
    answer.put("lastSeenAt", worker.lastSeenAt().toString());
    worker.idleBecause().ifPresent(why -> answer.put("idleBecause", why));
    asThePredecessor(worker, now, answer);
    return answer;
  }

  private static void asThePredecessor(WorkerView worker, Instant now, Map<String, Object> answer) {
    int available = Math.max(0, worker.credit() - worker.busy());
    int cores = worker.capability().cores();
    Double gigabytes = worker.capability().memoryMegabytes() > 0 ? worker.capability().memoryMegabytes() / 1024.0 : null;
    answer.put("connected", true);
    answer.put("state", available > 0 ? "idle" : "busy");
    answer.put("lastSeenMs", Math.max(0, now.toEpochMilli() - worker.lastSeenAt().toEpochMilli()));
    answer.put("inFlightCount", worker.busy());
    answer.put("maxSlots", worker.credit());
    answer.put("availableSlots", available);
    answer.put("supportsAssignBatch", true);
    answer.put("hardwareConcurrency", cores);
    answer.put("deviceMemoryGB", gigabytes);
    answer.put("effectiveType", null);
    answer.put("dispatchScore", null);
    answer.put("completedJobs", worker.shardsDone());
    answer.put("completedShards", worker.shardsDone());
    answer.put("failedJobs", worker.shardsFailed());
    answer.put("failedShards", worker.shardsFailed());
    answer.put("totalDurationMs", worker.computeMillis());
    answer.put("avgDurationMs", (double) worker.computeMillis() / Math.max(1, worker.shardsDone()));
    answer.put("firstSeenAt", worker.joinedAt().toString());
    Map<String, Object> capabilities = new LinkedHashMap<>();
    capabilities.put("hardwareConcurrency", cores);
    capabilities.put("deviceMemoryGB", gigabytes);
    capabilities.put("platform", worker.capability().platform());
    answer.put("capabilities", capabilities);
  }

  /// Sums over those that are there now.
  static Map<String, Object> totals(List<WorkerView> workers) {
    long done = workers.stream().mapToLong(WorkerView::shardsDone).sum();
    long failed = workers.stream().mapToLong(WorkerView::shardsFailed).sum();
    Map<String, Object> totals = new LinkedHashMap<>();
    totals.put("workersTracked", workers.size());
    totals.put("workersConnected", workers.size());
    totals.put("completedJobs", done);
    totals.put("completedShards", done);
    totals.put("failedJobs", failed);
    totals.put("failedShards", failed);
    totals.put("totalDurationMs", workers.stream().mapToLong(WorkerView::computeMillis).sum());
    return totals;
  }
}
