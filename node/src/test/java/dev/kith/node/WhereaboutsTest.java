package dev.kith.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class WhereaboutsTest {
  private static final List<String> HOME = List.of("192.168.1.7", "2001:db8::7");
  private static final List<String> CAFE = List.of("10.4.4.4");

  @Test
  void aChangeCountsOnceItWasSeenTwiceInARow() {
    Whereabouts whereabouts = new Whereabouts(HOME);

    assertThat(whereabouts.look(HOME)).isEmpty();
    assertThat(whereabouts.look(CAFE)).as("perhaps a moment of setting up").isEmpty();
    assertThat(whereabouts.look(CAFE)).contains(CAFE);
    assertThat(whereabouts.look(CAFE)).as("told already").isEmpty();
    assertThat(whereabouts.settled()).isEqualTo(CAFE);
  }

  @Test
  void whatComesAndGoesAtOnceIsNoChange() {
    Whereabouts whereabouts = new Whereabouts(HOME);

    for (int i = 0; i < 4; i++) {
      assertThat(whereabouts.look(CAFE)).isEmpty();
      assertThat(whereabouts.look(HOME)).isEmpty();
    }
    assertThat(whereabouts.settled()).isEqualTo(HOME);
  }

  @Test
  void aMachineWithoutANetworkKeepsWhatItHadAndTellsOfTheNextOne() {
    Whereabouts whereabouts = new Whereabouts(HOME);

    whereabouts.look(List.of());
    assertThat(whereabouts.look(List.of())).isEmpty();
    assertThat(whereabouts.settled()).isEqualTo(HOME);
    whereabouts.look(CAFE);
    assertThat(whereabouts.look(CAFE)).contains(CAFE);
  }

  @Test
  void aMeshMadeWithoutANetworkGetsItsAddressWhenTheNetworkComes() {
    Whereabouts whereabouts = new Whereabouts(List.of());

    assertThat(whereabouts.look(List.of())).isEmpty();
    whereabouts.look(CAFE);
    assertThat(whereabouts.look(CAFE)).contains(CAFE);
    assertThat(Whereabouts.told("127.0.0.1", CAFE)).isEqualTo("10.4.4.4");
  }

  @Test
  void theClusterIsToldOfAnotherAddressOnlyIfTheOldOneIsGone() {
    assertThat(Whereabouts.told("192.168.1.7", List.of("10.8.0.2", "192.168.1.7"))).as("a VPN came up").isEqualTo("192.168.1.7");
    assertThat(Whereabouts.told("192.168.1.7", CAFE)).isEqualTo("10.4.4.4");
    assertThat(Whereabouts.told("192.168.1.7", List.of())).isEqualTo("192.168.1.7");
  }
}
