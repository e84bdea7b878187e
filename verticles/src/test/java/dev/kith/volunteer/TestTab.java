package dev.kith.volunteer;

import dev.kith.codec.MessageCodec;
import dev.kith.message.FromTab;
import dev.kith.message.Limits;
import dev.kith.message.ToTab;
import dev.kith.model.Capability;
import dev.kith.model.LeaseId;
import dev.kith.model.WorkerId;
import io.vertx.core.Vertx;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketClientOptions;
import io.vertx.core.http.WebSocketConnectOptions;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/// A tab without a browser: a real WebSocket, a real key. Blocking; for test threads.
final class TestTab {
  private static final Capability CAPABILITY = new Capability("", "browser", "test", 2, 0, "none");

  final TabKey key;
  final String worker;
  private final WebSocket socket;
  private final BlockingQueue<ToTab> got = new LinkedBlockingQueue<>();
  private final CompletableFuture<Short> closed = new CompletableFuture<>();

  private TestTab(WebSocket socket, TabKey key, String worker) {
    this.socket = socket;
    this.key = key;
    this.worker = worker;
    socket.textMessageHandler(text -> {
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      got.add(MessageCodec.decode(bytes, ToTab.class, Limits.VOLUNTEER_FRAME_BYTES));
    });
    socket.closeHandler(_ -> closed.complete(socket.closeStatusCode() == null ? (short) 1006 : socket.closeStatusCode()));
    socket.exceptionHandler(_ -> {});
  }

  static TestTab open(Vertx vertx, int port, TabKey key, String worker) throws Exception {
    return open(vertx.createWebSocketClient(new WebSocketClientOptions().setMaxFrameSize(Limits.VOLUNTEER_FRAME_BYTES)), port,
        key, worker);
  }

  static TestTab open(WebSocketClient client, int port, TabKey key, String worker) throws Exception {
    WebSocketConnectOptions to = new WebSocketConnectOptions().setHost("127.0.0.1").setPort(port).setURI("/ws/volunteer");
    return client.connect(to).map(socket -> new TestTab(socket, key, worker)).toCompletionStage().toCompletableFuture().get(10,
        TimeUnit.SECONDS);
  }

  TestTab hello(int credit, LeaseId... held) throws Exception {
    String nonce = await(ToTab.Challenge.class).nonce();
    send(new FromTab.Hello(ToTab.PROTOCOL, new WorkerId(worker), key.sign(nonce, worker), CAPABILITY, credit, List.of(held)));
    return this;
  }

  TestTab seated(int credit, LeaseId... held) throws Exception {
    hello(credit, held).await(ToTab.Welcome.class);
    return this;
  }

  void send(FromTab message) { sendText(new String(MessageCodec.encode(message), StandardCharsets.UTF_8)); }

  void sendText(String text) { if (!socket.isClosed())
    socket.writeTextMessage(text); }

  WebSocket socket() { return socket; }

  <M extends ToTab> M await(Class<M> type) throws InterruptedException {
    long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
    for (;;) {
      ToTab next = got.poll(until - System.nanoTime(), TimeUnit.NANOSECONDS);
      if (next == null)
        throw new AssertionError("the tab got no " + type.getSimpleName() + " within 10 s");
      if (type.isInstance(next))
        return type.cast(next);
    }
  }

  /// The close code; 1006 if the connection just broke.
  short closed() throws Exception { return closed.get(15, TimeUnit.SECONDS); }

  void close(int code) { socket.close((short) code).await(); }

  boolean isOpen() { return !closed.isDone(); }
}
