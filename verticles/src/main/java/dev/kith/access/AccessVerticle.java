package dev.kith.access;

import dev.kith.bus.Bus;
import dev.kith.message.AccessReply;
import dev.kith.message.AccessRequest;
import dev.kith.message.Addresses;
import dev.kith.message.ErrorCode;
import dev.kith.message.KithException;
import dev.kith.message.Sender;
import dev.kith.model.NodeId;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.WorkerExecutor;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Serves [Access] on the bus. What changes keys, invites or joined tabs is answered when it is on disk. Signatures are checked and
/// files written on threads of its own.
public final class AccessVerticle extends VerticleBase {
  private static final Logger LOG = LoggerFactory.getLogger(AccessVerticle.class);
  /// When keys and tabs were last seen is written so often.
  private static final Duration FLUSH_EVERY = Duration.ofMinutes(1);
  private static final int THREADS = 2;
  /// Signatures waiting for a thread; half a second's work.
  static final int MAX_CHECKS = 2_000;

  private final NodeId node;
  private final Access access;
  private WorkerExecutor workers;
  private Saver saver;
  private int checks;

  public AccessVerticle(NodeId node, Access access) {
    this.node = node;
    this.access = access;
  }

  @Override
  public Future<?> start() {
    workers = vertx.createSharedWorkerExecutor("kith-access-" + node, THREADS);
    saver = new Saver(access::version, this::write);
    vertx.setPeriodic(FLUSH_EVERY.toMillis(), _ -> saver.settle().onFailure(AccessVerticle::unsaved));
    return Bus.of(vertx, node).serve(Addresses.access(node), this::answer);
  }

  @Override
  public Future<?> stop() { return saver.settle().eventually(workers::close); }

  /// Other nodes may ask whose a key is, if they serve clients themselves. All else is for our own door.
  private void check(Sender sender, AccessRequest request) {
    if (sender.node().equals(node))
      return;
    if (!(request instanceof AccessRequest.Authenticate) || !sender.role().controls())
      throw new KithException(ErrorCode.FORBIDDEN,
          "node " + sender.node() + " (" + sender.role() + ") can't ask the access of another node for "
              + request.getClass().getSimpleName());
  }

  private Future<AccessReply> answer(Sender sender, AccessRequest request) {
    check(sender, request);
    return switch (request) {
      case AccessRequest.Connect connect -> checked(connect);
      case AccessRequest.MakeKey _,AccessRequest.RevokeKey _,AccessRequest.MakeInvite _,AccessRequest.RevokeInvite _,AccessRequest.Join _ ->
        saved(access.answer(request));
      case AccessRequest.Authenticate _,AccessRequest.OpenSession _,AccessRequest.ResumeSession _,AccessRequest.CloseSession _,AccessRequest.ListKeys _,AccessRequest.ListInvites _,AccessRequest.LookAtInvite _,AccessRequest.Admit _ ->
        Future.succeededFuture(access.answer(request));
    };
  }

  private Future<AccessReply> saved(AccessReply reply) {
    return saver.settle().map(reply).onFailure(failure -> {
      access.withdraw(reply);
      unsaved(failure);
    });
  }

  private Future<AccessReply> checked(AccessRequest.Connect connect) {
    if (checks >= MAX_CHECKS) {
      return Future
          .failedFuture(new KithException(ErrorCode.UNAVAILABLE, checks + " tabs are connecting at once, the most possible;"
              + " try again in a second"));
    }
    checks++;
    return workers.executeBlocking(() -> access.answer(connect), false).onComplete(_ -> checks--);
  }

  private Future<Void> write() {
    AccessState state = access.snapshot();
    return workers.executeBlocking(() -> {
      access.save(state);
      return null;
    }, true);
  }

  private static void unsaved(Throwable failure) { LOG.error("keys and invites are not saved: {}", failure.getMessage()); }
}
