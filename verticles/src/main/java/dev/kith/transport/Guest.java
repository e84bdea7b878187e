package dev.kith.transport;

import dev.kith.bus.Carrier;
import dev.kith.bus.Frames;
import dev.kith.handshake.FrameHeader;
import dev.kith.message.ErrorCode;
import dev.kith.message.KithException;
import dev.kith.model.NodeId;
import dev.kith.transport.TransportConfig.Gate;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A link that another node began, seen from its gateway.
///
/// | state | frames in | leaves by |
/// |---|---|---|
/// | strange | at most 3 small ones to this node, all from the one that the first names | proof, or a breach or time-out: closed |
/// | admitted | from that node, to any | breach, time-out, a newer link of the same node: closed |
///
/// [#send] is thread-safe, the rest confined to the socket's context.
final class Guest implements Carrier, Link.Ear {
  private static final Logger LOG = LoggerFactory.getLogger(Guest.class);
  /// Pings and pongs before the proof.
  private static final int CONTROLS = 16;
  /// What is passed on has to find its way by then, else the link is of no use.
  private static final Duration PASSED_ON = Duration.ofSeconds(10);

  private final PeerLinks links;
  private final Frames frames;
  private final Gate config;
  private final String address;
  private final long openedAt = System.nanoTime();
  private Link link;
  private volatile NodeId node;
  private volatile boolean admitted;
  private int firstFrames;
  private int controls;
  private int underWay;
  private long heldAt;

  Guest(PeerLinks links, Frames frames, Gate config, String address) {
    this.links = links;
    this.frames = frames;
    this.config = config;
    this.address = address;
  }

  void over(Link opened) { link = opened; }

  NodeId node() { return node; }

  @Override
  public Future<Void> send(NodeId to, Buffer frame) {
    if (!to.equals(node))
      return Future.failedFuture(new KithException(ErrorCode.UNAVAILABLE, "this link does not lead to node " + to));
    return link.send(frame);
  }

  void end(CloseReason reason, String text) { link.end(reason, text); }

  @Override
  public int bytesMax() { return admitted ? FrameHeader.FRAME_BYTES_MAX : FirstFrames.BYTES; }

  @Override
  public void frame(Buffer frame) {
    FrameHeader header = FirstFrames.header(frame);
    if (admitted) pass(header, frame);
    else
      first(header, frame);
  }

  private void first(FrameHeader header, Buffer frame) {
    if (!links.admission().unproved(address))
      throw new BreachException(CloseReason.TOO_MUCH, "too many frames before a proof");
    if (++firstFrames > FirstFrames.FRAMES)
      throw new BreachException(CloseReason.PROTOCOL, "more than " + FirstFrames.FRAMES + " frames before a proof");
    if (!header.to().equals(frames.self()) || header.from().equals(frames.self()))
      throw new BreachException(CloseReason.PROTOCOL, "a frame between other nodes before a proof");
    if (node == null) begin(header.from());
    else
      itself(header);
    frames.arrived(frame, this);
  }

  private void begin(NodeId claimed) {
    node = claimed;
    frames.proved(claimed, this, config.handshake()).onComplete(proof -> link.run(() -> {
      if (proof.succeeded() && proof.result().node().equals(claimed)) admit();
      else
        unproved();
    }));
  }

  private void admit() {
    if (link.closed())
      return;
    admitted = true;
    links.admit(this);
    link.text(new Notice.Admitted().toString()).onFailure(e -> end(CloseReason.TIME_OUT, "reads too slowly"));
  }

  private void unproved() {
    if (link.closed())
      return;
    links.counts().silent.increment();
    end(CloseReason.TIME_OUT, "no proof in time");
  }

  private void itself(FrameHeader header) {
    if (!header.from().equals(node))
      throw new BreachException(CloseReason.PROTOCOL, "a frame from another node than the link's");
  }

  private void pass(FrameHeader header, Buffer frame) {
    itself(header);
    if (header.to().equals(node))
      throw new BreachException(CloseReason.PROTOCOL, "a frame to its own sender");
    if (header.to().equals(frames.self())) frames.arrived(frame, this);
    else
      relay(header.to(), frame);
  }

  private void relay(NodeId to, Buffer frame) {
    if (++underWay == config.underWay()) {
      heldAt = System.nanoTime();
      link.hold();
    }
    frames.forward(to, frame).onComplete(done -> link.run(() -> {
      if (underWay-- == config.underWay())
        link.release();
      if (done.succeeded()) links.counts().relayed.increment();
      else
        refused(to, done.cause());
    }));
  }

  private void refused(NodeId to, Throwable cause) {
    links.counts().notRelayed.increment();
    ErrorCode code = cause instanceof KithException known ? known.code() : ErrorCode.INTERNAL;
    link.text(new Notice.Refused(to, code.number()).toString())
        .onFailure(e -> LOG.debug("node {} can't be told of a refused frame: {}", node, e.getMessage()));
  }

  @Override
  public void text(String text) { throw new BreachException(CloseReason.PROTOCOL, "a text; only gateways send them"); }

  @Override
  public void control() {
    if (!admitted && ++controls > CONTROLS)
      throw new BreachException(CloseReason.PROTOCOL, "more than " + CONTROLS + " pings and pongs before a proof");
  }

  @Override
  public void tick() {
    long now = System.nanoTime();
    if (!admitted && now - openedAt > config.handshake().toNanos()) unproved();
    else if (underWay >= config.underWay() && now - heldAt > PASSED_ON.toNanos())
      end(CloseReason.TIME_OUT, "what it sends can't be passed on");
  }

  @Override
  public void ended() { if (admitted)
    links.left(this); }
}
