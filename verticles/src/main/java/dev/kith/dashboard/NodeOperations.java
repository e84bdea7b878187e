package dev.kith.dashboard;

import dev.kith.bus.Bus;
import dev.kith.dashboard.DashboardConfig.JobLimits;
import dev.kith.message.Caller;
import dev.kith.message.ErrorCode;
import dev.kith.message.JobReply;
import dev.kith.message.JobReply.ClusterView;
import dev.kith.message.JobReply.WorkerView;
import dev.kith.message.JobRequest;
import dev.kith.message.KithException;
import dev.kith.message.Service;
import dev.kith.message.VolunteerReply;
import dev.kith.message.VolunteerReply.Crowd;
import dev.kith.message.VolunteerRequest;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What the node says of itself and its workers.
final class NodeOperations {
  private static final Logger LOG = LoggerFactory.getLogger(NodeOperations.class);

  private final Bus bus;
  private final Service<JobRequest, JobReply> jobs;
  private final Service<VolunteerRequest, VolunteerReply> volunteers;
  private final DashboardConfig config;
  private final SigningKey key;
  private final Contract contract;
  private final InstantSource clock;
  private final BooleanSupplier draining;
  private final Neighbourhood mesh;

  NodeOperations(Bus bus, Service<JobRequest, JobReply> jobs, Service<VolunteerRequest, VolunteerReply> volunteers,
      DashboardConfig config, SigningKey key, Contract contract,
      InstantSource clock, BooleanSupplier draining, Neighbourhood mesh) {
    this.bus = bus;
    this.jobs = jobs;
    this.volunteers = volunteers;
    this.config = config;
    this.key = key;
    this.contract = contract;
    this.clock = clock;
    this.draining = draining;
    this.mesh = mesh;
  }

  Map<String, Action> actions() {
    return Map.of("health", _ -> Future.succeededFuture(Answer.ok(Map.of("ok", true, "now", clock.millis()))), //
        "ready", this::ready, //
        "publicConfig", _ -> Future.succeededFuture(Answer.ok(publicConfig())), //
        "openapiYaml",
        call -> Future.succeededFuture(new Answer.Raw("application/yaml", Buffer.buffer(contract.yaml(server(call))))), //
        "openapiJson", call -> Future.succeededFuture(new Answer.Raw("application/json", contract.json(server(call)).toBuffer())), //
        "listWorkers", this::workers, "clusterMetrics", this::metrics);
  }

  /// This node's address, as whoever asks knows it.
  private String server(Call call) { return InviteLinks.of(config, call.visitor(), key).base(); }

  private Future<Answer> ready(Call call) {
    if (draining.getAsBoolean())
      throw new KithException(ErrorCode.UNAVAILABLE, "the node is going down");
    if (!mesh.controls())
      return Future.succeededFuture(Answer.ok(Map.of("ok", true, "workers", 0, "slots", 0)));
    return ask(new Caller("ready", false)).map(reply -> Answer
        .ok(Map.of("ok", true, "workers", reply.cluster().workers(), "slots", reply.cluster().slots())));
  }

  private Map<String, Object> publicConfig() {
    JobLimits limits = config.jobs();
    Map<String, Object> custom = new LinkedHashMap<>();
    custom.put("maxCodeBytes", limits.maxCodeBytes());
    custom.put("maxArgsBytes", limits.maxArgsBytes());
    custom.put("maxResultBytes", limits.maxResultBytes());
    custom.put("minTimeoutMs", limits.minTimeoutMs());
    custom.put("maxTimeoutMs", limits.maxTimeoutMs());
    custom.put("defaultTimeoutMs", limits.defaultTimeoutMs());
    Map<String, Object> answer = new LinkedHashMap<>();
    answer.put("jobSigningPublicKeySpkiB64", key.base64());
    answer.put("jobSigningKeyFingerprint", key.fingerprint());
    answer.put("jobSigningAlg", key.algorithm());
    answer.put("signedJobTtlSec", limits.signedJobTtlSec());
    answer.put("customJobLimits", custom);
    return answer;
  }

  private Future<Answer> workers(Call call) {
    return ask(call.caller()).compose(reply -> turnedAway().map(crowds -> Answer.ok(workers(reply, crowds))));
  }

  private Map<String, Object> workers(JobReply.Workers reply, List<Crowd> turnedAway) {
    Map<String, Object> answer = new LinkedHashMap<>();
    answer.put("count", reply.workers().size());
    answer.put("totalSlots", reply.workers().stream().mapToInt(WorkerView::credit).sum());
    reply.cluster().ledgerWarning().ifPresent(warning -> answer.put("ledgerWarning", warning));
    answer.put("workers", WorkerAnswers.of(reply.workers(), clock.instant()));
    answer.put("turnedAway", turnedAway.stream().map(NodeOperations::view).toList());
    return answer;
  }

  /// Who found no room at this node's door.
  private Future<List<Crowd>> turnedAway() {
    return bus.request(volunteers, new VolunteerRequest.ListTurnedAway())
        .map(reply -> ((VolunteerReply.TurnedAway) reply).crowds()).recover(failure -> {
          LOG.debug("not told who was turned away: {}", failure.getMessage());
          return Future.succeededFuture(List.of()); // the workers are worth an answer without it
        });
  }

  private static Map<String, Object> view(Crowd crowd) {
    Map<String, Object> answer = new LinkedHashMap<>();
    answer.put("address", crowd.address());
    answer.put("times", crowd.times());
    answer.put("lastAt", crowd.lastAt().toString());
    answer.put("limit", crowd.limit());
    answer.put("value", crowd.value());
    return answer;
  }

  private Future<Answer> metrics(Call call) {
    return ask(call.caller()).map(reply -> Answer.ok(Map.of("now", clock.millis(), //
        "workers", WorkerAnswers.of(reply.workers(), clock.instant()), "totals", WorkerAnswers.totals(reply.workers()), //
        "runtime", view(reply.cluster()))));
  }

  private static Map<String, Object> view(ClusterView cluster) {
    Map<String, Object> answer = new LinkedHashMap<>();
    answer.put("workers", cluster.workers());
    answer.put("slots", cluster.slots());
    answer.put("busySlots", cluster.busySlots());
    answer.put("jobsQueued", cluster.jobsQueued());
    answer.put("jobsRunning", cluster.jobsRunning());
    answer.put("jobsEnded", cluster.jobsEnded());
    answer.put("shardsDone", cluster.shardsDone());
    answer.put("lateResults", cluster.lateResults());
    answer.put("shardsPerSecond", cluster.shardsPerSecond());
    answer.put("epoch", cluster.epoch());
    answer.put("startedAt", cluster.startedAt().toString());
    cluster.ledgerWarning().ifPresent(warning -> answer.put("ledgerWarning", warning));
    return answer;
  }

  private Future<JobReply.Workers> ask(Caller caller) {
    return mesh.demandControl().compose(_ -> bus.request(jobs, new JobRequest.ListWorkers(caller)))
        .map(JobReply.Workers.class::cast);
  }
}
