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
import io.vertx.core.Promise;
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
import java.util.function.Consumer;
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
  private final Map<Long, HalfOpen> halfOpen = new LinkedHashMap<>();
  private final Map<NodeId, Carrier> routes = new ConcurrentHashMap<>();
  private final Map<NodeId, Trust.Peer> known = new ConcurrentHashMap<>();
  private final List<Consumer<Trust.Peer>> listeners = new CopyOnWriteArrayList<>();
  private final TokenBucket refusals;
  private final TokenBucket complaints;
  private volatile Carrier others;

  private record HalfOpen(Handshake handshake, Peering peering, long until) {}

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

  long now() { return TimeUnit.NANOSECONDS.toMillis(System.nanoTime()); }

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

  <A> void request(Service<?, A> service, byte[] body, Promise<A> promise, Context caller) {
    run(() -> {
      try {
        peering(service.server()).request(service, body, promise, caller);
      } catch (KithException full) {
        promise.tryFail(full);
      }
    });
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
    Promise<Integer> count = Promise.promise();
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
        peering.pending.failAll(new KithException(ErrorCode.UNAVAILABLE, "node " + node + ": " + why));
    });
  }

  void onSession(Consumer<Trust.Peer> listener) { listeners.add(listener); }

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

  @Override
  public void routeOthers(Carrier carrier) { others = carrier; }

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
    if (others != null)
      return others;
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
    return way instanceof EventBusCarrier members ? members.relay(to, frame) : way.send(to, frame);
  }

  @Override
  public Future<Sender> proved(NodeId node, Carrier by, Duration patience) {
    Promise<Sender> proved = Promise.promise();
    run(() -> awaited(node, by, patience, proved));
    return proved.future();
  }

  @Override
  public Future<Sender> greet(NodeId node, Carrier by, Duration patience) {
    Promise<Sender> met = Promise.promise();
    run(() -> {
      awaited(node, by, patience, met);
      if (!met.future().isComplete())
        peering(node).begin(by);
    });
    return met.future();
  }

  /// A new session with that node, whatever there is already.
  Future<Sender> again(NodeId node, Duration patience) {
    Promise<Sender> met = Promise.promise();
    run(() -> {
      try {
        Peering peering = peering(node);
        peering.awaitNext(met, now() + patience.toMillis());
        peering.begin(way(node));
      } catch (KithException full) {
        met.tryFail(full);
      }
    });
    return met.future();
  }

  private void awaited(NodeId node, Carrier by, Duration patience, Promise<Sender> promise) {
    try {
      peering(node).await(by, promise, now() + patience.toMillis());
    } catch (KithException full) {
      promise.fail(full);
    }
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
        Trust.MeshKey key = trust.meshKeys().stream().filter(known -> known.number() == header.epoch()).findFirst()
            .orElseThrow(
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
        half.peering.third(half.handshake, frame, back);
      }
      case SEALED -> {
        Peering peering = sessions.get(header.session());
        if (peering == null || !peering.node.equals(header.from())) {
          figures.framesRefused.increment(); // often: of a session from before this node began anew
          complain(header, back);
          return;
        }
        peering.sealed(header, frame);
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
  private void complain(FrameHeader about, Carrier back) {
    if (!complaints.take(now()))
      return;
    FrameHeader header = new FrameHeader(about.suite(), FrameHeader.Kind.UNKNOWN_SESSION, about.from(), self, about.session(), 0,
        0);
    back.send(about.from(), Buffer.buffer(header.encode())).onFailure(_ -> LOG.debug("no way back to {}", about.from()));
  }

  void halfOpen(Handshake handshake, Peering peering) {
    if (halfOpen.size() >= HALF_OPEN)
      halfOpen.remove(halfOpen.keySet().iterator().next()); // the oldest: its other end begins anew
    halfOpen.put(handshake.localNumber(), new HalfOpen(handshake, peering, now() + config.handshake().toMillis()));
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
    Peering made = new Peering(this, node);
    peerings.put(node, made);
    return made;
  }

  private void makeRoom() {
    Peering quiet = peerings.values().stream().filter(Peering::idle).min(Comparator.comparingLong(peering -> peering.lastHeard))
        .orElseThrow(() -> new KithException(ErrorCode.UNAVAILABLE, "sessions with " + config.peers() + " nodes (bus.peers)"));
    quiet.dismiss("it was silent longest of " + config.peers() + " (bus.peers)");
    peerings.remove(quiet.node);
  }

  // What messages ask for.

  void deliver(Peering peering, Sender sender, Envelope message) {
    switch (message) {
      case Envelope.Request request -> serve(peering, sender, request);
      case Envelope.Reply reply -> peering.pending.answered(reply);
      case Envelope.Failure(long number, int code, byte[] text) -> peering.pending.failed(number,
          new KithException(ErrorCode.of(code), new String(text, java.nio.charset.StandardCharsets.UTF_8)));
      case Envelope.Tell(String address, byte[] body) -> handlers.told(address, sender, body);
      case Envelope.Subscribe(String address) -> topics.subscribed(sender, address);
      case Envelope.Event(String address, byte[] body) -> topics.happened(sender, address, body, handlers);
    }
  }

  private void serve(Peering peering, Sender sender, Envelope.Request request) {
    switch (peering.served.begin(request.number())) {
      case NEW -> {
        long ofBoot = peering.served.boot();
        handlers.serve(request.address(), sender, request.body(), (body, failure) -> run(() -> {
          Envelope answer = failure == null
              ? new Envelope.Reply(request.number(), body)
              : Envelope.Failure.of(request.number(), failure.code(), failure.getMessage());
          if (peering.served.end(ofBoot, request.number(), answer))
            reply(peering, answer);
        }));
      }
      case AGAIN -> {
        figures.requestsDeduplicated.increment();
        reply(peering, peering.served.answer(request.number()));
      }
      case IGNORE -> figures.requestsDeduplicated.increment();
      case TOO_MANY -> {
        figures.requestsRefused.increment();
        reply(peering, Envelope.Failure.of(request.number(), ErrorCode.RATE_LIMITED,
            "node " + self + " serves " + config.serving() + " requests of " + sender.node() + " already (bus.serving)"));
      }
    }
  }

  private static void reply(Peering peering, Envelope answer) {
    try {
      peering.send(answer);
    } catch (KithException full) {
      LOG.debug("an answer waits to be asked for again: {}", full.getMessage());
    }
  }

  private void tick() {
    long now = now();
    peerings.values().removeIf(peering -> peering.tick(now));
    halfOpen.values().removeIf(half -> now >= half.until);
  }

  private void review() {
    List.copyOf(peerings.values()).forEach(Peering::review);
    topics.tick(now());
  }
}
