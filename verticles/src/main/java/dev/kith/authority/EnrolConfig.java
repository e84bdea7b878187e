package dev.kith.authority;

import dev.kith.message.Limits;
import java.time.Duration;
import java.util.Set;

/// Settings of enrolment and renewal.
///
/// @param challengePort where joining nodes answer challenges; the same on every node of a mesh
/// @param loopback whether challenges are fetched from this machine: only if the node itself listens on loopback alone
/// @param ownPorts on which this node listens: no challenge is fetched from one of them
/// @param updateEvery how often a node asks for revocations and mesh keys, 1 s to 1 h
/// @param checkEvery how often a node looks whether its card is due, 1 s to 1 h
public record EnrolConfig(int challengePort, boolean loopback, Set<Integer> ownPorts, Duration updateEvery, Duration checkEvery) {
  public static final int CHALLENGE_PORT = ChallengeServer.PORT;
  public static final Duration UPDATE_EVERY = Duration.ofSeconds(30);
  public static final Duration CHECK_EVERY = Duration.ofSeconds(10);

  public EnrolConfig {
    Limits.range("challengePort", challengePort, 1, 65_535);
    Limits.range("updateEveryMs", updateEvery.toMillis(), 1_000, 3_600_000);
    Limits.range("checkEveryMs", checkEvery.toMillis(), 1_000, 3_600_000);
    ownPorts = Set.copyOf(ownPorts);
  }

  public static EnrolConfig of(boolean loopback, Set<Integer> ownPorts) {
    return new EnrolConfig(CHALLENGE_PORT, loopback, ownPorts, UPDATE_EVERY, CHECK_EVERY);
  }
}
