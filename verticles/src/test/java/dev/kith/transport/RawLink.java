package dev.kith.transport;

import dev.kith.handshake.FrameHeader;
import dev.kith.model.NodeId;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketClientOptions;
import io.vertx.core.http.WebSocketConnectOptions;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/// The other end as a bare WebSocket, which does what it likes. Blocking; for test threads.
final class RawLink {
  final WebSocket socket;
  final BlockingQueue<String> texts = new LinkedBlockingQueue<>();
  final BlockingQueue<Buffer> messages = new LinkedBlockingQueue<>();
  private final CompletableFuture<Integer> closed = new CompletableFuture<>();

  private RawLink(WebSocket socket) {
    this.socket = socket;
    socket.textMessageHandler(texts::add);
    socket.binaryMessageHandler(messages::add);
    socket.exceptionHandler(_ -> {});
    socket.closeHandler(_ -> closed.complete(socket.closeStatusCode() == null ? 1006 : (int) socket.closeStatusCode()));
  }

  static RawLink open(Vertx vertx, int port) throws Exception {
    WebSocketClient client = vertx.createWebSocketClient(
        new WebSocketClientOptions().setMaxConnections(1_000).setMaxFrameSize(1 << 18).setMaxMessageSize(2 << 20));
    return client.connect(to(port).setAllowOriginHeader(false)).map(RawLink::new).toCompletionStage().toCompletableFuture()
        .get(10, TimeUnit.SECONDS);
  }

  static WebSocketConnectOptions to(int port) {
    return new WebSocketConnectOptions().setHost("127.0.0.1").setPort(port).setURI(TransportVerticle.PATH);
  }

  /// Through the handshake of [TestFrames], to where frames are relayed.
  RawLink admitted(NodeId self, NodeId gateway) throws Exception {
    send(TestFrames.frame(FrameHeader.Kind.FIRST, self, gateway, 1_500));
    send(TestFrames.frame(FrameHeader.Kind.THIRD, self, gateway, 1_500));
    if (!"admitted".equals(texts.poll(10, TimeUnit.SECONDS)))
      throw new AssertionError("not admitted within 10 s");
    return this;
  }

  void send(Buffer frame) { if (!socket.isClosed())
    socket.writeBinaryMessage(frame); }

  /// The close code; 1006 if the connection just broke.
  int closed() throws Exception { return closed.get(15, TimeUnit.SECONDS); }

  boolean isOpen() { return !closed.isDone(); }
}
