package dev.kith.bus;

import dev.kith.crypto.Identity;
import dev.kith.crypto.Randoms;
import dev.kith.handshake.FrameHeader;
import dev.kith.handshake.Handshake;
import dev.kith.handshake.RefusedFrameException;
import dev.kith.message.ErrorCode;
import dev.kith.message.Inbox;
import dev.kith.message.KithException;
import dev.kith.message.Sender;
import dev.kith.message.Service;
import dev.kith.message.Topic;
import dev.kith.model.Blob;
import dev.kith.model.NodeId;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The sealed half of the bus: every other node, by whatever carriers there are. State is confined to one context; the methods of
/// [Frames] and those that [Bus] calls hop there by themselves.
final class Peers implements Frames {
  private static final Logger LOG = LoggerFactory.getLogger(Peers.class);
  private static final long TICK_MILLIS = 50;
  private static final long REVIEW_MILLIS = 1_000;
  private static final int HALF_OPEN = 256;

  final Context context;
  final BusConfig config;
  final Trust trust;
  final Figures figures = new Figures();
  final long boot = ByteBuffer.wrap(Randoms.bytes(Long.BYTES)).getLong();
  /// Our numbers of handshakes that we began, and of sessions.
  final Map<Long, Peering> begun = new HashMap<>();
  final Map<Long, Peering> sessions = new HashMap<>();
  private final Identity identity;
  private final NodeId self;
  private final Handlers handlers;
  private final RemoteTopics topics;
  private final Map<NodeId, Peering> peerings = new HashMap<>();
  /// Also of nodes whose sessions made room for others.
  private final Map<NodeId, Served> served = new LinkedHashMap<>(16, 0.75f, true);
  private final Map<Long, HalfOpen> halfOpen = new LinkedHashMap<>();
  private final Map<NodeId, Carrier> routes = new ConcurrentHashMap<>();
  private final Map<NodeId, Trust.Peer> known = new ConcurrentHashMap<>();
  private final List<Consumer<Trust.Peer>> listeners = new CopyOnWriteArrayList<>();
  private final List<Consumer<Trust.Peer>> twinListeners = new CopyOnWriteArrayList<>();
  private final TokenBucket refusals;
  private final TokenBucket complaints;
  private final RunningClock clock = new RunningClock(() -> TimeUnit.NANOSECONDS.toMillis(System.nanoTime()), TICK_MILLIS);
  private volatile Carrier others;
  private long orders;
  private volatile Carrier spare;
  private volatile Predicate<NodeId> members = _ -> true;

  private record HalfOpen(Handshake handshake, Peering peering, long order, long until) {}

  Peers(Vertx vertx, Identity identity, Trust trust, BusConfig config, Handlers handlers) {
    this.identity = identity;
    this.self = identity.nodeId();
    this.trust = trust;
    this.config = config;
    this.handlers = handlers;
    context = vertx.getOrCreateContext();
    topics = new RemoteTopics(this);
    refusals = new TokenBucket(1, now());
    complaints = new TokenBucket(100, now());
    vertx.setPeriodic(TICK_MILLIS, _ -> run(this::tick));
    vertx.setPeriodic(REVIEW_MILLIS, _ -> run(this::review));
  }

  /// Ms of this node's running.
  long now() { return clock.now(); }

  long late() { return clock.late(); }

  void run(Runnable task) {
    if (context.equals(Vertx.currentContext()))
      task.run();
    else
      context.runOnContext(_ -> task.run());
  }

  Handshake.Terms terms(Trust.MeshKey key) {
    return new Handshake.Terms(identity, trust.mesh(), new Blob(trust.credential()), key.key(), key.number(), config.suite(),
        System::nanoTime);
  }

  // What Bus asks for.

  <A> Future<A> request(Service<?, A> service, byte[] body) {
    Homeward<A> answer = new Homeward<>();
    run(() -> {
      try {
        peering(service.server()).request(service, body, answer);
      } catch (KithException full) {
        answer.fail(full);
      }
    });
    return answer.future();
  }

  void tell(Inbox<?> inbox, byte[] body) { post(inbox.recipient(), new Envelope.Tell(inbox.address(), body)); }

  void post(NodeId to, Envelope message) {
    run(() -> {
      try {
        peering(to).send(message);
      } catch (KithException full) {
        LOG.debug("a message to {} is lost: {}", to, full.getMessage());
      }
    });
  }

  void publish(Topic<?> topic, java.util.function.Supplier<byte[]> body) { run(() -> topics.publish(topic.address(), body)); }

