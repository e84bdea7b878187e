package dev.kith.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.net.InetAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.Test;

class FreePortTest {
  @Test
  void whatIsConfiguredIsTaken() {
    assertThat(FreePort.orFree(5701)).isEqualTo(5701);
    assertThat(FreePort.preferred(5701, 5702)).isEqualTo(5701);
  }

  @Test
  void elseAFreeOne() {
    assertThat(FreePort.orFree(0)).isBetween(1, 65_535);
    assertThat(FreePort.preferred(0, 0)).isZero();
  }

  @Test
  void portOfLastTimeIsTakenAgainUnlessAnotherHasIt() throws Exception {
    int last = FreePort.any();
    assertThat(FreePort.preferred(0, last)).isEqualTo(last);
    try (ServerSocket other = new ServerSocket(0)) {
      assertThat(FreePort.preferred(0, other.getLocalPort())).isZero();
    }
  }

  @Test
  void takenPortIsSaidSo() throws Exception {
    FreePort.demand("127.0.0.1", 0);
    FreePort.demand("127.0.0.1", FreePort.any());
    try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      assertThatIOException().isThrownBy(() -> FreePort.demand("127.0.0.1", other.getLocalPort()));
    }
  }
}
