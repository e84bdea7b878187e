package dev.kith.volunteer;

import dev.kith.codec.MessageCodec;
import dev.kith.message.KithException;
import dev.kith.message.ToTab;
import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ServerWebSocket;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A WebSocket as a [Connection]. The socket lives on its server's context, the [Tab] on the verticle's: each message hops over,
/// and the socket is paused while too many are under way, so that nothing piles up between the two.
final class WebSocketConnection implements Connection {
  private static final Logger LOG = LoggerFactory.getLogger(WebSocketConnection.class);
  /// Messages of one socket under way to or in the tab.
  private static final int UNDER_WAY = 8;

  private final ServerWebSocket socket;
  private final String remote;
  private final int maxUnsent;
  private final AtomicLong unsent = new AtomicLong();
  private final AtomicInteger underWay = new AtomicInteger();
  private final Context home;

  private WebSocketConnection(ServerWebSocket socket, String remote, int maxUnsent, Context home) {
    this.socket = socket;
    this.remote = remote;
    this.maxUnsent = maxUnsent;
    this.home = home;
  }

  /// Call on the socket's context, before it has read anything.
  static void open(ServerWebSocket socket, String remote, VolunteerConfig config, Context home, Volunteers volunteers) {
    WebSocketConnection connection = new WebSocketConnection(socket, remote, config.writeQueueBytes(), home);
    socket.pause();
    connection.atHome(() -> {
      Optional<Tab> tab = volunteers.opened(connection);
      tab.ifPresent(t -> connection.listen(t));
      socket.resume();
    });
  }

  private void listen(Tab tab) {
    socket.exceptionHandler(_ -> socket.close((short) 1009, "malformed or oversized frame"));
    socket.textMessageHandler(text -> message(text, tab));
    socket.binaryMessageHandler(_ -> atHome(() -> tab.breach(KithException.invalid("messages are text"))));
    socket.pongHandler(_ -> atHome(tab::heard));
    socket.closeHandler(_ -> {
      Short code = socket.closeStatusCode();
      boolean forGood = code != null && (code == 1000 || code == 1001);
      atHome(() -> tab.ended(forGood));
    });
  }

  private void message(String text, Tab tab) {
    if (underWay.incrementAndGet() >= UNDER_WAY)
      socket.pause();
    atHome(() -> tab.received(text).onComplete(_ -> {
      if (underWay.decrementAndGet() == UNDER_WAY - 1)
        socket.resume();
    }));
  }

  private void atHome(Runnable action) {
    try {
      home.runOnContext(_ -> action.run());
    } catch (RejectedExecutionException down) {
      LOG.debug("the node has shut down; nothing is left to tell of a socket");
    }
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
  public void ping() { unlessClosed(() -> socket.writePing(Buffer.buffer())); }

  @Override
  public void close(CloseReason reason) { unlessClosed(() -> socket.close(reason.code(), reason.text())); }

  /// A socket that closed meanwhile throws; its close handler has or will have said so.
  private static void unlessClosed(Runnable action) {
    try {
      action.run();
    } catch (IllegalStateException closed) {
      LOG.trace("too late for a socket: {}", closed.getMessage());
    }
  }
}
