package dev.kith.bus;

import dev.kith.handshake.FrameHeader;
import dev.kith.handshake.Handshake;
import dev.kith.handshake.RefusedFrameException;
import dev.kith.handshake.Session;
import dev.kith.message.ErrorCode;
import dev.kith.message.KithException;
import dev.kith.message.Sender;
import dev.kith.message.Service;
import dev.kith.model.Confined;
import dev.kith.model.NodeId;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// All that this node has with one other: sessions, what waits to be sent, what waits for an answer, what was answered. Confined to the
/// bus's context.
///
/// Both ends may begin a handshake at the same time; both sessions are good then, each end seals with the newest it knows.
final class Peering {
  private static final Logger LOG = LoggerFactory.getLogger(Peering.class);
  /// Messages go together in one frame up to about this size.
  private static final int FRAME_BYTES = 60 * 1024;
  /// The newest seals; older ones open what is still under way.
  private static final int SESSIONS = 3;
  private static final int FORGET_MILLIS = 60_000;

  private final Confined confined = new Confined(Peering.class);
  final NodeId node;
  final Pending pending;
  final Served served;
  private final Peers peers;
  private final BusConfig config;
  private final Deque<Live> sessions = new ArrayDeque<>();
  private final List<Waiting> waiting = new ArrayList<>();
  private final TokenBucket handshakes;
  private List<Envelope> queue = new ArrayList<>();
  private int queuedBytes;
  private boolean flushing;
  private Begun begun;
  private Carrier lastWay;
  private long quietUntil;
  private String name = "";
  private boolean discarded;
  long lastHeard;

  /// A session, who its card says is at the other end, and how it came.
  ///
  /// @param order of its handshake among all that this node began or answered
  record Live(Session session, Trust.Peer peer, Carrier way, long order) {}

  private record Begun(Handshake handshake, Carrier way, long order, long until) {}

  private record Waiting(Carrier way, Homeward<Sender> promise, long until) {}

  /// @param served of that node, also before this was made
  Peering(Peers peers, NodeId node, Served served) {
    this.peers = peers;
    this.node = node;
    this.served = served;
    config = peers.config;
    pending = new Pending(config, this::spoken);
    long now = peers.now();
    handshakes = new TokenBucket(config.handshakesPerSecond(), now);
    lastHeard = now;
  }

  /// How errors call the node: people know its name.
  String spoken() { return "node " + (name.isEmpty() ? node : name + " (" + node + ")"); }

  <A> void request(Service<?, A> service, byte[] body, Homeward<A> answer) {
    Envelope.Request request = pending.add(service, body, answer, peers.now());
    try {
      send(request);
    } catch (KithException full) {
      pending.failed(request.number(), full);
    }
  }

  /// @throws KithException UNAVAILABLE if too much waits for a session
  void send(Envelope message) {
    assert confined.here();
    if (discarded)
      throw new KithException(ErrorCode.UNAVAILABLE, "the sessions with " + spoken() + " have ended");
    if (queuedBytes + message.size() > config.queuedBytes() && !queue.isEmpty()) {
      throw new KithException(ErrorCode.UNAVAILABLE, "more than " + config.queuedBytes() + " bytes wait for " + spoken()
          + " (bus.queuedBytes)");
    }
    queue.add(message);
    queuedBytes += message.size();
    if (flushing)
      return;
    if (usable() == null) {
      begin(peers.way(node));
      return;
    }
    flushing = true; // at the end of what this event loop does now: what is sent together travels together
    peers.context.runOnContext(_ -> flush());
  }

  private Live usable() {
    while (!sessions.isEmpty() && sessions.peekFirst().session().over())
      drop(sessions.pollFirst());
    return sessions.peekFirst();
  }

  /// Who is at the other end, null if there is no session.
  Trust.Peer peer() {
    Live live = usable();
    return live == null ? null : live.peer();
  }

  private void flush() {
    flushing = false;
    Live live = usable();
    if (live == null) {
      if (!queue.isEmpty())
        begin(peers.way(node));
      return;
    }
    List<Envelope> messages = queue;
    queue = new ArrayList<>();
    queuedBytes = 0;
    int from = 0;
    while (from < messages.size()) {
      int to = from;
      int bytes = 0;
      while (to < messages.size() && (to == from || bytes + messages.get(to).size() <= FRAME_BYTES))
        bytes += messages.get(to++).size();
      byte[] plain = new Envelope.Batch(peers.boot, pending.oldest(), pending.settled(to - from), messages.subList(from, to))
          .encode();
      post(live, plain);
      from = to;
    }
    if (live.session().stale())
      begin(peers.way(node));
  }

  private void post(Live live, byte[] plain) {
    peers.figures.framesSent.increment();
    Carrier way = peers.wayOr(node, live.way());
    way.send(node, Buffer.buffer(live.session().seal(plain)))
        .onFailure(failure -> LOG.debug("a frame to {} is lost: {}", node, failure.getMessage())); // requests are sent again
  }

