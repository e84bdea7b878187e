package dev.kith.bus;

import dev.kith.message.ErrorCode;
import dev.kith.message.Inbox;
import dev.kith.message.KithException;
import dev.kith.message.Sender;
import dev.kith.message.Service;
import dev.kith.message.Topic;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.EventBus;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What of this node other nodes may ask and tell. Handlers run on the context that registered them, and so does the reading of what
/// they are given. Thread-safe.
final class Handlers {
  static final DeliveryOptions LOCAL = new DeliveryOptions().setLocalOnly(true);
  private static final Logger LOG = LoggerFactory.getLogger(Handlers.class);

  private final EventBus events;
  private final Map<String, Server<?, ?>> servers = new ConcurrentHashMap<>();
  private final Map<String, Receiver<?>> receivers = new ConcurrentHashMap<>();

  Handlers(EventBus events) { this.events = events; }

  private record Server<Q, A>(Service<Q, A> service, BiFunction<Sender, Q, Future<A>> handler, Context context) {
    void serve(Envelope.Request request, Sender sender, Consumer<Envelope> answer) {
      context.runOnContext(_ -> asked(sender, request.body()).map(reply -> Envelope.body((Record) reply))
          .onComplete(bytes -> answer.accept(new Envelope.Reply(request.number(), bytes)), failure -> {
            KithException known = Bus.toWire(service.address(), failure);
            answer.accept(Envelope.Failure.of(request.number(), known.code(), known.getMessage()));
          }));
    }

    private Future<A> asked(Sender sender, byte[] body) {
      try {
        return handler.apply(sender, RecordCodec.record(body, service.question()));
      } catch (RuntimeException e) {
        return Future.failedFuture(e);
      }
    }
  }

  private record Receiver<M>(Inbox<M> inbox, BiConsumer<Sender, M> handler, Context context) {
    void receive(Sender sender, byte[] body) {
      context.runOnContext(_ -> {
        try {
          handler.accept(sender, RecordCodec.record(body, inbox.type()));
        } catch (KithException e) {
          refused(e, "a message of " + sender.node() + " to " + inbox.address());
        }
      });
    }
  }

  /// @return how to end it
  <Q, A> Runnable add(Service<Q, A> service, BiFunction<Sender, Q, Future<A>> handler, Context context) {
    Server<Q, A> server = new Server<>(service, handler, context);
    servers.put(service.address(), server);
    return () -> servers.remove(service.address(), server);
  }

  <M> Runnable add(Inbox<M> inbox, BiConsumer<Sender, M> handler, Context context) {
    Receiver<M> receiver = new Receiver<>(inbox, handler, context);
    receivers.put(inbox.address(), receiver);
    return () -> receivers.remove(inbox.address(), receiver);
  }

  void serve(Envelope.Request request, Sender sender, Consumer<Envelope> answer) {
    Server<?, ?> server = servers.get(request.address());
    if (server != null) {
      server.serve(request, sender, answer);
      return;
    }
    LOG.debug("node {} asks {}, which nobody serves", sender.node(), request.address());
    answer.accept(Envelope.Failure.ofNode(request.number(), ErrorCode.UNAVAILABLE, Bus.NOT_SERVED));
  }

  void told(String address, Sender sender, byte[] body) {
    Receiver<?> receiver = receivers.get(address);
    if (receiver != null)
      receiver.receive(sender, body);
  }

  void happened(Topic<?> topic, byte[] body) {
    try {
      events.publish(topic.address(), RecordCodec.record(body, topic.type()), LOCAL);
    } catch (KithException e) {
      refused(e, "an event of " + topic.address());
    }
  }

  /// What only a later version knows is nobody's fault.
  private static void refused(KithException why, String what) {
    if (why.code() == ErrorCode.UNSUPPORTED)
      LOG.debug("{} is passed over: {}", what, why.getMessage());
    else
      LOG.warn("{} is refused: {}", what, why.getMessage());
  }
}
