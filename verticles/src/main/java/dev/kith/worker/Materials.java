package dev.kith.worker;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.kith.message.Decline.Reason;
import dev.kith.message.KithException;
import dev.kith.message.WorkMessage;
import dev.kith.message.WorkReply;
import dev.kith.model.JobId;
import dev.kith.model.NodeId;
import dev.kith.model.WorkerId;
import dev.kith.sandbox.JobCode;
import io.vertx.core.Future;
import java.util.function.BiFunction;
import java.util.function.LongSupplier;

/// Code and terms of jobs: asked for once, of the controller whose job it is, and checked; again once they have expired. A job belongs
/// to the controller that offered it first: another one can't slip in code under its id.
final class Materials {
  private final WorkerId worker;
  private final BiFunction<NodeId, WorkMessage, Future<WorkReply>> ask;
  private final JobTerms terms;
  private final LongSupplier millis;
  private final Cache<JobId, Known> jobs;

  private record Known(NodeId controller, Future<Code> code) {}

  /// @param until on the clock that nobody sets, ms
  private record Code(JobCode code, long until) {}

  /// @param millis a clock that nobody sets
  Materials(WorkerId worker, BiFunction<NodeId, WorkMessage, Future<WorkReply>> ask, JobTerms terms, LongSupplier millis,
      int keep) {
    this.worker = worker;
    this.ask = ask;
    this.terms = terms;
    this.millis = millis;
    this.jobs = Caffeine.newBuilder().maximumSize(keep).executor(Runnable::run).build();
  }

  /// @return fails with [NotRunnable]
  Future<JobCode> of(NodeId controller, JobId job) {
    Known known = jobs.getIfPresent(job);
    if (known != null && !known.controller().equals(controller) && !known.code().failed())
      return Future.failedFuture(new NotRunnable(Reason.TERMS,
          "cannot run job " + job + " for node " + controller + ": it is a job of node " + known.controller()));
    if (known == null || known.code().failed() || expired(known)) {
      known = new Known(controller, fetch(controller, job));
      jobs.put(job, known);
    }
    return known.code().map(Code::code);
  }

  private boolean expired(Known known) { return known.code().succeeded() && millis.getAsLong() >= known.code().result().until(); }

  private Future<Code> fetch(NodeId controller, JobId job) {
    long askedAt = millis.getAsLong(); // the terms can't be older when they come, so they are held valid a little too short
    return ask.apply(controller, new WorkMessage.FetchJob(worker, job))
        .transform(reply -> reply.failed()
            ? Future.failedFuture(new NotRunnable(Reason.MATERIAL, "cannot fetch job " + job + ": " + reply.cause().getMessage()))
            : checked(job, reply.result(), askedAt));
  }

  private Future<Code> checked(JobId job, WorkReply reply, long askedAt) {
    if (!(reply instanceof WorkReply.Material material))
      return Future
          .failedFuture(new NotRunnable(Reason.MATERIAL, "cannot fetch job " + job + ": its controller has no terms of it"));
    try {
      JobTerms.Checked checked = terms.checked(job, material);
      return Future.succeededFuture(new Code(checked.code(), askedAt + checked.validFor().toMillis()));
    } catch (KithException unfit) {
      return Future.failedFuture(new NotRunnable(Reason.TERMS, unfit.getMessage()));
    }
  }

  /// @return whether it was this controller's job
  boolean forget(NodeId controller, JobId job) {
    Known known = jobs.getIfPresent(job);
    if (known == null || !known.controller().equals(controller))
      return false;
    jobs.invalidate(job);
    return true;
  }
}
