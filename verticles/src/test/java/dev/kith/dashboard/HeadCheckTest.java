package dev.kith.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HeadCheckTest {
  private static String fault(String head) {
    return HeadCheck.fault((head + "\r\n\r\n").getBytes(StandardCharsets.ISO_8859_1)).orElse("");
  }

  @ParameterizedTest
  @ValueSource(strings = {"GET / HTTP/1.1\r\nHost: a", "GET /a%20b?c=%7E HTTP/1.1\r\nhost:a\r\ncookie: x=1; y=2",
      "POST /api/jobs HTTP/1.1\r\nHOST: a\r\nContent-Length: 2\r\nX-Forwarded-Port: 1\r\nX-Forwarded-Host: b",
      "GET / HTTP/1.0", "GET / HTTP/1.1\r\nHost: a\r\nX-Name: caf\u00e9\r\nAccept: */*\r\nAccept: b\r\nSec-Fetch-Mode: x"})
  void whatIsGoodPasses(String head) { assertThat(fault(head)).isEmpty(); }

  @ParameterizedTest
  @ValueSource(strings = {"Content-Xength: 2", "Content-Tyxe: a", "Content_Length: 2", "Xontent-Length: 2",
      "Transfer-Xncoding: chunked",
      "Hoxt: a", "Authorizatixn: b", "Cookix: a", "X-Client-Tokex: a", "X-Kith-Pagx: a", "Connectiox: close", "Acxept: a",
      "Upgradx: websocket", "Orixin: a", "Content-XYZ-Policy: a", "CONTENT-XENGTH: 2"})
  void aNameThatCouldBeTakenForAnotherIsRefused(String header) {
    assertThat(fault("GET / HTTP/1.1\r\nHost: a\r\n" + header)).contains("resembles");
  }

  @ParameterizedTest
  @ValueSource(strings = {"GET / HTTP/1.1", "GET / HTTP/1.1\r\nHost: a\r\nHost: a", "GET / HTTP/1.1\r\nHost:",
      "GET  / HTTP/1.1\r\nHost: a",
      "GET / HTTP/1.1 \r\nHost: a", "GET / HTTP/1.2\r\nHost: a", "GET / http/1.1\r\nHost: a", "G@T / HTTP/1.1\r\nHost: a",
      "GET http://b/ HTTP/1.1\r\nHost: a", "OPTIONS * HTTP/1.1\r\nHost: a", "GET /\u00e9 HTTP/1.1\r\nHost: a",
      "GET /%zz HTTP/1.1\r\nHost: a",
      "GET /?a=% HTTP/1.1\r\nHost: a", "GET /?%2 HTTP/1.1\r\nHost: a", "GET / HTTP/1.1\r\nHost : a",
      "GET / HTTP/1.1\r\nHost: a\r\n x: b",
      "GET / HTTP/1.1\r\nHost: a\r\nX\0: b", "GET / HTTP/1.1\r\nHost: a\r\nX: b\u000bc", "GET / HTTP/1.1\r\nHost: a\r\nno colon",
      "GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\nContent-Length: 2", "GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 2, 2",
      "GET / HTTP/1.1\r\nHost: a\r\nContent-Length: +2", "GET / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip, chunked",
      "GET / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nContent-Length: 2",
      "GET / HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer a\r\nAuthorization: Bearer b"})
  void whatTwoReadersCouldReadInTwoWaysIsRefused(String head) { assertThat(fault(head)).isNotEmpty(); }

  @Test
  void moreHeadersThanAnyoneSendsAreRefused() {
    assertThat(fault("GET / HTTP/1.1\r\nHost: a" + "\r\nX: y".repeat(99))).isEmpty();
    assertThat(fault("GET / HTTP/1.1\r\nHost: a" + "\r\nX: y".repeat(100))).contains("100 headers");
  }
}