  /// Handshakes with this node by that way, unless one is under way. A null way is none.
  void begin(Carrier way) {
    assert confined.here();
    if (discarded || (begun != null && peers.now() < begun.until))
      return;
    abandon();
    if (way == null) {
      unreachable("no way to " + spoken() + " is known now: it has stopped or is cut off (kith nodes)");
      return;
    }
    Handshake handshake = Handshake.initiator(peers.terms(peers.trust.meshKeys().getFirst()), node);
    begun = new Begun(handshake, way, peers.nextOrder(), peers.now() + config.handshake().toMillis());
    byte[] first = handshake.first();
    peers.begun.put(handshake.localNumber(), this);
    way.send(node, Buffer.buffer(first)).onFailure(failure -> peers.run(() -> {
      if (begun != null && begun.handshake == handshake)
        unreachable(spoken() + " cannot be reached now: " + failure.getMessage());
    }));
  }

  private void abandon() {
    if (begun != null)
      peers.begun.remove(begun.handshake.localNumber());
    begun = null;
  }

  /// Whoever waits is told at once; what is sent later tries anew.
  void unreachable(String why) {
    abandon();
    if (usable() != null)
      return; // the session may still work; time-outs will tell
    end(new KithException(ErrorCode.UNAVAILABLE, why));
  }

  private void end(KithException why) {
    queue = new ArrayList<>();
    queuedBytes = 0;
    pending.failAll(why);
    List<Waiting> all = List.copyOf(waiting);
    waiting.clear();
    all.forEach(each -> each.promise.fail(why));
  }

  /// Message 1: whoever has a mesh key gets an answer.
  void first(FrameHeader header, Trust.MeshKey key, byte[] frame, Carrier back) {
    if (!handshakes.take(peers.now())) {
      peers.figures.handshakesRefused.increment();
      LOG.debug("too many handshakes of {}", node);
      return;
    }
    if (header.suite() != config.suite().number())
      throw new RefusedFrameException("handshake with suite " + header.suite() + ", this node wants " + config.suite());
    Handshake handshake = Handshake.responder(peers.terms(key));
    byte[] second = handshake.second(frame);
    peers.halfOpen(handshake, this);
    back.send(node, Buffer.buffer(second)).onFailure(failure -> LOG.debug("no way back to {}: {}", node, failure.getMessage()));
  }

  /// Message 2, in answer to ours.
  void second(byte[] frame) {
    Begun ours = begun;
    Handshake.Shown shown;
    Trust.Peer peer;
    try {
      shown = ours.handshake.readSecond(frame);
    } catch (RefusedFrameException e) { // forged, perhaps, but it has spoiled this handshake
      abandon();
      throw e;
    }
    try {
      peer = believed(shown);
    } catch (KithException e) {
      peers.figures.handshakesRefused.increment();
      LOG.warn("no session with {}: {}", node, e.getMessage());
      abandon();
      end(new KithException(ErrorCode.FORBIDDEN, spoken() + " is not believed: " + e.getMessage()));
      return;
    }
    byte[] third = ours.handshake.third();
    Session session = ours.handshake.session();
    abandon();
    ours.way.send(node, Buffer.buffer(third)).onFailure(failure -> LOG.debug("a handshake is lost: {}", failure.getMessage()));
    established(new Live(session, peer, ours.way, ours.order));
  }

  /// Message 3, the end of a handshake that the other end began.
  void third(Handshake handshake, long order, byte[] frame, Carrier back) {
    Handshake.Shown shown = handshake.readThird(frame);
    try {
      established(new Live(handshake.session(), believed(shown), back, order));
    } catch (KithException e) {
      peers.figures.handshakesRefused.increment();
      LOG.warn("no session with {}: {}", node, e.getMessage());
    }
  }

  private Trust.Peer believed(Handshake.Shown shown) {
    Trust.Peer peer = peers.trust.check(shown.credential().bytes(), shown.staticKey().bytes());
    if (!peer.node().equals(node))
      throw new KithException(ErrorCode.FORBIDDEN, "its card is that of node " + peer.node());
    return peer;
  }

  private void established(Live live) {
    assert confined.here();
    sessions.addFirst(live);
    peers.sessions.put(live.session().localNumber(), this);
    while (sessions.size() > SESSIONS)
      drop(sessions.pollLast());
    peers.figures.handshakes.increment();
    lastHeard = peers.now();
    name = live.peer().name();
    LOG.debug("session with {} ({})", node, live.peer().name());
    peers.met(live.peer());
    settle(live);
    List<Envelope> tells = queue.stream().filter(message -> !(message instanceof Envelope.Request)).toList();
    queue = new ArrayList<>(tells);
    queue.addAll(pending.all()); // among them all requests of the queue: what went by an older session may be lost
    queuedBytes = queue.stream().mapToInt(Envelope::size).sum();
    if (!queue.isEmpty() && !flushing)
      flush();
  }

