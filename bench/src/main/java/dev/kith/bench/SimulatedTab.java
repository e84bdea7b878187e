package dev.kith.bench;

import dev.kith.codec.MessageCodec;
import dev.kith.message.FromTab;
import dev.kith.message.Limits;
import dev.kith.message.ToTab;
import dev.kith.model.Capability;
import dev.kith.model.WorkerId;
import io.vertx.core.Vertx;
import io.vertx.core.http.ClientWebSocket;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketClientOptions;
import io.vertx.core.http.WebSocketConnectOptions;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/// One volunteer without a browser: joins by an invite, proves its key, and beats. Offers no slot, so it gets no work.
final class SimulatedTab {
  private static final Map<String, WebSocketClient> CLIENTS = new ConcurrentHashMap<>();

  private final WebSocket socket;
  private final KeyPair key;
  private final WorkerId worker;
  private final CompletableFuture<ToTab.Welcome> welcome = new CompletableFuture<>();

  private SimulatedTab(WebSocket socket, KeyPair key, WorkerId worker) {
    this.socket = socket;
    this.key = key;
    this.worker = worker;
  }

  static SimulatedTab join(Vertx vertx, Api api, String invite, String localAddress) throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec("secp256r1"));
    KeyPair key = generator.generateKeyPair();
    String publicKey = Base64.getUrlEncoder().withoutPadding().encodeToString(key.getPublic().getEncoded());
    JsonObject joined = api.post("/api/volunteer/join", new JsonObject().put("invite", invite).put("publicKey", publicKey));
    WebSocketClient client = CLIENTS.computeIfAbsent(localAddress, address -> vertx
        .createWebSocketClient(new WebSocketClientOptions().setLocalAddress(address).setMaxConnections(1_000)));
    WebSocketConnectOptions target = new WebSocketConnectOptions()
        .setAbsoluteURI(api.url().replaceFirst("^http", "ws") + "/ws/volunteer")
        .addHeader("origin", api.url());
    ClientWebSocket socket = client.webSocket(); // handlers first: a message that comes before them is lost
    SimulatedTab made = new SimulatedTab(socket, key, new WorkerId(joined.getString("workerId")));
    socket.textMessageHandler(text -> made.hear(vertx, text));
    socket.closeHandler(_ -> made.welcome.completeExceptionally(new IllegalStateException("closed: " + socket.closeReason())));
    socket.connect(target).onFailure(made.welcome::completeExceptionally);
    made.welcome.get(10, TimeUnit.SECONDS);
    return made;
  }

  boolean open() { return !socket.isClosed(); }

  double beatSeconds() { return welcome.join().beatMillis() / 1_000.0; }

  void close() {
    send(new FromTab.Bye());
    socket.close();
  }

  private void hear(Vertx vertx, String text) {
    switch (MessageCodec.decode(text.getBytes(StandardCharsets.UTF_8), ToTab.class, Limits.VOLUNTEER_FRAME_BYTES)) {
      case ToTab.Challenge challenge -> send(new FromTab.Hello(ToTab.PROTOCOL, worker, sign(challenge.nonce()),
          new Capability("bench", "none", "bench", 1, 0, ""), 0, List.of()));
      case ToTab.Welcome welcomed -> {
        vertx.setPeriodic(welcomed.beatMillis(), timer -> {
          if (open()) send(new FromTab.Beat(List.of()));
          else
            vertx.cancelTimer(timer);
        });
        welcome.complete(welcomed);
      }
      default -> {
      }
    }
  }

  private String sign(String nonce) {
    try {
      Signature signature = Signature.getInstance("SHA256withECDSAinP1363Format");
      signature.initSign(key.getPrivate());
      signature.update((ToTab.PROTOCOL + "|" + nonce + "|" + worker).getBytes(StandardCharsets.UTF_8));
      return Base64.getUrlEncoder().withoutPadding().encodeToString(signature.sign());
    } catch (GeneralSecurityException e) {
      throw new AssertionError("a fresh P-256 key signs", e);
    }
  }

  private void send(FromTab message) {
    socket.writeTextMessage(new String(MessageCodec.encode(message), StandardCharsets.UTF_8));
  }
}
