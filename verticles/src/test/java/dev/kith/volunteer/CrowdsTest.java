package dev.kith.volunteer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kith.message.VolunteerReply.Crowd;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class CrowdsTest {
  private static final Instant T0 = Instant.parse("2026-01-02T03:04:05Z");
  private final Crowds crowds = new Crowds();

  @Test
  void tabsOfOneAddressAreOneCrowdAndTheNewestComesFirst() {
    crowds.turnedAway("a", NoRoom.ofAddress(64), T0);
    crowds.turnedAway("b", NoRoom.atAll(5_000), T0.plusSeconds(1));
    crowds.turnedAway("a", NoRoom.ofAddress(64), T0.plusSeconds(2));
    assertThat(crowds.newestFirst()).containsExactly(new Crowd("a", 2, T0.plusSeconds(2), "volunteers.perAddressMax", 64),
        new Crowd("b", 1, T0.plusSeconds(1), "volunteers.connectedMax", 5_000));
  }

  @Test
  void aFloodOfAddressesKeepsTheLastOfThem() {
    for (int i = 0; i < 10 * Crowd.MAX; i++)
      crowds.turnedAway("address " + i, NoRoom.ofAddress(1), T0);
    assertThat(crowds.newestFirst()).hasSize(Crowd.MAX).first().extracting(Crowd::address)
        .isEqualTo("address " + (10 * Crowd.MAX - 1));
  }
}