  private void settle(Live live) {
    Sender sender = new Sender(node, live.peer().role());
    for (Waiting each : List.copyOf(waiting)) {
      if (each.way == null || each.way.equals(live.way())) {
        waiting.remove(each);
        each.promise.complete(sender);
      }
    }
  }

  /// @param way by which the session must come; null: any
  /// @return whether there is one
  boolean await(Carrier way, Homeward<Sender> promise, long untilMillis) {
    for (Live live : sessions) {
      if ((way == null || live.way().equals(way)) && !live.session().over()) {
        promise.complete(new Sender(node, live.peer().role()));
        return true;
      }
    }
    enqueue(way, promise, untilMillis);
    return false;
  }

  /// As [#await], but for a session that is made from now on.
  void awaitNext(Homeward<Sender> promise, long untilMillis) { enqueue(null, promise, untilMillis); }

  private void enqueue(Carrier way, Homeward<Sender> promise, long untilMillis) {
    if (waiting.size() >= 100) {
      promise.fail(new KithException(ErrorCode.UNAVAILABLE, "more than 100 wait for a session with " + spoken()));
      return;
    }
    waiting.add(new Waiting(way, promise, untilMillis));
  }

  /// A sealed frame.
  void sealed(FrameHeader header, byte[] frame, Carrier back) {
    assert confined.here();
    for (Live live : sessions) {
      if (live.session().localNumber() == header.session()) {
        byte[] plain = live.session().open(header, frame);
        peers.figures.framesOpened.increment();
        lastHeard = peers.now();
        take(live, Envelope.Batch.decode(plain), header, back);
        return;
      }
    }
    throw new RefusedFrameException("no session " + Long.toHexString(header.session()));
  }

  private void take(Live live, Envelope.Batch batch, FrameHeader header, Carrier back) {
    Served.Life life = served.batch(live.order(), batch.boot(), batch.oldest(), batch.settled());
    Sender sender = new Sender(node, live.peer().role());
    if (life == Served.Life.EARLIER) { // should that life go on, it makes a new session
      batch.messages().stream().filter(Envelope::answers).forEach(message -> peers.deliver(this, sender, message));
      sessions.remove(live);
      drop(live);
      peers.complain(header, back);
      return;
    }
    if (life == Served.Life.BACK)
      peers.twin(live.peer());
    for (Envelope message : batch.messages())
      peers.deliver(this, sender, message);
  }

  /// The other end says that it does not know our session. Anybody may have said so: it costs a handshake, seldom, and no session.
  void complained() {
    if (peers.now() < quietUntil)
      return;
    quietUntil = peers.now() + 1_000;
    begin(peers.way(node));
  }

  /// @return whether this can be forgotten
  boolean tick(long now) {
    assert confined.here();
    boolean connected = usable() != null; // else all that waits is sent when there is a session
    pending.tick(now, request -> {
      if (!connected)
        return;
      peers.figures.requestsRepeated.increment();
      try {
        send(request);
      } catch (KithException full) {
        LOG.debug("not sent again: {}", full.getMessage());
      }
    });
    if (begun != null && now >= begun.until) {
      unreachable(spoken() + " did not answer a handshake in " + config.handshake().toMillis()
          + " ms: it is busy, has stopped or is cut off (kith nodes)");
    }
    for (Waiting each : List.copyOf(waiting)) {
      if (now >= each.until) {
        waiting.remove(each);
        each.promise.fail(new KithException(ErrorCode.TIMEOUT, "no session with " + spoken() + " in time"));
      }
    }
    return sessions.isEmpty() && idle() && now - lastHeard > FORGET_MILLIS;
  }

  /// Drops what is over, and everything if the peer is not believed any more.
  void review() {
    sessions.removeIf(live -> {
      boolean over = live.session().over();
      if (over)
        peers.sessions.remove(live.session().localNumber());
      return over;
    });
    Live live = sessions.peekFirst();
    if (live == null)
      peers.parted(node);
    else
      peers.trust.lost(live.peer()).ifPresent(this::dismiss);
  }

  void dismiss(String why) {
    LOG.warn("sessions with {} end: {}", node, why);
    abandon();
    while (!sessions.isEmpty())
      drop(sessions.pollFirst());
    end(new KithException(ErrorCode.FORBIDDEN, spoken() + ": " + why));
  }

  /// Whoever still has this can do nothing with it any more.
  void discard() {
    abandon();
    while (!sessions.isEmpty())
      drop(sessions.pollFirst());
    discarded = true;
    end(new KithException(ErrorCode.UNAVAILABLE, "the sessions with " + spoken() + " have ended"));
  }

  private void drop(Live live) {
    peers.sessions.remove(live.session().localNumber());
    if (sessions.isEmpty())
      peers.parted(node);
  }

  /// Whether nobody waits for anything here, at either end.
  boolean idle() { return begun == null && pending.size() == 0 && queue.isEmpty() && waiting.isEmpty() && !served.busy(); }

  void way(Carrier back) { lastWay = back; }

  Carrier lastWay() { return lastWay; }
}
