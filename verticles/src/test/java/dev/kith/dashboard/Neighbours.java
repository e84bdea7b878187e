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
import dev.kith.message.VolunteerReply;
import dev.kith.message.VolunteerRequest;
import dev.kith.model.Capability;
import dev.kith.model.JobId;
import dev.kith.model.Json;
import dev.kith.model.NodeId;
import dev.kith.model.WorkerId;
import dev.kith.model.WorkerKind;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/// A controller and an access verticle as far as the door sees them: answers from memory. They stand beside the thing under test.
final class Neighbours {
  static final NodeId NODE = new NodeId("0123456789abcdef0123456789abcdef");
  static final String ALL = "key-with-every-scope";
  static final String OTHER = "key-of-somebody-else";
  static final Instant T0 = Instant.parse("2026-01-02T03:04:05Z");

  private static final Map<String, AccessReply.Granted> KEYS = new ConcurrentHashMap<>();
  static {
    KEYS.put(ALL, new AccessReply.Granted("alice", "Alice", EnumSet.complementOf(EnumSet.of(Scope.JOBS_ALL))));
    KEYS.put(OTHER, new AccessReply.Granted("bob", "Bob", EnumSet.complementOf(EnumSet.of(Scope.JOBS_ALL))));
    for (Scope scope : Scope.values())
      KEYS.put("only-" + scope.text(), new AccessReply.Granted("only-" + scope.text(), "", Set.of(scope)));
  }

  /// A job of the pretended controller.
  static final class Kept {
    final String owner;
    final JobSpec spec;
    final Optional<String> idempotencyKey;
    final List<JobEvent> events = new CopyOnWriteArrayList<>();
    final List<Json> results = new CopyOnWriteArrayList<>();
    final List<Promise<Void>> waiting = new CopyOnWriteArrayList<>();
    volatile JobView view;
    volatile long droppedBefore;
    volatile Json bigData = new Json("{\n\"shard\":1}");

    Kept(String owner, JobSpec spec, Optional<String> key, JobView view) {
      this.owner = owner;
      this.spec = spec;
      this.idempotencyKey = key;
      this.view = view;
    }
  }

  private static final Json ENVELOPE = new Json("""
      {"ok":true,"exitCode":0,"durationMs":0.5,"returnType":"number","returnValue":42,"argsType":"object","logs":[],
      "output":{"text":"","truncated":false,"bytes":0},"error":null,"notes":[],"stats":{}}""");

  final Map<JobId, Kept> jobs = new ConcurrentHashMap<>();
  final List<AccessRequest> asked = new CopyOnWriteArrayList<>();
  final Set<String> revoked = ConcurrentHashMap.newKeySet();
  volatile boolean overLimit;
  volatile boolean full;
  volatile Optional<KithException> jobFailure = Optional.empty();
  volatile Optional<String> accessWarning = Optional.empty();
  volatile boolean instant;
  final PretendMesh mesh;
  private final Bus bus;
  private long made;

  private Neighbours(Vertx vertx) {
    this.bus = Bus.of(vertx);
    this.mesh = new PretendMesh(NODE);
  }

  static Neighbours serve(Vertx vertx) throws Exception {
    Neighbours neighbours = new Neighbours(vertx);
    Future.all(neighbours.bus.serve(Addresses.jobs(NODE), neighbours::job),
        neighbours.bus.serve(Addresses.access(NODE), neighbours::access),
        neighbours.bus.serve(Addresses.volunteers(NODE), neighbours::volunteers), neighbours.mesh.serve(neighbours.bus))
        .toCompletionStage().toCompletableFuture()
        .get(5, TimeUnit.SECONDS);
    return neighbours;
  }

  private Future<VolunteerReply> volunteers(VolunteerRequest request) {
    if (full)
      return Future.failedFuture(new KithException(ErrorCode.UNAVAILABLE, "64 tabs of your address are connected"));
    return Future.succeededFuture(switch (request) {
      case VolunteerRequest.Room _ -> new VolunteerReply.Room();
      case VolunteerRequest.ListTurnedAway() -> new VolunteerReply.TurnedAway(
          List.of(new VolunteerReply.Crowd("10.0.0.9", 3, T0, "volunteers.perAddressMax", 64)));
    });
  }

  /// Puts a sharded job of `owner` there.
  Kept place(String owner, int shards) {
    JobSpec spec = new JobSpec(JobSpec.Op.RUN_JS, "return 1", Json.NULL, Duration.ZERO, Optional.empty(), 3,
        JobSpec.Isolation.JOB, "placed");
    return keep(owner, spec, Optional.empty(), shards);
  }

  void happen(Kept job, JobEvent.Type type, boolean published) {
    JobEvent event = new JobEvent(job.view.id(), job.owner, job.events.size() + 1L, T0, type, job.bigData);
    job.events.add(event);
    if (type.ends())
      end(job);
    if (published)
      bus.publish(Addresses.jobEvents(NODE), event);
  }