  void subscribe(Topic<?> topic) { run(() -> topics.add(topic)); }

  void unsubscribe(Topic<?> topic) { run(() -> topics.remove(topic)); }

  /// New handshakes with everybody with whom there is a session.
  Future<Integer> rekey() {
    Homeward<Integer> count = new Homeward<>();
    run(() -> {
      List<Peering> known = peerings.values().stream().filter(peering -> peering.peer() != null).toList();
      known.forEach(peering -> peering.begin(way(peering.node)));
      count.complete(known.size());
    });
    return count.future();
  }

  void unreachable(NodeId node, String why) {
    run(() -> {
      Peering peering = peerings.get(node);
      if (peering != null)
        peering.pending.failAll(new KithException(ErrorCode.UNAVAILABLE, peering.spoken() + ": " + why));
    });
  }

  void onSession(Consumer<Trust.Peer> listener) { listeners.add(listener); }

  void onTwin(Consumer<Trust.Peer> listener) { twinListeners.add(listener); }

  void twin(Trust.Peer peer) {
    figures.twins.increment();
    twinListeners.forEach(listener -> listener.accept(peer));
  }

  long nextOrder() { return ++orders; }

  /// Who that node is, if there is a session with it. Thread-safe.
  Optional<Trust.Peer> known(NodeId node) { return Optional.ofNullable(known.get(node)); }

  void met(Trust.Peer peer) {
    known.put(peer.node(), peer);
    listeners.forEach(listener -> listener.accept(peer));
  }

  void parted(NodeId node) { known.remove(node); }

  // What carriers ask for.

  @Override
  public NodeId self() { return self; }

  @Override
  public void route(NodeId node, Carrier carrier) { routes.put(node, carrier); }

  @Override
  public void unroute(NodeId node, Carrier carrier) { routes.remove(node, carrier); }

  /// Of one that goes by the event bus it is the spare way, to those who are no members.
  @Override
  public void routeOthers(Carrier carrier) {
    if (others instanceof EventBusCarrier)
      spare = carrier;
    else
      others = carrier;
  }

  void members(Predicate<NodeId> nodes) { members = nodes; }

  private Carrier others(NodeId node) {
    Carrier aside = spare;
    return aside == null || members.test(node) ? others : aside;
  }

  /// The member that keeps the link of that node, as far as frames to it go that way.
  Optional<NodeId> gateway(NodeId node) {
    return routes.get(node) instanceof EventBusCarrier over ? over.gateway() : Optional.empty();
  }

  void gateway(NodeId node, Optional<NodeId> gateway) {
    if (node.equals(self) || gateway.equals(Optional.of(self)) || gateway.equals(Optional.of(node)))
      return; // our own links are routes already
    if (gateway.isPresent() && !routes.containsKey(node) && routes.size() >= config.peers()) {
      LOG.debug("not noted that node {} is behind {}: {} routes are (bus.peers)", node, gateway.get(), routes.size());
      return;
    }
    routes.compute(node, (_, known) -> {
      boolean link = known != null && !(known instanceof EventBusCarrier);
      if (link || !(others instanceof EventBusCarrier members))
        return known;
      return gateway.map(members::over).orElse(null);
    });
  }

  void gatewayLost(NodeId gateway) {
    routes.values().removeIf(route -> route instanceof EventBusCarrier over && over.gateway().equals(Optional.of(gateway)));
  }

  /// The way to that node, null if there is none.
  Carrier way(NodeId node) {
    Carrier route = routes.get(node);
    if (route != null)
      return route;
    Carrier common = others(node);
    if (common != null)
      return common;
    Peering peering = peerings.get(node);
    return peering == null ? null : peering.lastWay();
  }

  Carrier wayOr(NodeId node, Carrier otherwise) {
    Carrier way = way(node);
    return way == null ? otherwise : way;
  }

  @Override
  public Future<Void> forward(NodeId to, Buffer frame) {
    Carrier way = routes.getOrDefault(to, others);
    if (way == null)
      return Future.failedFuture(new KithException(ErrorCode.UNAVAILABLE, "no way to node " + to));
    figures.framesRelayed.increment();
    return Homeward.of(way instanceof EventBusCarrier members ? members.relay(to, frame) : way.send(to, frame));
  }

  @Override
  public Future<Sender> proved(NodeId node, Carrier by, Duration patience) {
    return awaited(node, (peering, promise) -> peering.await(by, promise, now() + patience.toMillis()));
  }

