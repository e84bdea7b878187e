package dev.kith.bus;

import dev.kith.crypto.Identity;
import dev.kith.message.ErrorCode;
import dev.kith.message.Inbox;
import dev.kith.message.KithException;
import dev.kith.message.Sender;
import dev.kith.message.Service;
import dev.kith.message.Topic;
import dev.kith.model.NodeId;
import dev.kith.model.Role;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.shareddata.Shareable;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Typed request, tell, publish and serve, within a node and between nodes. Thread-safe; handlers run on the context that registered
/// them, and futures complete on that of the caller, if it has one.
///
/// Within a process a message is passed by reference: records are immutable. To another node it is sealed for that node alone, in a
/// session that both ends' cards prove. A request is sent again, with the same number, until it is answered or its time is over, and
/// served once for all that. Still, it may have been served although its asker saw a time-out.
public final class Bus implements Shareable {
  private static final Logger LOG = LoggerFactory.getLogger(Bus.class);
  private static final String PLACE = "kith.bus";
  /// Who speaks, of several nodes on one Vert.x that has not joined a mesh. Never read from another process.
  private static final String FROM = "kith-from";
  /// Goes on after a node's name.
  static final String NOT_SERVED = "does not serve this now: it starts or stops, or its role has no part in it. Try again";

  private final EventBus events;
  private final DeliveryOptions local;
  private final Handlers handlers;
  private final Peers peers;

  private Bus(EventBus events, DeliveryOptions local, Handlers handlers, Peers peers) {
    this.events = events;
    this.local = local.setLocalOnly(true);
    this.handlers = handlers;
    this.peers = peers;
  }

  /// The bus of the node that runs on this Vert.x; if it has not joined a mesh, one that reaches no other node.
  public static Bus of(Vertx vertx) { return of(vertx, new DeliveryOptions()); }

  /// As [#of(Vertx)], speaking as `node`: on a Vert.x that has not joined a mesh there may be several.
  public static Bus of(Vertx vertx, NodeId node) { return of(vertx, new Sender(node, Role.DUAL)); }

  public static Bus of(Vertx vertx, Sender self) {
    return of(vertx, new DeliveryOptions().addHeader(FROM, self.node() + " " + self.role()));
  }

  private static Bus of(Vertx vertx, DeliveryOptions local) {
    Bus joined = vertx.sharedData().<String, Bus>getLocalMap(PLACE).get(PLACE);
    if (joined != null)
      return joined;
    RecordCodec.install(vertx.eventBus());
    return new Bus(vertx.eventBus(), local, new Handlers(vertx.eventBus()), null);
  }

  /// From now on [#of] gives a bus that reaches other nodes: over the clustered event bus if there is one, and by what is added to
  /// [#frames].
  ///
  /// @throws IllegalStateException if this Vert.x has joined already
  public static Bus join(Vertx vertx, Identity identity, Trust trust, BusConfig config) {
    RecordCodec.install(vertx.eventBus());
    Handlers handlers = new Handlers(vertx.eventBus());
    Bus bus = new Bus(vertx.eventBus(), new DeliveryOptions(), handlers, new Peers(vertx, identity, trust, config, handlers));
    if (vertx.sharedData().<String, Bus>getLocalMap(PLACE).putIfAbsent(PLACE, bus) != null)
      throw new IllegalStateException("this Vert.x is on the bus of a mesh already");
    if (vertx.isClustered())
      bus.frames().routeOthers(EventBusCarrier.open(vertx.eventBus(), bus.frames()));
    return bus;
  }

  /// @return the answer, or a [KithException]: what the server failed with, TIMEOUT, or UNAVAILABLE if nobody serves the address or its
  /// node can't be reached
  public <Q, A> Future<A> request(Service<Q, A> service, Q question) {
    if (remote(service.server())) {
      try {
        return peers.request(service, Envelope.body((Record) question));
      } catch (KithException tooLarge) {
        return Future.failedFuture(tooLarge);
      }
    }
    DeliveryOptions options = new DeliveryOptions(local).setSendTimeout(service.timeout().toMillis());
    return events.<A>request(service.address(), question, options).map(Message::body)
        .recover(failure -> Future.failedFuture(fromWire(service, failure)));
  }

  /// Answers questions. What `handler` throws or fails with reaches the asker as a [KithException].
  public <Q, A> Future<Registration> serve(Service<Q, A> service, Function<Q, Future<A>> handler) {
    return serve(service, (_, question) -> handler.apply(question));
  }

