package dev.kith.dashboard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.net.SelfSignedCertificate;
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
    DashboardConfig config = new DashboardConfig("localhost", 0, "", 0,
        Optional.of(certificate.keyCertOptions()),
        Optional.empty(), DashboardConfig.JobLimits.DEFAULT, DashboardConfig.DoorLimits.DEFAULT);
    try (Door door = Door.open(config); HttpClient http = client(certificate, "TLSv1.3", "TLSv1.2")) {
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
