package dev.kith.controller;

import dev.kith.job.JobRecord;
import dev.kith.job.Ledger;
import dev.kith.message.Caller;
import dev.kith.message.JobReply;
import dev.kith.message.JobRequest;
import dev.kith.message.MeshView;
import dev.kith.message.Sender;
import dev.kith.model.NodeId;
import io.vertx.core.Future;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/// Submissions under an idempotency key. Doors bring a key to the controller that keeps it; one that does not know it asks the others
/// before it accepts, since they may have kept it before this one joined, or a door may not know of all yet. Of two that ask each other
/// at the same time the one with the lower id goes on. Confined to the verticle's context.
final class KeyedSubmissions {
  private final ControllerVerticle controller;
  private final Ledger ledger;
  private final OtherControllers others;
  private final Map<OwnedKey, Claim> claims = new HashMap<>();

  private record OwnedKey(String owner, String key) {
    OwnedKey(Caller caller, String key) { this(caller.owner(), key); }
  }

  /// A submission that is being answered.
  private static final class Claim {
    Future<JobReply> answer = Future.succeededFuture();
    boolean accepts;
    Optional<NodeId> yieldedTo = Optional.empty();
  }

  KeyedSubmissions(ControllerVerticle controller, Ledger ledger, OtherControllers others) {
    this.controller = controller;
    this.ledger = ledger;
    this.others = others;
  }

  void mesh(MeshView view) { others.mesh(view); }

  /// @param replayed answers with the job that the ledger has under the key
  /// @param accept takes the job on
  Future<JobReply> submit(JobRequest.Submit submit, Function<JobRecord, Future<JobReply>> replayed,
      Supplier<Future<JobReply>> accept) {
    OwnedKey owned = new OwnedKey(submit.caller(), submit.idempotencyKey().orElseThrow());
    Claim same = claims.get(owned);
    if (same != null) return same.answer.otherwiseEmpty().compose(_ -> submit(submit, replayed, accept)); // then it is in the ledger, or was refused
    Claim claim = new Claim();
    claims.put(owned, claim);
    claim.answer = earlier(owned).compose(earlier -> earlier.isPresent()
        ? replayed.apply(earlier.get())
        : others.find(new JobRequest.FindKey(submit.caller(), owned.key())).compose(found -> decided(claim, found, accept)));
    return claim.answer.onComplete(_ -> claims.remove(owned));
  }

  private static Future<JobReply> decided(Claim claim, Optional<NodeId> found, Supplier<Future<JobReply>> accept) {
    Optional<NodeId> elsewhere = found.or(() -> claim.yieldedTo);
    if (elsewhere.isPresent()) return Future.succeededFuture(new JobReply.Elsewhere(elsewhere.get()));
    claim.accepts = true;
    return accept.get();
  }

  Future<JobReply> find(Sender sender, JobRequest.FindKey find) {
    OwnedKey owned = new OwnedKey(find.caller(), find.idempotencyKey());
    Claim claim = claims.get(owned);
    if (claim == null) return found(owned);
    if (!claim.accepts && others.before(sender.node())) {
      claim.yieldedTo = Optional.of(sender.node());
      return found(owned);
    }
    return claim.answer.otherwiseEmpty().compose(_ -> found(owned));
  }

  private Future<JobReply> found(OwnedKey owned) {
    return earlier(owned).map(earlier -> new JobReply.KeyFound(earlier.map(job -> job.terms().id())));
  }

  private Future<Optional<JobRecord>> earlier(OwnedKey owned) {
    return controller.blocking(() -> ledger.byIdempotencyKey(owned.owner(), owned.key()));
  }
}
