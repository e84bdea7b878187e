package dev.kith.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Requests whose end another HTTP reader might see elsewhere. Each carries a second request in what could be taken for its
/// body; at most one may be answered with success, and never the hidden one.
class FramingTest {
  private static final String HIDDEN = "GET /api/openapi.json HTTP/1.1\r\nHost: 127.0.0.1\r\nX: y\r\n\r\n";
  private static Door door;

  @BeforeAll
  static void open() throws Exception { door = Door.open(); }

  @AfterAll
  static void close() { door.close(); }

  static Stream<Arguments> corpus() {
    int length = HIDDEN.length();
    return Stream.of(one("CL.TE", "Content-Length: " + (length + 5) + "\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n"),
        one("TE.CL", "Transfer-Encoding: chunked\r\nContent-Length: 4\r\n", "5c\r\n"),
        one("two lengths", "Content-Length: 0\r\nContent-Length: " + length + "\r\n", ""),
        one("list of lengths", "Content-Length: 0, " + length + "\r\n", ""),
        one("signed length", "Content-Length: +" + length + "\r\n", ""), one("negative length", "Content-Length: -1\r\n", ""),
        one("hex length", "Content-Length: 0x10\r\n", ""), one("huge length", "Content-Length: 99999999999999999999\r\n", ""),
        one("like a length", "Content-Xength: " + length + "\r\n", ""),
        one("underscore", "Content_Length: " + length + "\r\n", ""),
        one("space before colon", "Content-Length : " + length + "\r\n", ""),
        one("folded", "X: a\r\n Content-Length: " + length + "\r\n", ""),
        one("NUL before name", "\0Content-Length: " + length + "\r\n", ""),
        one("NUL in name", "Content\0-Length: " + length + "\r\n", ""),
        one("TE of another name", "Transfer-Encoding: xchunked\r\n", "0\r\n\r\n"),
        one("TE twice", "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n", "0\r\n\r\n"),
        one("TE list", "Transfer-Encoding: gzip, chunked\r\n", "0\r\n\r\n"),
        one("TE with tab", "Transfer-Encoding:\tchunked\u000b\r\n", "0\r\n\r\n"),
        one("like TE", "Transfer-Encodinq: chunked\r\n", "0\r\n\r\n"),
        one("bad chunk size", "Transfer-Encoding: chunked\r\n", "0x0\r\n\r\n"),
        one("NUL in value", "X: a\0b\r\n", ""),
        one("two hosts", "Host: b\r\n", ""),
        one("length in a folded host", "X: a\r\n\tTransfer-Encoding: chunked\r\n", "0\r\n\r\n"),
        one("bare LF", "Content-Length: 0\nX: y\r\n", ""), one("CR alone", "Content-Length: 0\rX: y\r\n", ""));
  }