  void progress(Kept job, long completed) {
    JobView v = job.view;
    JobView.Progress p = new JobView.Progress(completed, v.progress().totalShards(), 1, 0, 0, 12.5, 900,
        List.of(new JobView.Share("w1", "laptop", completed, completed * 10, 5)));
    job.view = new JobView(v.id(), v.op(), v.name(), JobView.Status.RUNNING, v.control(), v.sharded(), v.note(), v.plan(),
        v.args(),
        p, v.result(), v.error(), v.createdAt(), Optional.of(T0), v.endedAt());
  }

  private void end(Kept job) {
    JobView v = job.view;
    job.view = new JobView(v.id(), v.op(), v.name(), JobView.Status.DONE, v.control(), v.sharded(), v.note(), v.plan(), v.args(),
        v.progress(), Optional.of(ENVELOPE), v.error(), v.createdAt(), v.startedAt(), Optional.of(T0));
    job.waiting.forEach(Promise::tryComplete);
  }

  private Kept keep(String owner, JobSpec spec, Optional<String> key, int shards) {
    JobId id = JobId.of(made++, 7);
    Optional<JobView.Plan> plan = spec.sharding()
        .map(cut -> new JobView.Plan(cut.totalUnits(), cut.unitsPerShard().orElse(1L), shards, cut.reducer()));
    JobView view = new JobView(id, spec.op(), spec.name(), JobView.Status.QUEUED, JobView.Control.RUNNING, plan.isPresent(),
        "note",
        plan, spec.args(), new JobView.Progress(0, shards, 0, 0, 0, 0, 0, List.of()), Optional.empty(), Optional.empty(), T0,
        Optional.empty(), Optional.empty());
    Kept job = new Kept(owner, spec, key, view);
    jobs.put(id, job);
    if (instant)
      end(job);
    return job;
  }

  private Future<JobReply> job(JobRequest request) {
    if (jobFailure.isPresent())
      return Future.failedFuture(jobFailure.get());
    return switch (request) {
      case JobRequest.Submit(Caller caller, JobSpec spec, var key) -> Future.succeededFuture(submit(caller, spec, key));
      case JobRequest.Get(Caller caller, JobId id, Duration patience) -> get(find(caller, id), patience);
      case JobRequest.ListJobs(Caller caller, int limit, var _, var _) -> Future.succeededFuture(new JobReply.Page(
          jobs.values().stream().filter(job -> caller.maySee(job.owner)).limit(limit).map(job -> job.view).toList(), true));
      case JobRequest.Steer(Caller caller, JobId id, var _) -> {
        Kept job = find(caller, id);
        if (job.view.status().ended())
          throw new KithException(ErrorCode.CONFLICT, "the job has ended");
        yield Future.succeededFuture(new JobReply.One(job.view));
      }
      case JobRequest.StopAll(Caller caller) -> Future.succeededFuture(new JobReply.Stopped(
          jobs.values().stream().filter(job -> job.owner.equals(caller.owner())).map(job -> job.view.id()).toList()));
      case JobRequest.ReadEvents(Caller caller, JobId id, long after, int limit) -> Future
          .succeededFuture(events(find(caller, id), after, limit));
      case JobRequest.ReadResults(Caller caller, JobId id, long from) -> Future.succeededFuture(results(find(caller, id), from));
      case JobRequest.ListWorkers _ -> Future.succeededFuture(workers());
      case JobRequest.FindKey _ -> throw new KithException(ErrorCode.INVALID, "doors do not ask this");
    };
  }

  private JobReply submit(Caller caller, JobSpec spec, Optional<String> key) {
    Optional<Kept> before = jobs.values().stream()
        .filter(job -> key.isPresent() && job.owner.equals(caller.owner()) && job.idempotencyKey.equals(key)).findFirst();
    if (before.isPresent() && !before.get().spec.equals(spec))
      throw new KithException(ErrorCode.CONFLICT, "another job has this idempotency key");
    return before.map(job -> new JobReply.Accepted(job.view, true))
        .orElseGet(() -> new JobReply.Accepted(keep(caller.owner(), spec, key, 10).view, false));
  }

  private Future<JobReply> get(Kept job, Duration patience) {
    if (patience.isZero() || job.view.status().ended())
      return Future.succeededFuture(new JobReply.One(job.view));
    Promise<Void> ended = Promise.promise();
    job.waiting.add(ended);
    return ended.future().timeout(patience.toMillis(), TimeUnit.MILLISECONDS).otherwiseEmpty()
        .map(_ -> new JobReply.One(job.view));
  }

