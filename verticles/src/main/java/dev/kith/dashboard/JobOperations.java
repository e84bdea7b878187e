package dev.kith.dashboard;

import dev.kith.message.ErrorCode;
import dev.kith.message.JobReply;
import dev.kith.message.JobRequest;
import dev.kith.message.JobSpec;
import dev.kith.message.KithException;
import dev.kith.message.Limits;
import dev.kith.model.JobId;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/// Submitting, seeing and steering jobs.
final class JobOperations {
  private static final int PAGE = 50;
  private static final int PAGE_MAX = 200;
  private static final int EVENTS = 64;
  private static final int EVENTS_MAX = 256;
  private static final int WAIT_MILLIS_MAX = 30_000;

  private final MeshJobs jobs;
  private final CodeCheck check;
  private final JobBodies bodies;

  JobOperations(MeshJobs jobs, CodeCheck check, JobBodies bodies) {
    this.jobs = jobs;
    this.check = check;
    this.bodies = bodies;
  }

  Map<String, Action> actions() {
    return Map.of("submitAdd", call -> submit(call, bodies.add(call.body())), //
        "submitRunJs", this::submitRunJs, //
        "getJob", this::get, "listJobs", this::list, "readEvents", this::events, "stopAll", this::stopAll, //
        "pauseJob", call -> steer(call, JobRequest.Steer.Action.PAUSE), //
        "resumeJob", call -> steer(call, JobRequest.Steer.Action.RESUME), //
        "cancelJob", call -> steer(call, JobRequest.Steer.Action.CANCEL));
  }

  private Future<Answer> submitRunJs(Call call) {
    JobSpec spec = bodies.runJs(call.body());
    return check.check(spec.code())
        .compose(fault -> fault.isPresent() ? Future.failedFuture(new DoesNotCompile(fault.get())) : submit(call, spec));
  }

  private Future<Answer> submit(Call call, JobSpec spec) {
    return jobs.submit(new JobRequest.Submit(call.caller(), spec, idempotencyKey(call))).map(accepted -> {
      Map<String, String> headers = accepted.reply().replayed() ? Map.of("idempotency-replayed", "true") : Map.of();
      return new Answer.Value(201, JobAnswers.accepted(accepted.node(), accepted.reply().job()), headers);
    });
  }

  private static Optional<String> idempotencyKey(Call call) {
    Optional<String> key = Optional.ofNullable(call.request().getHeader("idempotency-key"));
    key.ifPresent(text -> Limits.length("Idempotency-Key", text, 1, Limits.IDEMPOTENCY_KEY_CHARS));
    return key;
  }

  private Future<Answer> get(Call call) {
    Duration patience = Duration.ofMillis(call.query("waitMs", 0, WAIT_MILLIS_MAX, 0));
    return jobs.ask(call.job(), new JobRequest.Get(call.caller(), call.job(), patience), JobReply.One.class)
        .map(JobOperations::one);
  }

  private Future<Answer> list(Call call) {
    int limit = (int) call.query("limit", 1, PAGE_MAX, PAGE);
    Optional<JobId> before = call.queryText("before").map(JobOperations::jobId);
    return jobs.list(call.caller(), limit, before).map(gathered -> {
      JobPages.Page page = JobPages.merged(gathered.replies(), limit);
      jobs.shown(page.jobs());
      return Answer.ok(JobAnswers.page(page, gathered.silent()));
    });
  }

  private static JobId jobId(String text) {
    try {
      return new JobId(text);
    } catch (IllegalArgumentException e) {
      throw KithException.refused(ErrorCode.INVALID, "before", "must be a job's id");
    }
  }

  private Future<Answer> events(Call call) {
    long after = call.query("after", 0, Long.MAX_VALUE, 0);
    int limit = (int) call.query("limit", 1, EVENTS_MAX, EVENTS);
    return jobs.ask(call.job(), new JobRequest.ReadEvents(call.caller(), call.job(), after, limit), JobReply.Events.class)
        .map(events -> Answer.ok(EventAnswers.page(events.node(), events.reply())));
  }

  private Future<Answer> steer(Call call, JobRequest.Steer.Action action) {
    return jobs.ask(call.job(), new JobRequest.Steer(call.caller(), call.job(), action), JobReply.One.class)
        .map(JobOperations::one);
  }

  private Future<Answer> stopAll(Call call) {
    return jobs.askAll(_ -> new JobRequest.StopAll(call.caller()), JobReply.Stopped.class).map(gathered -> Answer
        .ok(JobAnswers.stopped(gathered.replies().stream().flatMap(stopped -> stopped.reply().jobs().stream()).toList(),
            gathered.silent())));
  }

  private static Answer one(MeshJobs.Owned<JobReply.One> one) { return Answer.ok(JobAnswers.job(one.node(), one.reply().job())); }
}
