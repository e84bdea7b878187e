package dev.kith.bus;

import dev.kith.message.ErrorCode;
import dev.kith.message.Inbox;
import dev.kith.message.KithException;
import dev.kith.message.Sender;
import dev.kith.message.Service;
import dev.kith.message.Topic;
import dev.kith.model.NodeId;
import dev.kith.model.Role;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.eventbus.ReplyException;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Typed request, publish and serve over one Vert.x instance. Thread-safe; handlers run on the context that registered them.
///
/// Within a process a message is passed by reference: records are immutable. Best effort, as the event bus is: a request may be
/// served although its asker saw a time-out.
public final class Bus {
  private static final Logger LOG = LoggerFactory.getLogger(Bus.class);

  /// Who speaks, of several nodes on one Vert.x. Never read from another process: every typed address is this process's own.
  private static final String FROM = "kith-from";

  private final EventBus events;
  private final DeliveryOptions options;

  private Bus(EventBus events, DeliveryOptions options) {
    this.events = events;
    this.options = options;
  }

  public static Bus of(Vertx vertx) {
    RecordCodec.install(vertx.eventBus());
    return new Bus(vertx.eventBus(), new DeliveryOptions());
  }

  /// As [#of(Vertx)], speaking as `node`, of which several may be on one Vert.x.
  public static Bus of(Vertx vertx, NodeId node) { return of(vertx, new Sender(node, Role.DUAL)); }

  public static Bus of(Vertx vertx, Sender self) {
    RecordCodec.install(vertx.eventBus());
    return new Bus(vertx.eventBus(), new DeliveryOptions().addHeader(FROM, self.node() + " " + self.role()));
  }

  /// @return the answer, or a [KithException]: what the server failed with, TIMEOUT, or UNAVAILABLE if nobody serves the address
  public <Q, A> Future<A> request(Service<Q, A> service, Q question) {
    DeliveryOptions inTime = new DeliveryOptions(options).setSendTimeout(service.timeout().toMillis());
    return events.<A>request(service.address(), question, inTime).map(Message::body)
        .recover(failure -> Future.failedFuture(fromWire(service.address(), failure)));
  }

  /// As [#serve(Service, BiFunction)], for handlers that do not ask who it is from.
  public <Q, A> Future<Registration> serve(Service<Q, A> service, Function<Q, Future<A>> handler) {
    return serve(service, (_, question) -> handler.apply(question));
  }

  /// One way, to the one node whose inbox it is.
  public <M> void tell(Inbox<M> inbox, M message) { events.publish(inbox.address(), message, options); }

  public <M> Future<Registration> receive(Inbox<M> inbox, BiConsumer<Sender, M> handler) {
    return registered(events.<M>consumer(inbox.address(),
        message -> handler.accept(sender(message, inbox.recipient()), message.body())));
  }

  /// Answers questions. What `handler` throws or fails with reaches the asker as a [KithException].
  public <Q, A> Future<Registration> serve(Service<Q, A> service, BiFunction<Sender, Q, Future<A>> handler) {
    MessageConsumer<Q> consumer = events.consumer(service.address(), message -> {
      Future<A> answer;
      try {
        answer = handler.apply(sender(message, service.server()), message.body());
      } catch (RuntimeException e) {
        answer = Future.failedFuture(e);
      }
      answer.onComplete(message::reply, failure -> {
        KithException known = toWire(service.address(), failure);
        message.fail(known.code().number(), known.getMessage());
      });
    });
    return registered(consumer);
  }

  public <M> void publish(Topic<M> topic, M message) { events.publish(topic.address(), message); }

  public <M> Future<Registration> subscribe(Topic<M> topic, Consumer<M> handler) {
    return registered(events.<M>consumer(topic.address(), message -> handler.accept(message.body())));
  }

  /// A handler on the bus, until it is closed.
  public interface Registration {
    Future<Void> close();
  }

  private static Sender sender(Message<?> message, NodeId here) {
    String from = message.headers().get(FROM);
    if (from == null)
      return new Sender(here, Role.DUAL);
    String[] parts = from.split(" ", 2);
    return new Sender(new NodeId(parts[0]), Role.valueOf(parts[1]));
  }

  private static Future<Registration> registered(MessageConsumer<?> consumer) {
    return consumer.completion().map(_ -> consumer::unregister);
  }

  private static KithException toWire(String address, Throwable failure) {
    if (failure instanceof KithException known)
      return known;
    LOG.error("{} failed to serve a request", address, failure);
    return new KithException(ErrorCode.INTERNAL, "internal error; the log of the node has the cause", failure);
  }

  private static KithException fromWire(String address, Throwable failure) {
    if (!(failure instanceof ReplyException reply))
      return new KithException(ErrorCode.INTERNAL, "no answer from " + address, failure);
    return switch (reply.failureType()) {
      case TIMEOUT -> new KithException(ErrorCode.TIMEOUT, "no answer from " + address + " in time", failure);
      case NO_HANDLERS -> new KithException(ErrorCode.UNAVAILABLE, "nobody serves " + address + " now", failure);
      case RECIPIENT_FAILURE -> new KithException(ErrorCode.of(reply.failureCode()), reply.getMessage(), failure);
      case ERROR -> new KithException(ErrorCode.INTERNAL, "no answer from " + address + ": " + reply.getMessage(), failure);
    };
  }
}
