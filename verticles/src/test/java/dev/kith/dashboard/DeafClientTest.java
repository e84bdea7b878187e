package dev.kith.dashboard;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufAllocatorMetricProvider;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.impl.buffer.VertxByteBufAllocator;
import io.vertx.core.net.SelfSignedCertificate;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Clients that ask and never read. Others are answered meanwhile, memory stays bounded, and in the end the connection is cut.
class DeafClientTest {
  private static final DashboardConfig.DoorLimits BRISK = new DashboardConfig.DoorLimits(128 * 1024, Duration.ofSeconds(2),
      Duration.ofSeconds(30), Duration.ofSeconds(75), 300, 200, 262_144, 2, 3, Duration.ofSeconds(2), Duration.ofSeconds(15),
      Duration.ofMillis(200));
  private static final String LARGE = "/docs/swagger-ui-bundle.js";
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private final List<Socket> deaf = new ArrayList<>();
  private SelfSignedCertificate certificate;
  private Door door;

  @AfterEach
  void close() throws IOException {
    for (Socket socket : deaf)
      socket.close();
    door.close();
    if (certificate != null)
      certificate.delete();
  }

  @Test
  void pipelinedRequestsWhoseAnswersNobodyReadsHoldUpNobody() throws Exception {
    door = Door.open(Door.with(BRISK));
    for (String path : List.of(LARGE, "/api/openapi.json"))
      holdsUpNobody(8, false, get(path).repeat(2_500).getBytes(ISO_8859_1));
  }

  @Test
  void norDoTheyUnderTls() throws Exception {
    door = secured();
    holdsUpNobody(20, true, get(LARGE).repeat(1_200).getBytes(ISO_8859_1));
  }

  @Test
  void norOverHttp2WhetherTheWindowIsClosedOrTheSocketUnread() throws Exception {
    door = secured();
    List<Socket> closedWindow = new ArrayList<>();
    for (int i = 0; i < 10; i++)
      closedWindow.add(send(h2(), Http2Bytes.begin(65_535, 0).requests(LARGE, 1, 100).bytes()));
    List<Socket> unread = new ArrayList<>();
    for (int i = 0; i < 10; i++)
      unread.add(send(h2(), Http2Bytes.begin(Integer.MAX_VALUE, 1 << 30).requests(LARGE, 1, 100).bytes()));
    othersAreAnsweredWithin(bounded());
    closedWindow.forEach(DeafClientTest::endsWhileItReads);
    unread.forEach(this::isCut);
  }

  @Test
  void norDoSocketsThatArePingedAndNeverRead() throws Exception {
    door = Door.open(Door.with(BRISK), app -> app.get("/ws/echo").handler(request -> request.request().toWebSocket()
        .onSuccess(socket -> socket.handler(any -> socket.write(Buffer.buffer(new byte[60_000]))))));
    String upgrade = String.join("\r\n", "GET /ws/echo HTTP/1.1", "Host: 127.0.0.1", "Upgrade: websocket", "Connection: Upgrade",
        "Sec-WebSocket-Version: 13", "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==", "", "");
    ByteArrayOutputStream frames = new ByteArrayOutputStream();
    byte[] ping = new byte[6 + 100];
    ping[0] = (byte) 0x89;
    ping[1] = (byte) (0x80 | 100);
    byte[] text = {(byte) 0x81, (byte) 0x81, 0, 0, 0, 0, 'x'};
    for (int i = 0; i < 2_000; i++) {
      frames.writeBytes(ping);
      frames.writeBytes(text);
    }
    for (int i = 0; i < 10; i++) {
      Socket socket = send(plain(), upgrade.getBytes(ISO_8859_1));
      assertThat(line(socket.getInputStream())).contains("101");
      write(socket, frames.toByteArray());
    }
    othersAreAnsweredWithin(bounded());
    deaf.forEach(this::isCut);
  }

  @Test
  void whoReadsGetsEveryAnswerInItsOrder() throws Exception {
    door = Door.open(Door.with(BRISK));
    Socket socket = plain();
    StringBuilder requests = new StringBuilder();
    for (int i = 0; i < 1_000; i++)
      requests.append(get("/nothing-" + i));
    requests.append("GET /health HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n");
    String good = get("/js/api.js").repeat(300) + requests.toString().replaceAll("/nothing-[0-9]+", "/health");
    Thread.ofVirtual().start(() -> write(socket, good.getBytes(ISO_8859_1)));
    String answers = new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
    assertThat(answers.split("HTTP/1.1 200", -1)).hasSize(1_302);
  }

  @Test
  void aHeadThatDoesNotEndIsWaitedForOnlySoLong() throws Exception {
    door = Door.open(Door.with(BRISK));
    isCut(send(plain(), "GET /health HTTP/1.1\r\nHos".getBytes(ISO_8859_1)));
    isCut(send(plain(), (get("/health") + "GET").getBytes(ISO_8859_1)));
  }

