package dev.kith.dashboard;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.kith.bus.Bus;
import dev.kith.message.Addresses;
import dev.kith.message.Caller;
import dev.kith.message.ErrorCode;
import dev.kith.message.JobReply;
import dev.kith.message.JobRequest;
import dev.kith.message.JobView;
import dev.kith.message.KithException;
import dev.kith.model.JobId;
import dev.kith.model.NodeId;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

/// The jobs of the whole mesh, whichever node owns them: finds out who that is, and asks there. Confined to the verticle's context.
final class MeshJobs {
  /// Jobs whose owner is remembered.
  static final int REMEMBERED = 10_000;
  /// How long another node may take to say what it has.
  private static final Duration PATIENCE = Duration.ofSeconds(3);
  /// How long another node may take to ask around for a key and to accept a job.
  private static final Duration ACCEPTANCE = Duration.ofSeconds(10);

  private final Bus bus;
  private final Neighbourhood mesh;
  private final Cache<JobId, Place> places = Caffeine.newBuilder().maximumSize(REMEMBERED).executor(Runnable::run).build();

  /// Where a job is, and when it was made.
  record Place(NodeId node, Instant madeAt) {}

  /// What a node answered.
  record Owned<A>(NodeId node, A reply) {}

  /// @param silent nodes that own jobs and did not answer
  record Gathered<A>(List<Owned<A>> replies, List<NodeId> silent) {}

  MeshJobs(Bus bus, Neighbourhood mesh) {
    this.bus = bus;
    this.mesh = mesh;
  }

  /// Without a key this node accepts the job; with one, the controller that keeps the key, or that has a job under it.
  ///
  /// @return failed UNAVAILABLE if that one can't be reached: two nodes must not accept the same key
  Future<Owned<JobReply.Accepted>> submit(JobRequest.Submit submit) {
    return mesh.demandControl().compose(_ -> keeper(submit)).compose(node -> submit(node, submit, true));
  }

  private Future<NodeId> keeper(JobRequest.Submit submit) {
    return submit.idempotencyKey().isEmpty()
        ? Future.succeededFuture(mesh.self())
        : mesh.mayOwn().map(nodes -> Keeper.of(submit.caller().owner(), submit.idempotencyKey().get(), nodes));
  }

  private Future<Owned<JobReply.Accepted>> submit(NodeId node, JobRequest.Submit submit, boolean goesOn) {
    return handOver(node, submit).compose(reply -> switch (reply) {
      case JobReply.Accepted accepted -> {
        remember(node, accepted.job());
        yield Future.succeededFuture(new Owned<>(node, accepted));
      }
      case JobReply.Elsewhere(NodeId other) when goesOn -> submit(other, submit, false);
      default -> refused(node, "it names another node as well; try again");
    });
  }

  private Future<JobReply> handOver(NodeId node, JobRequest.Submit submit) {
    if (node.equals(mesh.self()))
      return bus.request(Addresses.jobs(node), submit);
    if (!mesh.has(node))
      return refused(node, "it is not there; try again when it is back, or revoke it if it will not come back");
    return bus.request(Addresses.jobs(node), submit).timeout(ACCEPTANCE.toMillis(), TimeUnit.MILLISECONDS)
        .recover(failure -> isSilence(failure) ? refused(node, failure.getMessage()) : Future.failedFuture(failure));
  }

  private <A> Future<A> refused(NodeId keeper, String why) {
    return mesh.spoken(List.of(keeper)).compose(name -> Future.failedFuture(new KithException(ErrorCode.UNAVAILABLE,
        "only node " + name + " may take a job under this Idempotency-Key: " + why)));
  }

  /// Asks the job's owner.
  ///
  /// @return failed NOT_FOUND only if every node that owns jobs said so; UNAVAILABLE if one of them, maybe the owner, is silent
  <A extends JobReply> Future<Owned<A>> ask(JobId job, JobRequest question, Class<A> kind) {
    Place known = places.getIfPresent(job);
    if (known != null)
      return ask(known.node(), job, question, kind);
    return mesh.demandControl().compose(_ -> ask(mesh.self(), job, question, kind)).recover(failure -> isNotFound(failure)
        ? find(question.caller(), job, mesh.others()).compose(place -> ask(place.node(), job, question, kind))
        : Future.failedFuture(failure));
  }

  private <A extends JobReply> Future<Owned<A>> ask(NodeId node, JobId job, JobRequest question, Class<A> kind) {
    if (node.equals(mesh.self()))
      return bus.request(Addresses.jobs(node), question).map(reply -> new Owned<>(node, kind.cast(reply)));
    if (!mesh.has(node))
      return absent(List.of(node), job, "is its and waits for it");
    return remote(node, question).map(reply -> new Owned<>(node, kind.cast(reply))).recover(failure -> isSilence(failure)
        ? absent(List.of(node), job, "is its and waits for it")
        : Future.failedFuture(failure));
  }

