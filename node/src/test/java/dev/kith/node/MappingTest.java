package dev.kith.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MappingTest {
  @TempDir
  Path data;

  @Test
  void linksOfInvitesHaveIpv6AddressesInBrackets() {
    NodeConfig config = Configuration.load(Optional.empty(), Map.of("HOME", data.toString(), "KITH_DATA", data.toString()),
        List.of(new Configuration.Flag("http.host", "--host", "fd00::1"))).node();

    assertThat(Mapping.dashboard(config, Optional.empty(), List.of("fd00::1")).publicUrl()).contains("https://[fd00::1]:8080");
    assertThat(Mapping.dashboard(config, Optional.empty(), List.of("192.0.2.7")).publicUrl()).contains("https://192.0.2.7:8080");
  }
}
