package dev.kith.transport;

import dev.kith.bus.Carrier;
import dev.kith.bus.Frames;
import dev.kith.handshake.FrameHeader;
import dev.kith.message.ErrorCode;
import dev.kith.message.KithException;
import dev.kith.message.Sender;
import dev.kith.model.NodeId;
import dev.kith.model.Role;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/// The bus of one node as far as carriers see it. Its handshake has the three messages of the real one but no cryptography: whoever
/// sends the third is believed, unless it is in [#strangers].
final class TestFrames implements Frames {
  private record Proof(NodeId node, Carrier by) {}

  private final Vertx vertx;
  private final NodeId self;
  final Map<NodeId, Carrier> routes = new ConcurrentHashMap<>();
  /// Other nodes of the cluster, to which [#forward] finds a way.
  final Map<NodeId, TestFrames> cluster = new ConcurrentHashMap<>();
  final Map<NodeId, Boolean> strangers = new ConcurrentHashMap<>();
  final BlockingQueue<Buffer> got = new LinkedBlockingQueue<>(100_000);
  private final Map<Proof, Promise<Sender>> waiting = new ConcurrentHashMap<>();
  volatile Carrier others;

  TestFrames(Vertx vertx, NodeId self) {
    this.vertx = vertx;
    this.self = self;
  }

  static NodeId node(int number) { return new NodeId("%032x".formatted(number)); }

  static Buffer frame(FrameHeader.Kind kind, NodeId from, NodeId to, int bytes) {
    byte[] header = new FrameHeader(1, kind, to, from, 7, 1, 0).encode();
    return Buffer.buffer(header).appendBytes(new byte[bytes - header.length]);
  }

  @Override
  public NodeId self() { return self; }

  @Override
  public void arrived(Buffer frame, Carrier back) {
    FrameHeader header = FrameHeader.of(frame.getBytes());
    switch (header.kind()) {
      case FIRST -> answer(header.from(), back, FrameHeader.Kind.SECOND);
      case SECOND -> {
        answer(header.from(), back, FrameHeader.Kind.THIRD);
        proofOf(header.from(), back);
      }
      case THIRD -> {
        if (!strangers.containsKey(header.from()))
          proofOf(header.from(), back);
      }
      case SEALED, UNKNOWN_SESSION -> got.offer(frame);
    }
  }

  private void answer(NodeId to, Carrier back, FrameHeader.Kind kind) { back.send(to, frame(kind, self, to, 1_500)); }

  private void proofOf(NodeId node, Carrier by) {
    waiting.computeIfAbsent(new Proof(node, by), _ -> Promise.promise()).tryComplete(new Sender(node, Role.WORKER));
  }

  @Override
  public void route(NodeId node, Carrier carrier) { routes.put(node, carrier); }

  @Override
  public void unroute(NodeId node, Carrier carrier) { routes.remove(node, carrier); }

  @Override
  public void routeOthers(Carrier carrier) { others = carrier; }

  @Override
  public Future<Void> forward(NodeId to, Buffer frame) {
    if (cluster.containsKey(to)) {
      cluster.get(to).arrived(frame, (_, answer) -> forward(FrameHeader.of(answer.getBytes()).to(), answer));
      return Future.succeededFuture();
    }
    return send(to, frame);
  }

  Future<Void> send(NodeId to, Buffer frame) {
    return Optional.ofNullable(routes.get(to)).or(() -> Optional.ofNullable(others)).map(carrier -> carrier.send(to, frame))
        .orElseGet(() -> Future.failedFuture(new KithException(ErrorCode.UNAVAILABLE, "no way to " + to)));
  }

  Future<Void> sealed(NodeId to, int bytes) { return send(to, frame(FrameHeader.Kind.SEALED, self, to, bytes)); }

  @Override
  public Future<Sender> proved(NodeId node, Carrier by, Duration patience) {
    Promise<Sender> proof = waiting.computeIfAbsent(new Proof(node, by), _ -> Promise.promise());
    vertx.setTimer(patience.toMillis(), _ -> proof.tryFail(new KithException(ErrorCode.TIMEOUT, "no proof")));
    return proof.future();
  }

  @Override
  public Future<Sender> greet(NodeId node, Carrier by, Duration patience) {
    Future<Sender> proof = proved(node, by, patience);
    return by.send(node, frame(FrameHeader.Kind.FIRST, self, node, 1_500)).compose(_ -> proof);
  }

  Buffer next() throws InterruptedException {
    Buffer frame = got.poll(10, TimeUnit.SECONDS);
    if (frame == null)
      throw new AssertionError("node " + self + " got no frame within 10 s");
    return frame;
  }
}
