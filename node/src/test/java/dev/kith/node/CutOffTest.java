package dev.kith.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kith.message.NodeCard;
import dev.kith.model.Digest;
import dev.kith.model.NodeId;
import dev.kith.model.Role;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CutOffTest {
  private static final String OWN = "0".repeat(32);
  private static final String OTHER = "1".repeat(32);
  @TempDir
  Path data;

  private static NodeCard card(String node, String... addresses) {
    return new NodeCard("ab".repeat(16), new NodeId(node), "1f", "name", Role.DUAL, "A".repeat(43), "A".repeat(43),
        Digest.of(new byte[32]), List.of(addresses), new NodeCard.Ports(8080, 1, 2), Instant.EPOCH, Instant.MAX);
  }

  private NodeConfig on(String host, String... more) {
    List<Configuration.Flag> flags = new java.util.ArrayList<>(List.of(new Configuration.Flag("http.host", "--host", host)));
    for (String each : more)
      flags.add(new Configuration.Flag(each.substring(0, each.indexOf('=')), "--x", each.substring(each.indexOf('=') + 1)));
    return Configuration.load(Optional.empty(), Map.of("HOME", data.toString(), "KITH_DATA", data.toString()), flags).node();
  }

  @Test
  void aMemberOfAMeshOfSeveralMachinesDoesNotStartOnLoopback() {
    NodeCard own = card(OWN, "10.0.0.1");

    assertThat(CutOff.why(on("127.0.0.1"), own, own, List.of(List.of("10.0.0.2:8080")))).hasValueSatisfying(
        why -> assertThat(why).contains("10.0.0.2:8080", "can't reach it on 127.0.0.1", "kith up --host 0.0.0.0 --data " + data,
            "kith leave --offline"));
    assertThat(CutOff.why(on("::1"), own, own, List.of(List.of("[fd00::2]:8080")))).isPresent();
    assertThat(CutOff.why(on("localhost"), card(OWN), card(OTHER, "10.0.0.2"), List.of())).as("by the authority's card")
        .isPresent();
    assertThat(CutOff.why(on("127.0.0.1"), own, own, List.of(List.of()))).as("a node behind NAT links to this one").isPresent();
    assertThat(CutOff.why(on("0.0.0.0", "mesh.host=127.0.0.1"), own, own, List.of(List.of("10.0.0.2:8080")))).isPresent();
  }

  @Test
  void itStartsWhereOthersReachItOrAreOnThisMachineTooOrThereAreNone() {
    NodeCard own = card(OWN, "10.0.0.1");
    NodeCard here = card(OWN, "127.0.0.1");

    assertThat(CutOff.why(on("0.0.0.0"), own, own, List.of(List.of("10.0.0.2:8080")))).isEmpty();
    assertThat(CutOff.why(on("127.0.0.1", "mesh.host=10.0.0.1"), own, own, List.of(List.of("10.0.0.2:8080")))).isEmpty();
    assertThat(CutOff.why(on("127.0.0.1", "mesh.outboundOnly=true"), own, card(OTHER, "10.0.0.2"), List.of())).isEmpty();
    assertThat(CutOff.why(on("127.0.0.1"), here, here, List.of(List.of("127.0.0.1:9090"), List.of("[::1]:9090"), List.of())))
        .isEmpty();
    assertThat(CutOff.why(on("127.0.0.1"), own, own, List.of())).as("alone").isEmpty();
  }
}
