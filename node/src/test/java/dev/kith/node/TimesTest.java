package dev.kith.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kith.bus.BusConfig;
import dev.kith.handshake.Suite;
import dev.kith.message.KithException;
import dev.kith.registry.RegistryConfig;
import dev.kith.transport.TransportConfig;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TimesTest {
  private static Times times(Map<String, String> environment) {
    return Configuration.load(Optional.empty(), environment, List.of()).node().times();
  }

  @Test
  void whatIsNotSetIsWhatTheRoomsHaveByThemselves() {
    Times usual = times(Map.of());
    assertThat(usual.registry()).isEqualTo(RegistryConfig.DEFAULT);
    assertThat(usual.bus(Suite.HYBRID)).isEqualTo(BusConfig.defaults());
    assertThat(usual.line()).isEqualTo(TransportConfig.Line.DEFAULT);
  }

  @Test
  void aSlowNetworkGetsLongerTimes() {
    Times slow = times(
        Map.of("KITH_TIMES_PING_EVERY", "10 s", "KITH_TIMES_SUSPECT_AFTER", "1 min", "KITH_TIMES_DEAD_AFTER", "5 min",
            "KITH_TIMES_LINK_PING_EVERY", "1 min", "KITH_TIMES_LINK_DEAD_AFTER", "3 min"));
    assertThat(slow.registry().suspectAfter()).hasSeconds(50);
    assertThat(slow.registry().deadAfter()).hasSeconds(240);
    assertThat(slow.registry().relayAfter()).hasSeconds(5);
    assertThat(slow.line().pongWithin()).hasSeconds(120);
  }

  @ParameterizedTest
  @CsvSource({"SUSPECT_AFTER, 2 s, 'times.suspectAfter must be more than twice times.pingEvery (1 s), not 2 s'",
      "PING_EVERY, 1500 ms, 'times.suspectAfter must be more than twice times.pingEvery (1500 ms), not 2400 ms'",
      "DEAD_AFTER, 2400 ms, 'times.deadAfter must be more than times.suspectAfter (2400 ms), not 2400 ms'",
      "LOST_DEAD_AFTER, 7401 ms, 'times.lostDeadAfter must be at most times.deadAfter (7400 ms), not 7401 ms'",
      "LINK_DEAD_AFTER, 19 s, 'times.linkDeadAfter must be at least twice times.linkPingEvery (10 s), not 19 s'",
      "LINK_BURST, 1999, 'times.linkBurst must be at least times.linkPerSecond (2000), not 1999'"})
  void timesThatDoNotFitEachOtherAreRefusedByBothNames(String name, String value, String error) {
    assertThatThrownBy(() -> times(new TreeMap<>(Map.of("KITH_TIMES_" + name, value)))).isInstanceOf(KithException.class)
        .hasMessageContaining(error);
  }
}
