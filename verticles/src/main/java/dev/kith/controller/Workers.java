package dev.kith.controller;

import dev.kith.job.JobBoard;
import dev.kith.job.JobRecord;
import dev.kith.job.Now;
import dev.kith.job.Step;
import dev.kith.message.Sender;
import dev.kith.message.WorkMessage;
import dev.kith.message.WorkReply;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.function.Supplier;

/// The workers' side of the controller: everything goes to the board; a job's terms are signed anew for a worker that meets
/// a job older than its signature.
final class Workers {
  private final ControllerVerticle controller;
  private final JobBoard board;
  private final Manifests manifests;
  private final Supplier<Now> clock;

  Workers(ControllerVerticle controller, JobBoard board, Manifests manifests, Supplier<Now> clock) {
    this.controller = controller;
    this.board = board;
    this.manifests = manifests;
    this.clock = clock;
  }

  Future<WorkReply> answer(Sender sender, WorkMessage message) {
    Speakers.check(sender, message, board.nodeOf(message.worker()));
    Now now = clock.get();
    Step<WorkReply> step = board.work(message, now);
    Future<WorkReply> reply = controller.carryOut(step);
    return message instanceof WorkMessage.FetchJob fetch ? reply.compose(found -> current(fetch, found, now)) : reply;
  }

  private Future<WorkReply> current(WorkMessage.FetchJob fetch, WorkReply found, Now now) {
    if (!(found instanceof WorkReply.Material material)) return Future.succeededFuture(found);
    JobRecord.Terms terms = board.terms(fetch.job()).orElse(null);
    Instant signedAt = terms == null ? now.wall() : terms.createdAt();
    if (!manifests.stale(signedAt, now)) return Future.succeededFuture(material);
    return manifests.sign(terms, now)
        .map(fresh -> new WorkReply.Material(fresh.manifest(), material.code(), material.args(), now.wall()));
  }
}
