package dev.kith.dashboard;

import dev.kith.bus.Bus;
import dev.kith.message.AccessReply;
import dev.kith.message.AccessRequest;
import dev.kith.message.Addresses;
import dev.kith.message.Caller;
import dev.kith.message.ErrorCode;
import dev.kith.message.JobEvent;
import dev.kith.message.JobReply;
import dev.kith.message.JobRequest;
import dev.kith.message.JobSpec;
import dev.kith.message.JobView;
import dev.kith.message.KithException;
import dev.kith.message.Scope;
import dev.kith.model.JobId;
import dev.kith.model.Json;
import dev.kith.model.NodeId;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/// Another node's controller and access, as a door sees them: jobs of alice in the order of their making, and one key.
final class OtherNode {
  final NodeId id;
  final String key;
  final List<JobView> jobs = new CopyOnWriteArrayList<>();
  final List<JobRequest> asked = new CopyOnWriteArrayList<>();
  final List<AccessRequest> askedForKeys = new CopyOnWriteArrayList<>();
  volatile boolean silent;
  /// Where it says that keys are, if not here.
  volatile Optional<NodeId> elsewhere = Optional.empty();
  private final Map<String, JobView> byKey = new ConcurrentHashMap<>();
  private final Bus bus;
  private final List<Bus.Registration> serving = new ArrayList<>();

  OtherNode(Vertx vertx, char digit) {
    id = new NodeId(String.valueOf(digit).repeat(32));
    key = "key-of-" + digit;
    bus = Bus.of(vertx, id);
    appear();
  }

  void appear() {
    serving.add(bus.serve(Addresses.jobs(id), this::job).await());
    serving.add(bus.serve(Addresses.access(id), this::access).await());
  }

  void vanish() {
    serving.forEach(each -> each.close().await());
    serving.clear();
  }

  JobView make(Instant at) {
    JobView view = new JobView(JobId.of(id.hashCode(), jobs.size()), JobSpec.Op.RUN_JS, "", JobView.Status.RUNNING,
        JobView.Control.RUNNING, false, "", Optional.empty(), Json.NULL, new JobView.Progress(0, 1, 0, 0, 0, 0, 0, List.of()),
        Optional.empty(), Optional.empty(), at, Optional.empty(), Optional.empty());
    jobs.add(view);
    return view;
  }

  void happen(JobView job) {
    bus.publish(Addresses.jobEvents(id),
        new JobEvent(job.id(), "alice", 1, Instant.EPOCH, JobEvent.Type.JOB_STARTED, new Json("{}")));
  }

  private Future<JobReply> job(JobRequest request) {
    asked.add(request);
    if (silent) return Promise.<JobReply>promise().future();
    return Future.succeededFuture(switch (request) {
      case JobRequest.Get get -> new JobReply.One(find(get.job()));
      case JobRequest.Steer steer -> new JobReply.One(find(steer.job()));
      case JobRequest.StopAll _ -> new JobReply.Stopped(jobs.stream().map(JobView::id).toList());
      case JobRequest.ReadEvents read -> new JobReply.Events(find(read.job()), List.of(), false, read.after(), 0, 0);
      case JobRequest.ListJobs(Caller _, int limit, var before, var madeBefore) -> page(limit, before, madeBefore);
      case JobRequest.Submit submit -> elsewhere.<JobReply>map(JobReply.Elsewhere::new).orElseGet(() -> accept(submit));
      default -> throw new KithException(ErrorCode.INVALID, "not part of this test");
    });
  }

  private JobReply accept(JobRequest.Submit submit) {
    boolean replayed = byKey.containsKey(submit.idempotencyKey().orElseThrow());
    return new JobReply.Accepted(byKey.computeIfAbsent(submit.idempotencyKey().get(), _ -> make(Instant.EPOCH)), replayed);
  }

  private JobView find(JobId job) {
    return jobs.stream().filter(each -> each.id().equals(job)).findFirst()
        .orElseThrow(() -> new KithException(ErrorCode.NOT_FOUND, "no job " + job));
  }

  private JobReply page(int limit, Optional<JobId> before, Optional<Instant> madeBefore) {
    int end = before.map(id -> Math.max(0, jobs.indexOf(find(id)))).orElse(jobs.size());
    List<JobView> all = jobs.subList(0, end).reversed().stream()
        .filter(job -> madeBefore.isEmpty() || job.createdAt().isBefore(madeBefore.get())).toList();
    return new JobReply.Page(all.stream().limit(limit).toList(), all.size() > limit);
  }

  private Future<AccessReply> access(AccessRequest request) {
    askedForKeys.add(request);
    if (silent) return Promise.<AccessReply>promise().future();
    return request instanceof AccessRequest.Authenticate ask && ask.credential().equals(key)
        ? Future.succeededFuture(new AccessReply.Granted("alice", "", Set.of(Scope.JOBS)))
        : Future.failedFuture(new KithException(ErrorCode.UNAUTHORIZED, "no such key"));
  }
}
