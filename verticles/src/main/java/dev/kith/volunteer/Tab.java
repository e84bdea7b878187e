package dev.kith.volunteer;

import dev.kith.codec.MessageCodec;
import dev.kith.message.Decline;
import dev.kith.message.ErrorCode;
import dev.kith.message.FromTab;
import dev.kith.message.KithException;
import dev.kith.message.LeaseMessage;
import dev.kith.message.Limits;
import dev.kith.message.ToTab;
import dev.kith.message.WorkMessage;
import dev.kith.message.WorkReply;
import dev.kith.model.JobId;
import dev.kith.model.LeaseId;
import dev.kith.model.NodeId;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One connection of a tab. Confined to the verticle's context.
///
/// GREETING -(hello)-> PROVING -(access knows the key)-> SEATED; any -> CLOSED, on a breach, a time-out or the end of the socket.
final class Tab {
  private static final Logger LOG = LoggerFactory.getLogger(Tab.class);

  private enum Stage {
    GREETING, PROVING, SEATED, CLOSED
  }

  private final Volunteers volunteers;
  private final VolunteerConfig config;
  private final Connection connection;
  private final String nonce;
  private final MessageRate rate;
  private final long openedAt;
  /// Leases sent over this connection and not answered, and their jobs: what becomes of them does not count as messages.
  private final Map<LeaseId, JobId> asked = HashMap.newHashMap(0);
  private Stage stage = Stage.GREETING;
  private Seat seat;
  private TabJobs jobs;
  private long heardAt;
  private boolean pinged;
  private int invalid;

  Tab(Volunteers volunteers, VolunteerConfig config, Connection connection, String nonce, long now) {
    this.volunteers = volunteers;
    this.config = config;
    this.connection = connection;
    this.nonce = nonce;
    this.rate = new MessageRate(config.maxMessages(), config.window().toMillis(), now);
    this.openedAt = now;
    this.heardAt = now;
  }

  void greet() { connection.send(new ToTab.Challenge(ToTab.PROTOCOL, nonce)); }

  Optional<Seat> seat() { return Optional.ofNullable(seat); }

  /// @return completed once the message is dealt with; never failed
  Future<Void> received(String text) {
    if (stage == Stage.CLOSED)
      return Future.succeededFuture();
    heard();
    FromTab message;
    try {
      message = MessageCodec.decode(text.getBytes(StandardCharsets.UTF_8), FromTab.class, Limits.VOLUNTEER_FRAME_BYTES);
    } catch (KithException e) {
      return admitted() ? breach(e) : Future.succeededFuture();
    }
    Optional<JobId> job = switch (message) {
      case FromTab.Done done -> Optional.ofNullable(asked.remove(done.lease()));
      case FromTab.Declined declined -> Optional.ofNullable(asked.remove(declined.lease()));
      default -> Optional.empty();
    };
    boolean wasAsked = job.isPresent();
    if (!wasAsked && !admitted())
      return Future.succeededFuture();
    if (message instanceof FromTab.Hello hello)
      return stage == Stage.GREETING ? hello(hello) : breach(KithException.invalid("hello was said before"));
    if (stage == Stage.SEATED && message instanceof FromTab.Declined declined && declined.why().reason() == Decline.Reason.TERMS)
      job.ifPresent(jobs::doubted);
    return stage == Stage.SEATED ? seated(message) : breach(KithException.invalid("say hello first"));
  }

  void heard() {
    heardAt = volunteers.now();
    pinged = false;
  }

  /// Does what is due by the clock.
  void check(long now) {
    switch (stage) {
      case GREETING, PROVING -> {
        if (now - openedAt >= config.handshake().toMillis())
          close(CloseReason.NO_HANDSHAKE);
      }
      case SEATED -> {
        long quiet = now - heardAt;
        if (quiet >= config.pingAfter().plus(config.pongWithin()).toMillis()) {
          close(CloseReason.SILENT);
        } else if (quiet >= config.pingAfter().toMillis() && !pinged) {
          pinged = true;
          connection.ping();
        }
      }
      case CLOSED -> {
      }
    }
  }

  void close(CloseReason reason) {
    if (stage == Stage.CLOSED)
      return;
    stage = Stage.CLOSED;
    connection.close(reason);
    volunteers.gone(this, false);
  }

  /// The socket is really gone; called once. @param forGood the tab said so itself
  void ended(boolean forGood) {
    volunteers.released(connection.remote());
    if (stage == Stage.CLOSED)
      return;
    stage = Stage.CLOSED;
    volunteers.gone(this, forGood);
  }

  void refuse(KithException why, CloseReason reason) {
    connection.send(problem(why));
    close(reason);
  }

  void deliver(NodeId controller, LeaseMessage message) {
    if (stage != Stage.SEATED)
      return;
    switch (message) {
      case LeaseMessage.Offered offer -> jobs.offered(controller, new LeaseMessage.Offered(offer.worker(),
          TabLease.of(controller, offer.lease()), offer.job(), offer.shards(), offer.attempt(), offer.budget(),
          offer.term()));
      case LeaseMessage.Revoked revoked -> jobs.revoked(TabLease.of(controller, revoked.lease()));
      case LeaseMessage.Forget forget -> jobs.forget(controller, forget.job());
    }
  }

