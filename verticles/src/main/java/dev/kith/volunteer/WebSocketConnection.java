package dev.kith.volunteer;

import dev.kith.codec.MessageCodec;
import dev.kith.message.KithException;
import dev.kith.message.ToTab;
import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ServerWebSocket;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/// A WebSocket as a [Connection]. The socket lives on its server's context, the [Tab] on the verticle's: each message hops over,
/// and the socket is paused while too many are under way, so that nothing piles up between the two.
final class WebSocketConnection implements Connection {
  /// Messages of one socket under way to or in the tab.
  private static final int UNDER_WAY = 8;

  private final ServerWebSocket socket;
  private final String remote;
  private final int maxUnsent;
  private final AtomicLong unsent = new AtomicLong();
  private final AtomicInteger underWay = new AtomicInteger();

  private WebSocketConnection(ServerWebSocket socket, String remote, int maxUnsent) {
    this.socket = socket;
    this.remote = remote;
    this.maxUnsent = maxUnsent;
  }

  /// Call on the socket's context, before it has read anything.
  static void open(ServerWebSocket socket, String remote, VolunteerConfig config, Context home, Volunteers volunteers) {
    WebSocketConnection connection = new WebSocketConnection(socket, remote, config.writeQueueBytes());
    socket.pause();
    home.runOnContext(_ -> {
      Optional<Tab> tab = volunteers.opened(connection);
      tab.ifPresent(t -> connection.listen(t, home));
      socket.resume();
    });
  }

  private void listen(Tab tab, Context home) {
    socket.exceptionHandler(_ -> socket.close((short) 1009, "malformed or oversized frame"));
    socket.textMessageHandler(text -> hop(home, text, tab));
    socket.binaryMessageHandler(_ -> home.runOnContext(_ -> tab.breach(KithException.invalid("messages are text"))));
    socket.pongHandler(_ -> home.runOnContext(_ -> tab.heard()));
    socket.closeHandler(_ -> {
      Short code = socket.closeStatusCode();
      boolean forGood = code != null && (code == 1000 || code == 1001);
      home.runOnContext(_ -> tab.ended(forGood));
    });
  }

  private void hop(Context home, String text, Tab tab) {
    if (underWay.incrementAndGet() >= UNDER_WAY)
      socket.pause();
    home.runOnContext(_ -> tab.received(text).onComplete(_ -> {
      if (underWay.decrementAndGet() == UNDER_WAY - 1)
        socket.resume();
    }));
  }

  @Override
  public String remote() { return remote; }

  @Override
  public void send(ToTab message) {
    byte[] json = MessageCodec.encode(message);
    unsent.addAndGet(json.length);
    socket.writeTextMessage(new String(json, StandardCharsets.UTF_8)).onComplete(_ -> unsent.addAndGet(-json.length));
  }

  @Override
  public boolean full() { return unsent.get() > maxUnsent; }

  @Override
  public void ping() { ended(_ -> socket.writePing(Buffer.buffer())); }

  @Override
  public void close(CloseReason reason) { ended(_ -> socket.shutdown(1, TimeUnit.SECONDS, reason.code(), reason.text())); }

  /// A socket that closed meanwhile throws; its close handler has or will have said so.
  private void ended(Consumer<Void> action) {
    try {
      action.accept(null);
    } catch (IllegalStateException closed) {
      socket.close();
    }
  }
}