  private static JobReply events(Kept job, long after, int limit) {
    List<JobEvent> found = job.events.stream().filter(event -> event.seq() > after && event.seq() >= job.droppedBefore).toList();
    List<JobEvent> page = found.stream().limit(limit).toList();
    return new JobReply.Events(job.view, page, found.size() > page.size(), job.events.size() + 1,
        job.events.isEmpty() ? 0 : Math.max(1, job.droppedBefore),
        job.droppedBefore);
  }

  private static JobReply results(Kept job, long from) {
    List<Json> page = new ArrayList<>();
    for (long i = from; i < job.results.size() && page.size() < 100; i++)
      page.add(job.results.get((int) i));
    long next = from + page.size();
    return new JobReply.Results(from, page, next, job.view.status().ended() && next >= job.results.size());
  }

  private static JobReply workers() {
    Capability capability = new Capability("laptop", "v8", "Linux", 4, 8000, "seccomp");
    return new JobReply.Workers(
        List.of(new JobReply.WorkerView(new WorkerId("w1"), WorkerKind.NODE, capability, 4, 1, 10, 0, 0, 99, T0, T0,
            Optional.empty())),
        new JobReply.ClusterView(1, 4, 1, 0, 1, 2, 10, 0, 3.5, 1, T0, Optional.empty()));
  }

  private Kept find(Caller caller, JobId id) {
    Kept job = jobs.get(id);
    if (job == null || !caller.maySee(job.owner))
      throw new KithException(ErrorCode.NOT_FOUND, "no such job");
    return job;
  }

  private Future<AccessReply> access(AccessRequest request) {
    if (!(request instanceof AccessRequest.Admit))
      asked.add(request);
    return Future.succeededFuture(switch (request) {
      case AccessRequest.Admit _ -> overLimit ? new AccessReply.Wait(Duration.ofMillis(1500)) : new AccessReply.Done();
      case AccessRequest.Authenticate(String key, var _) -> granted(key);
      case AccessRequest.OpenSession(String key, var _) -> new AccessReply.SessionOpened("cookie." + key, granted(key),
          Duration.ofMinutes(15));
      case AccessRequest.ResumeSession(String cookie, var _) -> granted(cookie.replaceFirst("^cookie\\.", ""));
      case AccessRequest.CloseSession _ -> new AccessReply.Done();
      case AccessRequest.MakeKey(String label, var scopes, var ttl) -> new AccessReply.KeyMade(
          new AccessReply.KeyView("k1", label, scopes, T0, ttl.map(T0::plus), Optional.empty(), false), "the-secret",
          "the words");
      case AccessRequest.ListKeys _ -> new AccessReply.Keys(List.of(), accessWarning);
      case AccessRequest.RevokeKey(String id) -> known(id);
      case AccessRequest.MakeInvite(String issuer, String label, var ttl, var uses) -> new AccessReply.InviteMade(
          new AccessReply.InviteView("i1", issuer, label, 0, uses.orElse(5), T0, T0.plus(ttl.orElse(Duration.ofHours(1))), false),
          "v1.tokentokentoken", "abcdefghjk", T0.plusSeconds(900), "one-two-three-four-five-six-seven-eight");
      case AccessRequest.ListInvites _ -> new AccessReply.Invites(
          List.of(new AccessReply.InviteView("i1", "alice", "", 0, 5, T0, T0, false)));
      case AccessRequest.RevokeInvite(String id) -> known(id);
      case AccessRequest.Join(String invite, var _, var _) -> joined(invite);
      case AccessRequest.LookAtInvite(String invite, var _) -> looked(invite);
      case AccessRequest.Connect _ -> throw new KithException(ErrorCode.UNAUTHORIZED, "not here");
    });
  }

  private AccessReply.Granted granted(String key) {
    AccessReply.Granted granted = revoked.contains(key) ? null : KEYS.get(key);
    if (granted == null)
      throw new KithException(ErrorCode.UNAUTHORIZED, "no such key");
    return granted;
  }

  private static AccessReply known(String id) {
    if (!id.endsWith("1"))
      throw new KithException(ErrorCode.NOT_FOUND, "no such thing");
    return new AccessReply.Done();
  }

  private static AccessReply looked(String invite) {
    if (invite.equals("unknown"))
      throw new KithException(ErrorCode.NOT_FOUND, "there is no such invite");
    if (invite.equals("guessed"))
      throw new KithException(ErrorCode.RATE_LIMITED, "too many wrong invites");
    if (invite.equals("expired"))
      throw new KithException(ErrorCode.GONE, "this invite has expired");
    return new AccessReply.InviteGood();
  }

  private static AccessReply joined(String invite) {
    if (invite.equals("expired"))
      throw new KithException(ErrorCode.GONE, "this invite has expired");
    return new AccessReply.Joined("w-1", "i1", "phone", T0);
  }
}
