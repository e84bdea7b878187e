package dev.kith.authority;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kith.message.ErrorCode;
import dev.kith.message.KithException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChallengeTest {
  private static final String TOKEN = "AAAAAAAAAAAAAAAAAAAAAA";
  private static final String ANSWER = TOKEN + ".kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k";
  private static final ChallengeTargets LOOPBACK = new ChallengeTargets(true, _ -> false);

  @Test
  void answerIsFetchedWhileTheChallengeIsOpen() throws Exception {
    int port = freePort();
    try (ChallengeServer _ = ChallengeServer.open(List.of("127.0.0.1"), port, TOKEN, ANSWER)) {
      fetch(port).prove("127.0.0.1", TOKEN, ANSWER);
    }
    assertRefused(port, "could not be fetched from 127.0.0.1 port " + port);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "/.well-known/acme-challenge/", "/.well-known/acme-challenge/" + TOKEN + "x",
      "/.well-known/acme-challenge/" + TOKEN + "?x=1", "/x/../.well-known/acme-challenge/" + TOKEN, "/api/jobs"})
  void nothingElseIsServed(String path) throws Exception {
    int port = freePort();
    try (ChallengeServer _ = ChallengeServer.open(List.of("127.0.0.1"), port, TOKEN, ANSWER);
        HttpClient client = HttpClient.newHttpClient()) {
      HttpResponse<String> answer = client.send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).build(),
          HttpResponse.BodyHandlers.ofString());
      assertThat(answer.statusCode()).isEqualTo(404);
      assertThat(answer.body()).isEqualTo("not found");
    }
  }

  @Test
  void idleCallersBeyondTheLimitAreClosedAndTheFirstOnesInTime() throws Exception {
    int port = freePort();
    List<Socket> idle = new ArrayList<>();
    try (ChallengeServer _ = ChallengeServer.open(List.of("127.0.0.1"), port, TOKEN, ANSWER)) {
      for (int i = 0; i < ChallengeServer.CONNECTIONS_MAX; i++)
        idle.add(new Socket(InetAddress.ofLiteral("127.0.0.1"), port));
      try (Socket late = new Socket(InetAddress.ofLiteral("127.0.0.1"), port)) {
        late.setSoTimeout(1_000);
        assertThat(late.getInputStream().read()).isEqualTo(-1);
      }
      idle.getFirst().setSoTimeout(5_000);
      assertThat(idle.getFirst().getInputStream().read()).isEqualTo(-1);
    } finally {
      for (Socket socket : idle)
        socket.close();
    }
  }

  /// D2: every way to send the authority somewhere else than to the node.
  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "127.0.0.2", "127.1", "::1", "0:0:0:0:0:0:0:1", "[::1]", "::ffff:127.0.0.1",
      "::ffff:7f00:1",
      "::7f00:1", "0.0.0.0", "0", "::", "2130706433", "0x7f000001", "0x7f.0.0.1", "017700000001", "0177.0.0.1", "127.0.0.01",
      "169.254.169.254", "::ffff:a9fe:a9fe", "64:ff9b::a9fe:a9fe", "2002:7f00:1::", "2001:0:7f00:1::", "fd00:ec2::254",
      "100.100.100.200", "224.0.0.1", "ff02::1", "fe80::1", "fe80::1%lo", "fec0::1", "255.255.255.255", "240.0.0.1", "localhost",
      "example.org", "127.0.0.1:22", "10.0.0.1:8080", "user@127.0.0.1", "10.0.0.1@127.0.0.1", "127.0.0.1/x", "127.0.0.1#",
      "127.0.0.1\r\nX: y",
      "10.0.0.1\r\nHost: x", "", " 127.0.0.1", "256.1.1.1", "1.2.3", ":::", "192.168.7.7"})
  void noConnectionIsMadeToWhatIsNoPlainAddressOfANode(String target) throws Exception {
    try (RawServer listener = new RawServer(InetAddress.ofLiteral("::"), 0, _ -> {})) {
      ChallengeTargets targets = new ChallengeTargets(false, own -> own.getHostAddress().equals("192.168.7.7"));
      ChallengeFetch fetch = new ChallengeFetch(targets, listener.port());
      assertThatThrownBy(() -> fetch.prove(target, TOKEN, ANSWER)).isInstanceOf(KithException.class)
          .satisfies(e -> assertThat(((KithException) e).code()).isIn(ErrorCode.INVALID, ErrorCode.FORBIDDEN))
          .message().contains("addresses").doesNotContain("\r");
      assertThatThrownBy(() -> fetch.allow(List.of(target))).isInstanceOf(KithException.class);
      try (Socket own = new Socket(InetAddress.getLoopbackAddress(), listener.port())) { // the listener does count
        own.getOutputStream().write('x');
        assertThat(own.getInputStream().read()).isEqualTo(-1);
      }
      assertThat(listener.connections).hasValue(1);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"10.1.2.3", "192.168.1.20", "100.64.0.7", "8.8.8.8", "2001:db8::1", "fd12:3456::1"})
  void plainAddressesAreAllowed(String address) {
    assertThat(new ChallengeTargets(false, _ -> false).check(address)).isEqualTo(InetAddress.ofLiteral(address));
  }

  /// D4.
  @ParameterizedTest
  @ValueSource(ints = {301, 302, 303, 307, 308})
  void redirectIsNotFollowed(int status) throws Exception {
    try (RawServer elsewhere = RawServer.saying(answer("text/plain", ANSWER));
        RawServer server = RawServer.saying("HTTP/1.1 " + status + " Go\r\nLocation: http://127.0.0.1:" + elsewhere.port()
            + ChallengeServer.PATH + TOKEN + "\r\nContent-Length: 0\r\n\r\n")) {
      assertRefused(server.port(), "redirects are not followed");
      assertThat(elsewhere.connections).hasValue(0);
      assertThat(server.requests.getFirst().toLowerCase(java.util.Locale.ROOT)).doesNotContain("authorization", "cookie",
          "x-api-key");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n",
      "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 2\r\n\r\nok",
      "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\nno length",
      "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 5\r\n\r\nother",
      "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 50\r\n\r\nshort", "SSH-2.0-x\r\n\r\n", "", "\r\n\r\n"})
  void wrongAnswersAreRefused(String answer) throws Exception {
    try (RawServer server = RawServer.saying(answer)) {
      assertRefused(server.port(), "could not be fetched from 127.0.0.1 port " + server.port());
    }
  }

  /// D3: a drop every 100 ms, for ever.
  @Test
  void slowAnswerIsCutOff() throws Exception {
    byte[] drops = answer("text/plain", "x".repeat(500)).getBytes(StandardCharsets.US_ASCII);
    try (RawServer server = new RawServer(InetAddress.getLoopbackAddress(), 0, out -> {
      for (byte drop : drops) {
        out.write(drop);
        java.util.concurrent.locks.LockSupport.parkNanos(100_000_000);
      }
    })) {
      assertRefused(server.port(), "within 3 s");
    }
  }

  /// D3: nothing at all.
  @Test
  void silenceIsCutOff() throws Exception {
    try (RawServer server = new RawServer(InetAddress.getLoopbackAddress(), 0, _ -> Thread.currentThread().join())) {
      assertRefused(server.port(), "within 3 s");
    }
  }

  /// D3: a body without end, chunked or not, and a head without end.
  @ParameterizedTest
  @ValueSource(strings = {"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nTransfer-Encoding: chunked\r\n\r\n",
      "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 9999\r\n\r\n", "HTTP/1.1 200 OK\r\nX: "})
  void endlessAnswerIsCutOff(String head) throws Exception {
    try (RawServer server = new RawServer(InetAddress.getLoopbackAddress(), 0, out -> {
      out.write(head.getBytes(StandardCharsets.US_ASCII));
      while (true)
        out.write("4\r\nabcd\r\n".getBytes(StandardCharsets.US_ASCII));
    })) {
      assertRefused(server.port(), "1024 bytes");
    }
  }

  private static void assertRefused(int port, String why) {
    assertThatThrownBy(() -> fetch(port).prove("127.0.0.1", TOKEN, ANSWER)).isInstanceOf(KithException.class)
        .satisfies(e -> assertThat(((KithException) e).code()).isEqualTo(ErrorCode.FORBIDDEN)).hasMessageContaining(why);
  }

  private static ChallengeFetch fetch(int port) { return new ChallengeFetch(LOOPBACK, port); }

  private static String answer(String type, String body) {
    return "HTTP/1.1 200 OK\r\nContent-Type: " + type + "\r\nContent-Length: " + body.length() + "\r\n\r\n" + body;
  }

  static int freePort() throws IOException {
    try (ServerSocket free = new ServerSocket()) {
      free.bind(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0));
      return free.getLocalPort();
    }
  }
}