  @Test
  void anAddressHasSoManyPlacesAndIdleOnesAreGivenAway() throws Exception {
    DashboardConfig.DoorLimits few = BRISK.with(BRISK.bodyBytes(), BRISK.webSocketBytes(), 100, 4);
    door = Door.open(Door.with(few), app -> app.get("/wait").handler(_ -> {}));
    Socket idle = send(plain(), get("/health").getBytes(ISO_8859_1));
    assertThat(line(idle.getInputStream())).contains("200");
    for (int i = 0; i < 4; i++)
      send(plain(), get("/wait").getBytes(ISO_8859_1));
    isCut(idle);
    await().atMost(PATIENCE).until(() -> refused());
    deaf.get(1).close();
    await().atMost(PATIENCE).until(() -> !refused());
  }

  private boolean refused() {
    try (Socket socket = plain()) {
      write(socket, get("/health").getBytes(ISO_8859_1));
      return !line(socket.getInputStream()).contains("200");
    } catch (IOException cut) {
      return true;
    }
  }

  private static String get(String path) { return "GET " + path + " HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"; }

  private void holdsUpNobody(int sockets, boolean tls, byte[] requests) throws Exception {
    BooleanSupplier bounded = bounded();
    List<Socket> asking = new ArrayList<>();
    for (int i = 0; i < sockets; i++)
      asking.add(send(tls ? tls("http/1.1") : plain(), requests));
    othersAreAnsweredWithin(bounded);
    asking.forEach(this::isCut);
  }

  private void othersAreAnsweredWithin(BooleanSupplier bounded) throws Exception {
    for (int i = 0; i < 10; i++) {
      Socket other = certificate == null ? plain() : tls("http/1.1");
      write(other, get("/health").getBytes(ISO_8859_1));
      assertThat(line(other.getInputStream())).contains("200");
      other.close();
      assertThat(bounded.getAsBoolean()).as("direct memory is bounded").isTrue();
    }
  }

  /// 20 connections of a few pieces each, and what the pool's chunks waste.
  private static BooleanSupplier bounded() {
    long before = directBytes();
    return () -> directBytes() - before < 48L << 20;
  }

  /// What Vert.x takes, and what TLS takes.
  private static long directBytes() {
    return List.of(VertxByteBufAllocator.POOLED_ALLOCATOR, ByteBufAllocator.DEFAULT).stream()
        .mapToLong(pool -> ((ByteBufAllocatorMetricProvider) pool).metric().usedDirectMemory()).sum();
  }

  private Socket send(Socket socket, byte[] bytes) {
    Thread.ofVirtual().start(() -> write(socket, bytes));
    return socket;
  }

  /// As far as it goes: the door stops reading.
  private static void write(Socket socket, byte[] bytes) {
    try {
      socket.getOutputStream().write(bytes);
    } catch (IOException cut) {
      assertThat(cut).isNotNull();
    }
  }

  /// Reads nothing until the connection is gone.
  private void isCut(Socket socket) {
    await().atMost(PATIENCE).until(() -> {
      try {
        socket.getOutputStream().write(' ');
        socket.getOutputStream().flush();
        return false;
      } catch (IOException gone) {
        return true;
      }
    });
  }

  /// Its frames, which it does not answer by opening a window.
  private static void endsWhileItReads(Socket socket) {
    try {
      assertThat(socket.getInputStream().readAllBytes().length).isLessThan(1 << 20);
    } catch (java.net.SocketTimeoutException open) {
      throw new AssertionError("the connection is still open", open);
    } catch (IOException reset) {
      assertThat(reset).isNotNull();
    }
  }

  private static String line(InputStream in) throws IOException {
    StringBuilder text = new StringBuilder();
    for (int c = in.read(); c >= 0 && c != '\n'; c = in.read())
      text.append((char) c);
    return text.toString();
  }

  private Socket plain() throws IOException {
    Socket socket = new Socket();
    socket.setReceiveBufferSize(4096);
    socket.setSoTimeout((int) PATIENCE.toMillis());
    socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), door.verticle.port()), 10_000);
    deaf.add(socket);
    return socket;
  }

  private Socket h2() throws Exception { return tls("h2"); }

  private Socket tls(String protocol) throws Exception {
    Socket socket = Http2Bytes.connect(door.verticle.port(), protocol);
    socket.setSoTimeout((int) PATIENCE.toMillis());
    deaf.add(socket);
    return socket;
  }

  private Door secured() throws Exception {
    certificate = SelfSignedCertificate.create("localhost");
    return Door.open(new DashboardConfig("localhost", 0, "", 0, Optional.of(certificate.keyCertOptions()), Optional.empty(),
        DashboardConfig.JobLimits.DEFAULT, BRISK));
  }
}