  /// As [#serve(Service, Function)], for handlers that ask who it is from.
  public <Q, A> Future<Registration> serve(Service<Q, A> service, BiFunction<Sender, Q, Future<A>> handler) {
    MessageConsumer<Q> consumer = events.localConsumer(service.address(), message -> {
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
    return registered(consumer, peers == null ? Bus::nothing : handlers.add(service, handler, context()));
  }

  /// One way, to the one node whose inbox it is. May be lost.
  public <M> void tell(Inbox<M> inbox, M message) {
    if (remote(inbox.recipient()))
      peers.tell(inbox, Envelope.body((Record) message));
    else
      events.publish(inbox.address(), message, local);
  }

  /// @param handler also told who it is from
  public <M> Future<Registration> receive(Inbox<M> inbox, BiConsumer<Sender, M> handler) {
    return registered(events.<M>localConsumer(inbox.address(),
        message -> handler.accept(sender(message, inbox.recipient()), message.body())),
        peers == null ? Bus::nothing : handlers.add(inbox, handler, context()));
  }

  /// To everyone of this node that listens, and to other nodes where someone does. May be lost.
  public <M> void publish(Topic<M> topic, M message) {
    events.publish(topic.address(), message, local);
    if (peers != null)
      peers.publish(topic, () -> Envelope.body((Record) message));
  }

  public <M> Future<Registration> subscribe(Topic<M> topic, Consumer<M> handler) {
    boolean remote = remote(topic.publisher());
    if (remote)
      peers.subscribe(topic);
    return registered(events.<M>localConsumer(topic.address(), message -> handler.accept(message.body())),
        remote ? () -> peers.unsubscribe(topic) : Bus::nothing);
  }

  /// Where carriers are added.
  ///
  /// @throws IllegalStateException if this bus reaches no other node
  public Frames frames() { return peers(); }

  /// Tells which nodes the clustered event bus leads to. Frames to others then go by what was added for every node ([Frames#routeOthers]),
  /// if there is such a way.
  public void members(Predicate<NodeId> members) { peers().members(members); }

  /// Tells over which node frames to `node` go, which only has a link to that; empty: straight. A link of our own goes first.
  public void gateway(NodeId node, Optional<NodeId> gateway) { peers().gateway(node, gateway); }

  /// Nobody is reached over that node any more: those behind it will be behind another.
  public void gatewayLost(NodeId gateway) { peers().gatewayLost(gateway); }

  /// The gateway to `node` that frames go over now, as it was told or as that node's own frames showed.
  public Optional<NodeId> gateway(NodeId node) { return peers().gateway(node); }

  /// Makes a new session with `node`, so that its card of now is checked.
  ///
  /// @return fails FORBIDDEN, UNAVAILABLE or TIMEOUT
  public Future<Sender> meet(NodeId node, Duration patience) { return peers().again(node, patience); }

  /// Makes new sessions with all peers, now, with the card and mesh key of now.
  ///
  /// @return with how many
  public Future<Integer> rekey() { return peers().rekey(); }

  /// Fails what waits for answers of that node: it is known to be gone.
  public void unreachable(NodeId node, String why) { peers().unreachable(node, why); }

  /// Told of each new session who is at its other end. On the bus's context.
  public void onSession(Consumer<Trust.Peer> listener) { peers().onSession(listener); }

  /// Told of each node of which two processes seem to run, and seen again and again while they do. On the bus's context.
  public void onTwin(Consumer<Trust.Peer> listener) { peers().onTwin(listener); }

  /// Who that node is, if there is a session with it.
  public Optional<Trust.Peer> known(NodeId node) { return peers().known(node); }

  /// For how many ms this bus was held up since its start, now included. Its time-outs do not count that time.
  public long late() { return peers == null ? 0 : peers.late(); }

  /// What was counted, by name.
  public Map<String, Long> figures() { return peers == null ? Map.of() : peers.figures.read(); }

  /// A handler on the bus, until it is closed.
  public interface Registration {
    Future<Void> close();
  }

  private static void nothing() {}

  private Peers peers() {
    if (peers == null)
      throw new IllegalStateException("this bus has not joined a mesh");
    return peers;
  }

  private boolean remote(NodeId node) { return peers != null && !peers.self().equals(node); }

  /// Within a process: who says so, or this node itself.
  private static Sender sender(Message<?> message, NodeId here) {
    String from = message.headers().get(FROM);
    if (from == null)
      return new Sender(here, Role.DUAL);
    String[] parts = from.split(" ", 2);
    return new Sender(new NodeId(parts[0]), Role.valueOf(parts[1]));
  }

  /// Of whoever registers a handler.
  private Context context() {
    Context current = Vertx.currentContext();
    return current == null ? peers.context : current;
  }

  private static Future<Registration> registered(MessageConsumer<?> consumer, Runnable alsoEnd) {
    return Homeward.of(consumer.completion()).map(_ -> () -> {
      alsoEnd.run();
      return Homeward.of(consumer.unregister());
    });
  }

  static KithException toWire(String address, Throwable failure) {
    if (failure instanceof KithException known)
      return known;
    LOG.error("{} failed to serve a request", address, failure);
    return new KithException(ErrorCode.INTERNAL, "internal error; the log of the node has the cause", failure);
  }

  private KithException fromWire(Service<?, ?> service, Throwable failure) {
    LOG.debug("no answer from {}", service.address(), failure);
    String node = peers == null || peers.self().equals(service.server()) ? "this node" : "node " + service.server();
    if (!(failure instanceof ReplyException reply))
      return new KithException(ErrorCode.INTERNAL, node + " does not answer itself: " + failure.getMessage(), failure);
    return switch (reply.failureType()) {
      case TIMEOUT -> new KithException(ErrorCode.TIMEOUT, node + " did not answer in time (" + service.timeout().toMillis()
          + " ms): it has too much to do. Its log may say why; what was asked may have been done all the same", failure);
      case NO_HANDLERS -> new KithException(ErrorCode.UNAVAILABLE, node + " " + NOT_SERVED, failure);
      case RECIPIENT_FAILURE -> new KithException(ErrorCode.of(reply.failureCode()), reply.getMessage(), failure);
      case ERROR -> new KithException(ErrorCode.INTERNAL, node + " does not answer: " + reply.getMessage(), failure);
    };
  }
}