  private Future<JobReply> remote(NodeId node, JobRequest question) {
    Duration wait = question instanceof JobRequest.Get get ? PATIENCE.plus(get.patience()) : PATIENCE;
    return bus.request(Addresses.jobs(node), question).timeout(wait.toMillis(), TimeUnit.MILLISECONDS);
  }

  /// Where a job is; these nodes are asked, the first that has it ends the search.
  private Future<Place> find(Caller caller, JobId job, List<NodeId> nodes) {
    Promise<Place> found = Promise.promise();
    List<NodeId> silent = new ArrayList<>();
    List<Future<Object>> all = nodes.stream().map(node -> remote(node, new JobRequest.Get(caller, job, Duration.ZERO))
        .onSuccess(reply -> found.tryComplete(remember(node, ((JobReply.One) reply).job()))).transform(reply -> {
          if (reply.failed() && !isNotFound(reply.cause()))
            silent.add(node);
          return Future.succeededFuture();
        })).toList();
    Future.join(all).compose(_ -> mesh.away()).onSuccess(away -> {
      silent.addAll(away);
      (silent.isEmpty() ? nowhere(job) : this.<Place>absent(silent, job, "may be there")).onFailure(found::tryFail);
    });
    return found.future();
  }

  private Future<Place> place(Caller caller, JobId job) {
    Place known = places.getIfPresent(job);
    return known != null ? Future.succeededFuture(known) : find(caller, job, mesh.everybody());
  }

  private Place remember(NodeId node, JobView view) {
    Place place = new Place(node, view.createdAt());
    places.put(view.id(), place);
    return place;
  }

  /// Asks every node that owns jobs. Our own has to answer.
  ///
  /// @param question what to ask of which node
  <A extends JobReply> Future<Gathered<A>> askAll(Function<NodeId, JobRequest> question, Class<A> kind) {
    List<Owned<A>> replies = new ArrayList<>();
    List<NodeId> silent = new ArrayList<>();
    return mesh.demandControl().compose(_ -> bus.request(Addresses.jobs(mesh.self()), question.apply(mesh.self())))
        .compose(own -> {
          replies.add(new Owned<>(mesh.self(), kind.cast(own)));
          return Future.join(mesh.others().stream().map(node -> remote(node, question.apply(node)).transform(reply -> {
            if (reply.succeeded())
              replies.add(new Owned<>(node, kind.cast(reply.result())));
            else
              silent.add(node);
            return Future.succeededFuture();
          })).toList());
        }).compose(_ -> mesh.away()).map(away -> {
          silent.addAll(away);
          return new Gathered<>(List.copyOf(replies), List.copyOf(silent));
        });
  }

  /// One page of all jobs, newest first: by the time when they were made, then by node, then as each node has them.
  Future<Gathered<JobReply.Page>> list(Caller caller, int limit, Optional<JobId> before) {
    if (before.isEmpty())
      return askAll(_ -> new JobRequest.ListJobs(caller, limit, before, Optional.empty()), JobReply.Page.class);
    return mesh.demandControl().compose(_ -> place(caller, before.get()))
        .compose(place -> askAll(node -> node.equals(place.node())
            ? new JobRequest.ListJobs(caller, limit, before, Optional.empty())
            : new JobRequest.ListJobs(caller, limit, Optional.empty(), Optional.of(JobPages.after(place, node))),
            JobReply.Page.class))
        .recover(failure -> isNotFound(failure)
            ? Future.succeededFuture(new Gathered<>(List.of(), List.of())) // nothing is before what is not there
            : Future.failedFuture(failure));
  }

  /// So that the next page need not look for them.
  void shown(List<Owned<JobView>> jobs) { jobs.forEach(job -> remember(job.node(), job.reply())); }

  private static <A> Future<A> nowhere(JobId job) {
    return Future.failedFuture(new KithException(ErrorCode.NOT_FOUND, "no job " + job));
  }

  private <A> Future<A> absent(List<NodeId> silent, JobId job, String whose) {
    return mesh.spoken(silent).compose(names -> Future.failedFuture(new KithException(ErrorCode.UNAVAILABLE,
        "no answer from node " + names + "; job " + job + " " + whose)));
  }

  private static boolean isNotFound(Throwable failure) {
    return failure instanceof KithException known && known.code() == ErrorCode.NOT_FOUND;
  }

  private static boolean isSilence(Throwable failure) {
    return failure instanceof TimeoutException || (failure instanceof KithException known
        && (known.code() == ErrorCode.TIMEOUT || known.code() == ErrorCode.UNAVAILABLE));
  }
}