  private Future<Void> hello(FromTab.Hello hello) {
    stage = Stage.PROVING;
    return volunteers.prove(hello, nonce, connection.remote()).transform(known -> {
      if (stage == Stage.CLOSED)
        return Future.succeededFuture();
      if (known.failed()) {
        KithException why = known.cause() instanceof KithException e ? e : new KithException(ErrorCode.INTERNAL, "not now");
        refuse(why, why.code().retryable() || why.code() == ErrorCode.INTERNAL
            ? CloseReason.UNAVAILABLE
            : CloseReason.NOT_ALLOWED);
        return Future.succeededFuture();
      }
      stage = Stage.SEATED;
      seat = volunteers.seat(this, hello, known.result());
      jobs = new TabJobs((controller, job) -> volunteers.material(seat, controller, job), this::send, this::decline);
      send(new ToTab.Welcome(seat.worker(), known.result().label(), config.beat().toMillis(), config.silence().toMillis(),
          Limits.VOLUNTEER_FRAME_BYTES, config.resultBytes()));
      volunteers.join(seat); // with those that do not answer the next beat joins again
      return Future.succeededFuture();
    });
  }

  private Future<Void> seated(FromTab message) {
    return switch (message) {
      case FromTab.Hello _ -> throw new AssertionError("dealt with before");
      case FromTab.Credit credit -> {
        seat.credit(volunteers.credit(credit.credit()));
        volunteers.tellCredit(seat);
        yield Future.succeededFuture();
      }
      case FromTab.Beat beat -> {
        seat.held(beat.held());
        volunteers.nobodys(beat.held()).forEach(lease -> send(new ToTab.Revoke(lease)));
        volunteers.beat(seat);
        yield Future.succeededFuture();
      }
      case FromTab.Done done -> done(done);
      case FromTab.Declined declined -> {
        volunteers.controller(declined.lease()).ifPresent(controller -> decline(controller, declined.lease(), declined.why()));
        yield Future.succeededFuture();
      }
      case FromTab.Bye _ -> {
        stage = Stage.CLOSED;
        connection.close(CloseReason.LEFT);
        volunteers.gone(this, true);
        yield Future.succeededFuture();
      }
    };
  }

  private Future<Void> done(FromTab.Done done) {
    Optional<NodeId> controller = volunteers.controller(done.lease());
    if (controller.isEmpty()) {
      send(new ToTab.Outcome(done.lease(), ToTab.Verdict.LATE)); // whoever gave it has left the mesh
      return Future.succeededFuture();
    }
    Line line = volunteers.line(seat, controller.get());
    if (!line.report(done.lease()))
      return Future.succeededFuture(); // unanswered, so the tab sends it again
    WorkMessage finished = new WorkMessage.Finished(seat.worker(), TabLease.lease(done.lease()), done.result());
    volunteers.work(seat, controller.get(), finished).onComplete(reply -> {
      line.reported(done.lease());
      verdict(reply).ifPresentOrElse(verdict -> send(new ToTab.Outcome(done.lease(), verdict)),
          () -> LOG.debug("result of lease {} found no controller: {}", done.lease(), reply.cause().getMessage()));
    });
    return Future.succeededFuture(); // a controller that does not answer holds up nothing else of this tab
  }

  /// Empty if the controller did not answer: then the tab sends it again.
  private static Optional<ToTab.Verdict> verdict(AsyncResult<WorkReply> reply) {
    if (reply.succeeded())
      return Optional.of(reply.result() instanceof WorkReply.Ok ? ToTab.Verdict.ACCEPTED : ToTab.Verdict.LATE);
    boolean refused = reply.cause() instanceof KithException e
        && (e.code() == ErrorCode.INVALID || e.code() == ErrorCode.TOO_LARGE);
    return refused ? Optional.of(ToTab.Verdict.REFUSED) : Optional.empty();
  }

  private void decline(NodeId controller, LeaseId lease, Decline why) {
    volunteers.work(seat, controller, new WorkMessage.Declined(seat.worker(), TabLease.lease(lease), why))
        .onFailure(failure -> LOG.debug("lease {} could not be given back, so it lapses: {}", lease, failure.getMessage()));
  }

  private void send(ToTab message) {
    if (stage == Stage.CLOSED)
      return;
    if (connection.full()) {
      close(CloseReason.TOO_SLOW);
      return;
    }
    if (message instanceof ToTab.Lease lease)
      asked.put(lease.lease(), lease.job());
    if (message instanceof ToTab.Revoke revoke)
      asked.remove(revoke.lease());
    connection.send(message);
  }

  private boolean admitted() {
    if (rate.admit(volunteers.now()))
      return true;
    refuse(new KithException(ErrorCode.RATE_LIMITED,
        "at most " + config.maxMessages() + " messages within " + config.window().toMillis() + " ms"), CloseReason.TOO_FAST);
    return false;
  }

  Future<Void> breach(KithException what) {
    if (stage == Stage.CLOSED)
      return Future.succeededFuture();
    connection.send(problem(what));
    if (++invalid >= config.maxInvalidMessages())
      close(CloseReason.MALFORMED);
    return Future.succeededFuture();
  }

  static ToTab.Problem problem(KithException what) { return new ToTab.Problem(what.code().number(), what.getMessage()); }
}