  @Override
  public Future<Sender> greet(NodeId node, Carrier by, Duration patience) {
    return awaited(node, (peering, promise) -> {
      if (!peering.await(by, promise, now() + patience.toMillis()))
        peering.begin(by);
    });
  }

  /// A new session with that node, whatever there is already.
  Future<Sender> again(NodeId node, Duration patience) {
    return awaited(node, (peering, promise) -> {
      peering.awaitNext(promise, now() + patience.toMillis());
      peering.begin(way(node));
    });
  }

  private Future<Sender> awaited(NodeId node, BiConsumer<Peering, Homeward<Sender>> how) {
    Homeward<Sender> promise = new Homeward<>();
    run(() -> {
      try {
        how.accept(peering(node), promise);
      } catch (KithException full) {
        promise.fail(full);
      }
    });
    return promise.future();
  }

  @Override
  public void arrived(Buffer frame, Carrier back) { run(() -> read(frame.getBytes(), back)); }

  private void read(byte[] frame, Carrier back) {
    try {
      FrameHeader header = FrameHeader.of(frame);
      if (header.from().equals(self))
        throw new RefusedFrameException("a frame of our own came back");
      if (header.to().equals(self))
        take(header, frame, back);
      else
        pass(header, frame);
    } catch (RefusedFrameException | KithException e) {
      figures.framesRefused.increment();
      if (refusals.take(now()))
        LOG.warn("a frame was refused: {}", e.getMessage());
      else
        LOG.debug("a frame was refused: {}", e.getMessage());
    }
  }

  /// To a node whose link we keep.
  private void pass(FrameHeader header, byte[] frame) {
    Carrier link = routes.get(header.to());
    if (link == null || link instanceof EventBusCarrier) // never over a third node: two that err could play ball with it
      throw new RefusedFrameException("a frame for node " + header.to() + ", to which this one has no link");
    figures.framesRelayed.increment();
    link.send(header.to(), Buffer.buffer(frame)).onFailure(failure -> LOG.debug("not relayed: {}", failure.getMessage()));
  }

  private void take(FrameHeader header, byte[] frame, Carrier back) {
    switch (header.kind()) {
      case FIRST -> {
        Trust.MeshKey key = trust.meshKey(header.epoch()).orElseThrow(
            () -> new RefusedFrameException("handshake with mesh key " + header.epoch() + ", which is not known here"));
        if (!Handshake.mayAnswer(frame, key.key())) // before anything is kept: strangers can use up nothing
          throw new RefusedFrameException("message 1 is from someone without the mesh key, or was changed");
        peering(header.from()).first(header, key, frame, back);
      }
      case SECOND -> {
        Peering peering = begun.get(header.session());
        if (peering == null || !peering.node.equals(header.from()))
          throw new RefusedFrameException("an answer to no handshake of ours");
        peering.second(frame);
      }
      case THIRD -> {
        HalfOpen half = halfOpen.remove(header.session());
        if (half == null || !half.peering.node.equals(header.from()))
          throw new RefusedFrameException("the end of no handshake that is known here");
        half.peering.third(half.handshake, half.order, frame, back);
      }
      case SEALED -> {
        Peering peering = sessions.get(header.session());
        if (peering == null || !peering.node.equals(header.from())) {
          figures.framesRefused.increment(); // often: of a session from before this node began anew
          complain(header, back);
          return;
        }
        peering.sealed(header, frame, back);
        peering.way(back);
        if (back instanceof EventBusCarrier over && !over.gateway().equals(gateway(header.from())))
          gateway(header.from(), over.gateway()); // it has just proved which way it is
      }
      case UNKNOWN_SESSION -> {
        Peering peering = peerings.get(header.from());
        if (peering != null && peering.peer() != null)
          peering.complained();
      }
    }
  }

  /// Tells the other end that we don't know its session (we began anew); it can't be proved, so it is a hint.
  void complain(FrameHeader about, Carrier back) {
    if (!complaints.take(now()))
      return;
    FrameHeader header = new FrameHeader(about.suite(), FrameHeader.Kind.UNKNOWN_SESSION, about.from(), self, about.session(), 0,
        0);
    back.send(about.from(), Buffer.buffer(header.encode())).onFailure(_ -> LOG.debug("no way back to {}", about.from()));
  }

  void halfOpen(Handshake handshake, Peering peering) {
    if (halfOpen.size() >= HALF_OPEN)
      halfOpen.remove(halfOpen.keySet().iterator().next()); // the oldest: its other end begins anew
    halfOpen.put(handshake.localNumber(), new HalfOpen(handshake, peering, nextOrder(), now() + config.handshake().toMillis()));
  }

