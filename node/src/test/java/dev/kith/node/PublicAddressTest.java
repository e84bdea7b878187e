package dev.kith.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PublicAddressTest {
  @TempDir
  Path directory;

  private NodeConfig config(String host, String publicUrl, String basePath) {
    return Configuration.load(Optional.empty(), Map.of("KITH_DATA", directory.toString(), "HOST", host, "KITH_HTTP_PUBLIC_URL",
        publicUrl, "BASE_PATH", basePath), List.of()).node();
  }

  @ParameterizedTest
  @CsvSource({"https://mesh.example,'',https://mesh.example", "https://mesh.example/,'',https://mesh.example",
      "https://mesh.example,/x,https://mesh.example/x", "https://mesh.example/,/x/,https://mesh.example/x",
      "https://mesh.example/x,/x,https://mesh.example/x", "https://mesh.example/x/,/x,https://mesh.example/x",
      "https://mesh.example/out,/x,https://mesh.example/out", "https://mesh.example:8443/a/b/,'',https://mesh.example:8443/a/b"})
  void theBasePathIsInThePublicUrlOnce(String publicUrl, String basePath, String expected) {
    assertThat(PublicAddress.url(config("0.0.0.0", publicUrl, basePath).http())).contains(expected);
    assertThat(Mapping.dashboard(config("0.0.0.0", publicUrl, basePath), Optional.empty(), List.of("192.0.2.7"))
        .publicUrl()).contains(expected);
  }

  @ParameterizedTest
  @CsvSource({"'','',192.0.2.7:8080", "'',/x,192.0.2.7:8080/x", "https://mesh.example,/x,mesh.example:443/x 192.0.2.7:8080/x",
      "https://mesh.example/x,/x,mesh.example:443/x 192.0.2.7:8080/x", "https://192.0.2.7:8080/x/,/x,192.0.2.7:8080/x",
      "http://mesh.example,/x,192.0.2.7:8080/x"})
  void newNodesAreToldPublicUrlAndBasePathOnce(String publicUrl, String basePath, String expected) {
    assertThat(PublicAddress.joins(config("0.0.0.0", publicUrl, basePath), List.of("192.0.2.7:8080")))
        .containsExactly(expected.split(" "));
  }

  @Test
  void aMeshOnLoopbackIsReachedFromItsMachineAlone() {
    assertThat(PublicAddress.joins(config("127.0.0.1", "https://mesh.example", "/x"), List.of("127.0.0.1:8080")))
        .containsExactly("127.0.0.1:8080/x");
  }
}
