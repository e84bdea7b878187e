package dev.kith.worker;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.kith.message.KithException;
import dev.kith.message.WorkMessage;
import dev.kith.message.WorkReply;
import dev.kith.model.JobId;
import dev.kith.model.NodeId;
import dev.kith.model.WorkerId;
import dev.kith.sandbox.JobCode;
import io.vertx.core.Future;
import java.time.InstantSource;
import java.util.function.BiFunction;

/// Code and terms of jobs: asked for once, of the controller whose job it is, and checked. A job belongs to the controller that
/// offered it first: another one can't slip in code under its id.
final class Materials {
  private final WorkerId worker;
  private final BiFunction<NodeId, WorkMessage, Future<WorkReply>> ask;
  private final JobTerms terms;
  private final InstantSource clock;
  private final Cache<JobId, Known> jobs;

  private record Known(NodeId controller, Future<JobCode> code) {}

  Materials(WorkerId worker, BiFunction<NodeId, WorkMessage, Future<WorkReply>> ask, JobTerms terms, InstantSource clock,
      int keep) {
    this.worker = worker;
    this.ask = ask;
    this.terms = terms;
    this.clock = clock;
    this.jobs = Caffeine.newBuilder().maximumSize(keep).executor(Runnable::run).build();
  }

  Future<JobCode> of(NodeId controller, JobId job) {
    Known known = jobs.getIfPresent(job);
    if (known != null && !known.controller().equals(controller) && !known.code().failed()) {
      return Future.failedFuture(
          KithException
              .invalid("cannot run job " + job + " for node " + controller + ": it is a job of node " + known.controller()));
    }
    if (known != null && !known.code().failed())
      return known.code();
    Future<JobCode> asked = ask.apply(controller, new WorkMessage.FetchJob(worker, job)).map(reply -> switch (reply) {
      case WorkReply.Material material -> terms.checked(job, material, clock.instant());
      default -> throw KithException.invalid("cannot run job " + job + ": the controller has no terms of it");
    });
    jobs.put(job, new Known(controller, asked));
    return asked;
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
