package dev.kith.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.net.SelfSignedCertificate;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// Strangers can't fill the log.
class RefusedTest {
  private static final int MANY = 300;

  @Test
  void brokenHandshakesAndResetConnectionsAreAFewLinesWithoutATrace() throws Exception {
    SelfSignedCertificate certificate = SelfSignedCertificate.create("localhost");
    DashboardConfig secured = new DashboardConfig("localhost", 0, "", 0, Optional.of(certificate.keyCertOptions()),
        Optional.empty(),
        DashboardConfig.JobLimits.DEFAULT, DashboardConfig.DoorLimits.DEFAULT);
    try (Door door = Door.open(secured); Door clear = Door.open(); Heard log = Heard.all()) {
      for (int i = 0; i < MANY; i++) {
        knock(door, "\u0016\u0003\u0001\0\u0005nonsense" + i);
        knock(clear,
            "POST /api/jobs HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nContent-Length: 99\r\nX-Client-Token: "
                + Neighbours.ALL + "\r\n\r\n{");
        knock(clear, "GET /docs/swagger-ui-bundle.js HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n");
      }
      assertThat(clear.call(null, "GET", "/health", null).statusCode()).isEqualTo(200);
      List<String> lines = log.lines();
      assertThat(lines).noneMatch(line -> line.contains("[stack trace]"));
      assertThat(lines.size()).isLessThan(MANY);
    } finally {
      certificate.delete();
    }
  }

  /// Says something and resets the connection.
  private static void knock(Door door, String text) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), door.verticle.port())) {
      socket.setSoLinger(true, 0);
      socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
    }
  }
}
