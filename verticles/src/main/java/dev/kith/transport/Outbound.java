package dev.kith.transport;

import dev.kith.bus.Carrier;
import dev.kith.bus.Frames;
import dev.kith.handshake.FrameHeader;
import dev.kith.message.ErrorCode;
import dev.kith.message.KithException;
import dev.kith.message.Sender;
import dev.kith.model.NodeId;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;

/// A link that this node began, to its gateway: frames to any node go up, frames to this node come down. [#send] is thread-safe, the
/// rest confined to the socket's context.
final class Outbound implements Carrier, Link.Ear {
  private final NodeId gateway;
  private final Frames frames;
  private final FirstFrames.Allowance allowance;
  private final Refusals refusals = new Refusals(System::nanoTime);
  private final Promise<Void> admission = Promise.promise();
  private final Promise<Void> end = Promise.promise();
  private Link link;
  private long giveUpAt;
  private volatile boolean admitted;

  Outbound(NodeId gateway, Frames frames) {
    this.gateway = gateway;
    this.frames = frames;
    this.allowance = new FirstFrames.Allowance(gateway);
  }

  NodeId gateway() { return gateway; }

  /// Completes when both ends have proved themselves and the gateway relays.
  Future<Void> begin(Link opened, Duration patience) {
    link = opened;
    giveUpAt = System.nanoTime() + patience.toNanos();
    link.listen();
    Future<Sender> greeted = frames.greet(gateway, this, patience);
    return Future.all(greeted, admission.future()).transform(done -> {
      if (done.succeeded() && !link.closed()) {
        admitted = true;
        return Future.succeededFuture();
      }
      end(CloseReason.TIME_OUT, "no proof in time");
      return Future.failedFuture(done.succeeded() ? closed() : done.cause());
    });
  }

  /// Completes when nothing comes or goes any more.
  Future<Void> over() { return end.future(); }

  /// Completes when the socket is closed as well.
  Future<Void> gone() { return link.gone(); }

  void probe(Duration within) { link.probe(within); }

  void end(CloseReason reason, String text) { link.end(reason, text); }

  @Override
  public Future<Void> send(NodeId to, Buffer frame) {
    if (!admitted && !allowance.take(to, frame))
      return unavailable("the gateway has not admitted this link yet");
    if (refusals.fresh(to))
      return unavailable("gateway " + gateway + " knows no way to node " + to);
    return link.send(frame);
  }

  private static Future<Void> unavailable(String text) {
    return Future.failedFuture(new KithException(ErrorCode.UNAVAILABLE, text));
  }

  private static KithException closed() { return new KithException(ErrorCode.UNAVAILABLE, "the link is closed"); }

  @Override
  public int bytesMax() { return FrameHeader.FRAME_BYTES_MAX; }

  @Override
  public void frame(Buffer frame) {
    FrameHeader header = FirstFrames.header(frame);
    if (!header.to().equals(frames.self()) || header.from().equals(frames.self()))
      throw new BreachException(CloseReason.PROTOCOL, "a frame that is not for this node");
    if (!admission.future().succeeded() && !header.from().equals(gateway))
      throw new BreachException(CloseReason.PROTOCOL, "a relayed frame before the link is admitted");
    frames.arrived(frame, this);
  }

  @Override
  public void text(String text) {
    switch (Notice.of(text)) {
      case Notice.Admitted() -> admission.tryComplete();
      case Notice.Refused(NodeId to, int _) -> refusals.add(to);
    }
  }

  @Override
  public void control() { /* a sign of life, which the link has noted */ }

  @Override
  public void tick() {
    if (!admission.future().isComplete() && System.nanoTime() - giveUpAt > 0)
      end(CloseReason.TIME_OUT, "not admitted in time");
  }

  @Override
  public void ended() {
    admission.tryFail(closed());
    end.tryComplete();
  }
}
