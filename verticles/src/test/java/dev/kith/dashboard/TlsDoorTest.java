package dev.kith.dashboard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.net.SelfSignedCertificate;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.security.cert.CertificateFactory;
import java.security.KeyStore;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;

class TlsDoorTest {
  @Test
  void speaksHttp2OverTlsAndNothingOlderThanTls12() throws Exception {
    SelfSignedCertificate certificate = SelfSignedCertificate.create("localhost");
    try (Door door = Door.open(secured(certificate)); HttpClient http = client(certificate, "TLSv1.3", "TLSv1.2")) {
      URI base = URI.create("https://localhost:" + door.verticle.port() + "/");
      HttpResponse<String> health = http.send(HttpRequest.newBuilder(base.resolve("health")).build(),
          HttpResponse.BodyHandlers.ofString());
      assertThat(health.version()).isEqualTo(HttpClient.Version.HTTP_2);
      assertThat(health.headers().firstValue("strict-transport-security")).isPresent();
      assertThat(post(http, base, "{\"a\":1,\"b\":2}").statusCode()).isEqualTo(201);
      assertThat(post(http, base, "{\"a\":1,\"b\":2" + " ".repeat(140_000) + "}").statusCode()).isEqualTo(413);
      assertThat(post(http, base, "{").statusCode()).isEqualTo(400);
      try (HttpClient old = client(certificate, "TLSv1.1")) {
        assertThatThrownBy(
            () -> old.send(HttpRequest.newBuilder(base.resolve("health")).build(), HttpResponse.BodyHandlers.ofString()))
            .isInstanceOf(SSLHandshakeException.class);
      }
    } finally {
      certificate.delete();
    }
  }

  @Test
  void http2IsHeldToTheSameRules() throws Exception {
    SelfSignedCertificate certificate = SelfSignedCertificate.create("localhost");
    try (Door door = Door.open(secured(certificate))) {
      String host = "localhost:" + door.verticle.port();
      assertThat(status(door, Http2Bytes.begin(65_535, 0).request(1, "GET", "/health", host))).isEqualTo("200");
      for (String[] headers : new String[][]{{"content-xength", "2"}, {"authorizatixn", "Bearer x"}, {"host", "other"},
          {"host", host, "host", host}, {"authorization", "Bearer a", "authorization", "Bearer b"}, {"connection", "close"},
          {"keep-alive", "1"}, {"upgrade", "websocket"}, {"transfer-encoding", "chunked"}})
        assertThat(status(door, Http2Bytes.begin(65_535, 0).request(1, "GET", "/health", host, headers))).as(headers[0])
            .isIn("400", "reset");
      for (String path : new String[]{"/%zz", "/health?%zz", "/js/api.js?%", "/a b", "/j/%0"})
        assertThat(status(door, Http2Bytes.begin(65_535, 0).request(1, "GET", path, host))).as(path).isIn("400", "reset");
    } finally {
      certificate.delete();
    }
  }

  /// The status of the first answer; `reset` if the stream or the connection is ended instead.
  private static String status(Door door, Http2Bytes client) throws Exception {
    try (Socket socket = Http2Bytes.connect(door.verticle.port(), "h2")) {
      socket.setSoTimeout(30_000);
      socket.getOutputStream().write(client.bytes());
      return Http2Bytes.firstStatus(socket.getInputStream());
    }
  }

  @Test
  void plainHttpIsSentToTheSameAddressWithHttps() throws Exception {
    SelfSignedCertificate certificate = SelfSignedCertificate.create("localhost");
    try (Door door = Door.open(secured(certificate))) {
      assertThat(door.raw("GET /client?a=b HTTP/1.1\r\nHost: mesh.example:" + door.verticle.port() + "\r\n\r\n", 30_000))
          .startsWith("HTTP/1.1 308").contains("location: https://mesh.example:" + door.verticle.port() + "/client?a=b\r\n");
      for (String request : new String[]{"POST /api/jobs HTTP/1.1\r\nHost: a\r\n\r\n", "GET / HTTP/1.1\r\nHost: a b\r\n\r\n",
          "GET //evil.example HTTP/1.1\r\nHost: a/b\r\n\r\n", "\0\0\0", "GET / HTTP/1.1\r\n\r\n"})
        assertThat(door.raw(request, 30_000)).as(request).startsWith("HTTP/1.1 400").doesNotContain("location");
    } finally {
      certificate.delete();
    }
  }

  private static DashboardConfig secured(SelfSignedCertificate certificate) {
    return new DashboardConfig("localhost", 0, "", 0, Optional.of(certificate.keyCertOptions()), Optional.empty(),
        DashboardConfig.JobLimits.DEFAULT, DashboardConfig.DoorLimits.DEFAULT);
  }

  private static HttpResponse<String> post(HttpClient http, URI base, String body) throws Exception {
    return http.send(HttpRequest.newBuilder(base.resolve("api/jobs")).header("content-type", "application/json")
        .header("x-client-token", Neighbours.ALL).POST(HttpRequest.BodyPublishers.ofString(body)).build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private static HttpClient client(SelfSignedCertificate certificate, String... protocols) throws Exception {
    KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
    trusted.load(null, null);
    try (var in = java.nio.file.Files.newInputStream(Path.of(certificate.certificatePath()))) {
      trusted.setCertificateEntry("door", CertificateFactory.getInstance("X.509").generateCertificate(in));
    }
    TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(trusted);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    SSLParameters parameters = new SSLParameters();
    parameters.setProtocols(protocols);
    return HttpClient.newBuilder().version(HttpClient.Version.HTTP_2).sslContext(context).sslParameters(parameters).build();
  }
}
