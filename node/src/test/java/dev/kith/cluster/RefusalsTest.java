package dev.kith.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.security.cert.CertificateException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RefusalsTest {
  @Test
  void theReasonIsWhatTheCheckSaidOnOneLine() {
    Exception check = new CertificateException("re\nvoked", new IOException("detail"));
    assertThat(Refusals.text(new IOException("handshake", check))).isEqualTo("re voked");
    assertThat(Refusals.text(new IOException("x".repeat(1_000)))).hasSize(300);
    assertThat(Refusals.text(new IOException())).isEqualTo("IOException");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "host", "host:", "host:0", "host:65536", ":1", "a b:1", "http://a:1", "a:1/x"})
  void seedsAreAddressAndPort(String seed) {
    assertThatThrownBy(() -> ClusterConfig.seed(seed)).isInstanceOf(IllegalArgumentException.class).hasMessageContaining("seed");
  }
}
