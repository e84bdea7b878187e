package dev.kith.authority;

import dev.kith.codec.MessageCodec;
import dev.kith.message.ErrorCode;
import dev.kith.message.KithException;
import dev.kith.message.NodeCard;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.time.Instant;
import java.time.InstantSource;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Enrolment over HTTP, on the authority. What strangers send is admitted by rate, size, and then by its token, before anything else
/// is done for them.
final class EnrolDoor {
  /// What the sender's clock says, ISO 8601; in requests and answers. A hint, so that a wrong clock is named and uses up no token.
  static final String CLOCK = "kith-clock";
  private static final Logger LOG = LoggerFactory.getLogger(EnrolDoor.class);

  private final CardAuthority authority;
  private final ChallengeDesk desk;
  private final EnrolLimits limits;
  private final Blocking blocking;
  private final Supplier<List<String>> seeds;
  private final OpenOrders orders;
  private final InstantSource clock;

  /// Runs what blocks.
  interface Blocking {
    <T> Future<T> run(java.util.concurrent.Callable<T> work);
  }

  EnrolDoor(CardAuthority authority, ChallengeDesk desk, EnrolLimits limits, Blocking blocking, OpenOrders orders,
      Supplier<List<String>> seeds, InstantSource clock) {
    this.authority = authority;
    this.desk = desk;
    this.limits = limits;
    this.blocking = blocking;
    this.orders = orders;
    this.seeds = seeds;
    this.clock = clock;
  }

  /// Where to go instead, on every other node.
  static void elsewhere(HttpServerRequest request, Membership membership) {
    NodeCard card = membership.authorityCard();
    EnrolAnswers.fail(request, new KithException(ErrorCode.CONFLICT, "this node is not the authority of its mesh; node "
        + membership.authority() + " (" + card.name() + ") is, at " + card.addresses() + " port " + card.ports().http()));
  }

  /// `POST .../enrol`
  void enrol(HttpServerRequest request, String remote) {
    admitted(request, remote, body -> {
      Enrolment asked = MessageCodec.decode(body.getBytes(), Enrolment.class, Enrolment.BYTES_MAX);
      blocking.run(() -> authority.enrol(asked)).onFailure(failure -> {
        if (failure instanceof KithException known && known.code() == ErrorCode.FORBIDDEN)
          limits.wrongToken(remote);
      }).compose(order -> order.addresses().isEmpty()
          ? issued(order, List.of()).<Object>map(admitted -> admitted)
          : Future.succeededFuture(order).<Object>map(this::opened))
          .onSuccess(answer -> EnrolAnswers.send(request, answer instanceof Opened ? 202 : 201, answer))
          .onFailure(failure -> EnrolAnswers.fail(request, failure));
    });
  }

  /// `POST .../enrol/<order>`
  void finish(HttpServerRequest request, String remote, String id) {
    admitted(request, remote, _ -> order(id).compose(order -> desk.prove(order).compose(proved -> issued(order, proved)))
        .onSuccess(answer -> EnrolAnswers.send(request, 201, answer)).onFailure(failure -> EnrolAnswers.fail(request, failure)));
  }

  /// Empty if that is none.
  static Optional<Instant> instant(String text) {
    try {
      return Optional.ofNullable(text).map(Instant::parse);
    } catch (DateTimeParseException none) {
      return Optional.empty();
    }
  }

  private Opened opened(Order order) {
    orders.add(order);
    return new Opened(order.id(), order.challenge(), order.addresses());
  }

  private Future<Order> order(String id) { return Future.succeededFuture(id).map(orders::get); }

  private Future<Admitted> issued(Order order, List<String> proved) {
    return blocking.run(() -> authority.complete(order.id(), proved)).map(welcome -> {
      orders.remove(order.id());
      LOG.info("node {} was let in", order.node());
      return new Admitted(welcome, seeds.get().stream().limit(Admitted.SEEDS_MAX).toList());
    });
  }

  private void admitted(HttpServerRequest request, String remote, Consumer<Buffer> then) {
    Consumer<Throwable> refuse = failure -> EnrolAnswers.fail(request, failure);
    try {
      if (!request.isSSL() && !request.connection().remoteAddress().hostAddress().startsWith("127.")
          && !request.connection().remoteAddress().hostAddress().equals("0:0:0:0:0:0:0:1"))
        throw new KithException(ErrorCode.FORBIDDEN, "enrolment is over TLS, or from this machine");
      limits.admit(remote);
      Instant now = clock.instant();
      request.response().putHeader(CLOCK, now.toString());
      instant(request.getHeader(CLOCK)).ifPresent(asker -> Clocks.demandClose(asker, now, authority.cardLife()));
    } catch (KithException refused) {
      refuse.accept(refused);
      return;
    }
    EnrolBody.read(request, Enrolment.BYTES_MAX, body -> {
      try {
        then.accept(body);
      } catch (RuntimeException e) {
        refuse.accept(e);
      }
    }, refuse);
  }
}