  private static Arguments one(String name, String headers, String body) {
    return Arguments.of(name,
        "POST /api/session HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n" + headers + "\r\n" + body + HIDDEN);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("corpus")
  void hiddenRequestIsNeverServed(String name, String request) throws Exception {
    String answer = door.raw(request, 700);
    assertThat(answer).as(name).doesNotContain("\"openapi\"").doesNotContain("HTTP/1.1 2").doesNotContain("Exception");
    assertThat(answer.split("HTTP/1.1 ", -1).length).as(answer).isLessThanOrEqualTo(2);
  }

  @Test
  void tooLargeABodyIsRefusedWithoutReadingOn() throws Exception {
    String head = "POST /api/session HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n";
    String declared = door.raw(head + "Content-Length: 200000\r\n\r\n", 2000);
    assertThat(declared).startsWith("HTTP/1.1 413").contains("131072 bytes").containsIgnoringCase("connection: close");
    StringBuilder chunks = new StringBuilder(head + "Transfer-Encoding: chunked\r\n\r\n");
    for (int i = 0; i < 40; i++)
      chunks.append("1000\r\n").append("x".repeat(4096)).append("\r\n");
    assertThat(door.raw(chunks.toString(), 2000)).startsWith("HTTP/1.1 413");
  }

  @Test
  void nothingOfABodyIsReadBeforeItsSenderIsKnown() throws Exception {
    String answer = door
        .raw("POST /api/jobs HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nContent-Length: 100000\r\n\r\n",
            2000);
    assertThat(answer).startsWith("HTTP/1.1 401");
  }

  @Test
  void expectationIsMetOnlyOnceTheSenderIsKnown() throws Exception {
    String head = "POST /api/jobs HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nContent-Length: 13\r\nExpect: 100-continue\r\n";
    assertThat(door.raw(head + "\r\n", 1000)).startsWith("HTTP/1.1 401");
    assertThat(door.raw(head + "x-client-token: " + Neighbours.ALL + "\r\n\r\n{\"a\":1,\"b\":2}", 1000))
        .startsWith("HTTP/1.1 100")
        .contains("HTTP/1.1 201");
  }

  @Test
  void slowBodyIsGivenUp() throws Exception {
    DashboardConfig.DoorLimits brisk = new DashboardConfig.DoorLimits(128 * 1024, java.time.Duration.ofSeconds(10),
        java.time.Duration.ofMillis(200), java.time.Duration.ofSeconds(75), 100, 100, 262_144, 2, 3,
        java.time.Duration.ofSeconds(1), java.time.Duration.ofSeconds(15),
        java.time.Duration.ofMillis(200));
    try (Door quick = Door.open(Door.with(brisk))) {
      assertThat(quick
          .raw("POST /api/session HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nContent-Length: 20\r\n\r\n{",
              3000))
          .startsWith("HTTP/1.1 400").contains("200 ms");
    }
  }

  @Test
  void longHeadersAndLinesAreRefused() throws Exception {
    assertThat(door.raw("GET /" + "a".repeat(9000) + " HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n", 1000))
        .matches("(?s)HTTP/1.[01] 414.*");
    assertThat(door.raw("GET /health HTTP/1.1\r\nHost: 127.0.0.1\r\nX: " + "a".repeat(17_000) + "\r\n\r\n", 1000))
        .matches("(?s)HTTP/1.[01] 4.*");
    assertThat(door.raw("GET /health HTTP/1.1\r\n\r\n", 1000)).startsWith("HTTP/1.1 400");
    assertThat(door.raw("GET /health HTTP/1.1\r\nHost: a b\r\n\r\n", 1000)).startsWith("HTTP/1.1 400");
  }

  @Test
  void aMisspeltLengthIsRefusedHoweverGoodTheBody() throws Exception {
    String body = "{\"a\":1,\"b\":2}";
    for (String name : List.of("Content-Length", "Content-Xength", "content-xength", "Content-Leng\u00f4h")) {
      String answer = door.raw("POST /api/jobs HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer " + Neighbours.ALL
          + "\r\nContent-Type: application/json\r\n" + name + ": " + body.length() + "\r\n\r\n" + body, 1000);
      assertThat(answer).as(name).startsWith("HTTP/1.1 " + (name.equals("Content-Length") ? "201" : "400"));
    }
  }

  @Test
  void misspeltNamesGiveNobodyAnything() throws Exception {
    for (String header : List.of("Authorizatixn: Bearer " + Neighbours.ALL, "X-Client-Tokex: " + Neighbours.ALL, "Cookix: a=b",
        "Transfer-Xncoding: chunked", "Hoxt: 127.0.0.1", "Content-Tyxe: application/json"))
      assertThat(door.raw("GET /api/auth/check HTTP/1.1\r\nHost: 127.0.0.1\r\n" + header + "\r\n\r\n", 1000)).as(header)
          .startsWith("HTTP/1.1 400");
  }

  @Test
  void oneHostNeitherMoreNorLess() throws Exception {
    assertThat(door.raw("GET /health HTTP/1.1\r\nHost: 127.0.0.1\r\nHost: 127.0.0.1\r\n\r\n", 1000))
        .startsWith("HTTP/1.1 400").contains("host must be given once");
    assertThat(door.raw("GET /health HTTP/1.1\r\nX: y\r\n\r\n", 1000)).startsWith("HTTP/1.1 400").contains("Host is missing");
  }

  @Test
  void escapesThatAreNoneAreRefusedEverywhereAndNotLogged() throws Exception {
    try (Heard log = Heard.all()) {
      for (String path : List.of("/%zz", "/?%zz", "/health?x=%zz", "/ready?x=%", "/api/public-config?%zz", "/api/auth/check?%zz",
          "/api/openapi.json?a=%2", "/api/jobs/%zz", "/j/x?%zz", "/j/%zz", "/worker?invite=%zz", "/js/%zz.js", "/js/api.js?%zz",
          "/docs?%zz", "/nowhere?%zz", "/ws/volunteer?%zz"))
        assertThat(
            door.raw("GET " + path + " HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n", 1000))
            .as(path).startsWith("HTTP/1.1 400");
      assertThat(door.raw("GET /%ff%fe?%c3%28 HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n", 1000)).matches("(?s)HTTP/1.1 4.*");
      assertThat(log.lines()).isEmpty();
    }
  }

  @Test
  void connectionIsKeptForWhoBehaves() throws Exception {
    String twice = "GET /health HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".repeat(2);
    assertThat(door.raw(twice, 500).split("HTTP/1.1 200", -1)).hasSize(3);
  }
}