  /// @throws KithException UNAVAILABLE if there are too many, all of them busy
  private Peering peering(NodeId node) {
    if (node.equals(self))
      throw new IllegalArgumentException("a session with oneself");
    Peering known = peerings.get(node);
    if (known != null)
      return known;
    if (peerings.size() >= config.peers())
      makeRoom();
    Peering made = new Peering(this, node, served(node));
    peerings.put(node, made);
    return made;
  }

  private Served served(NodeId node) {
    Served known = served.get(node);
    if (known != null)
      return known;
    if (served.size() >= 2 * config.peers()) {
      served.keySet().stream().filter(each -> !peerings.containsKey(each)).findFirst().ifPresent(served::remove);
    }
    Served made = new Served(config);
    served.put(node, made);
    return made;
  }

  private void makeRoom() {
    Peering quiet = peerings.values().stream().filter(Peering::idle).min(Comparator.comparingLong(peering -> peering.lastHeard))
        .orElseThrow(() -> new KithException(ErrorCode.UNAVAILABLE,
            "sessions with " + config.peers() + " nodes, the most possible, and all are in use (bus.peers)"));
    LOG.info("sessions with {} end: it was silent longest of {} (bus.peers)", quiet.spoken(), config.peers());
    discard(quiet);
    peerings.remove(quiet.node);
  }

  /// Nothing may lead to it any more: what it had would not be looked after.
  private void discard(Peering peering) {
    halfOpen.values().removeIf(half -> half.peering == peering);
    peering.discard();
  }

  // What messages ask for.

  void deliver(Peering peering, Sender sender, Envelope message) {
    switch (message) {
      case Envelope.Request request -> serve(peering, sender, request);
      case Envelope.Reply reply -> peering.pending.answered(reply);
      case Envelope.Failure failure -> peering.pending.failed(failure.number(), failure.read(peering.spoken()));
      case Envelope.Tell(String address, byte[] body) -> handlers.told(address, sender, body);
      case Envelope.Subscribe(String address) -> topics.subscribed(sender, address);
      case Envelope.Event(String address, byte[] body) -> topics.happened(sender, address, body, handlers);
      case Envelope.Unknown unknown -> unknown(peering, unknown);
    }
  }

  /// Of a later version.
  private void unknown(Peering peering, Envelope.Unknown message) {
    figures.messagesUnknown.increment();
    LOG.debug("{} sends a message of kind {}, which this version does not know", peering.spoken(), message.kind());
    if (message.asks())
      reply(peering.node, Envelope.Failure.ofNode(message.number(), ErrorCode.UNSUPPORTED,
          "does not know messages of kind " + message.kind() + "; it runs another version"));
  }

  private void serve(Peering peering, Sender sender, Envelope.Request request) {
    Served known = peering.served;
    long number = request.number();
    switch (known.begin(number)) {
      case NEW -> {
        Served.Ticket ticket = known.taken(number);
        handlers.serve(request, sender, answer -> run(() -> {
          if (known.end(ticket, answer))
            reply(sender.node(), answer);
        }));
      }
      case AGAIN -> {
        figures.requestsDeduplicated.increment();
        reply(sender.node(), known.answer(number));
      }
      case IGNORE -> figures.requestsDeduplicated.increment();
      case LATER -> figures.requestsRefused.increment();
      case TOO_MANY -> {
        figures.requestsRefused.increment();
        known.refuse(number, Envelope.Failure.ofNode(number, ErrorCode.RATE_LIMITED,
            "serves " + config.serving() + " requests of this node already, the most possible (bus.serving)"));
        reply(sender.node(), known.answer(number));
      }
    }
  }

  private void reply(NodeId to, Envelope answer) {
    Peering peering = peerings.get(to);
    if (peering == null)
      return; // it will ask again
    try {
      peering.send(answer);
    } catch (KithException full) {
      LOG.debug("an answer waits to be asked for again: {}", full.getMessage());
    }
  }

  private void tick() {
    clock.tick();
    long now = now();
    peerings.values().removeIf(peering -> {
      boolean over = peering.tick(now);
      if (over)
        discard(peering);
      return over;
    });
    halfOpen.values().removeIf(half -> now >= half.until);
  }

  private void review() {
    List.copyOf(peerings.values()).forEach(Peering::review);
    topics.tick(now());
  }
}
