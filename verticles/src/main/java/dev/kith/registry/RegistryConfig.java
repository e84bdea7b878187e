package dev.kith.registry;

import dev.kith.message.KithException;
import dev.kith.message.Limits;
import java.time.Duration;

/// Timings and limits of the registry.
///
/// A peer that hangs right after an answer is asked again `pingEvery` later and suspected `suspectAfter` after that: 2.4 s by default,
/// 2.6 s with the sweep.
///
/// @param pingEvery each peer, 100 ms to 1 min
/// @param relayAfter a ping without an answer for so long: others are asked to try, 50 ms to 1 min
/// @param suspectAfter a ping without an answer for so long, by nobody: suspect, 100 ms to 5 min
/// @param deadAfter suspect for so long: dead, 100 ms to 30 min
/// @param lostDeadAfter the same for a peer whose connection closed, from then, 100 ms to 1 min
/// @param gossipEvery claims are exchanged with [#GOSSIP_PEERS] others, 100 ms to 10 min
/// @param peersMax further nodes are refused, 1 to 10,000
public record RegistryConfig(Duration pingEvery, Duration relayAfter, Duration suspectAfter, Duration deadAfter,
    Duration lostDeadAfter, Duration gossipEvery, int peersMax) {
  public static final RegistryConfig DEFAULT = new RegistryConfig(Duration.ofSeconds(1), Duration.ofMillis(500),
      Duration.ofMillis(1_400), Duration.ofSeconds(5), Duration.ofMillis(800), Duration.ofSeconds(5), 1_000);

  /// Peers asked in one round; of more, a random part.
  static final int PINGED_MAX = 32;
  /// Pings under way to one peer. What is late still proves life.
  static final int PINGS_WAITING_MAX = 5;
  static final int RELAYS = 3;
  static final int GOSSIP_PEERS = 3;
  static final Duration SWEEP_EVERY = Duration.ofMillis(200);
  static final Duration PUBLISH_EVERY = Duration.ofSeconds(2);
  /// From a change to its place on the disk.
  static final Duration SAVE_EVERY = Duration.ofSeconds(5);
  /// Pings and scores alone are saved so often.
  static final Duration SAVE_ANYWAY_EVERY = Duration.ofMinutes(1);
  static final Duration GOODBYE = Duration.ofSeconds(1);
  /// Dead peers are asked again, at last so often: they may be on the other side of a partition that ends.
  static final Duration REPROBE_MAX = Duration.ofSeconds(5);
  /// Dead peers asked in one sweep.
  static final int REPROBED_MAX = 4;
  /// That two processes had the keys of one node is said for so long after it was seen.
  static final Duration TWIN_FOR = Duration.ofMinutes(10);
  /// Dead and departed peers are remembered for so long.
  static final Duration FORGET_AFTER = Duration.ofDays(7);

  public RegistryConfig {
    millis("pingEvery", pingEvery, 100, 60_000);
    millis("relayAfter", relayAfter, 50, 60_000);
    millis("suspectAfter", suspectAfter, 100, 300_000);
    millis("deadAfter", deadAfter, 100, 1_800_000);
    millis("lostDeadAfter", lostDeadAfter, 100, 60_000);
    millis("gossipEvery", gossipEvery, 100, 600_000);
    Limits.range("peersMax", peersMax, 1, 10_000);
    if (relayAfter.compareTo(suspectAfter) >= 0) {
      throw KithException.invalid("registry.relayAfter (ms) must be less than registry.suspectAfter (" + suspectAfter.toMillis()
          + "), not " + relayAfter.toMillis());
    }
  }

  /// A closed connection and no answer for so long: suspect, ms.
  long lostSuspectAfter() { return lostDeadAfter.toMillis() * 3 / 8; }

  /// An own answer outweighs hearsay for so long, ms: until it would be missed.
  long fresh() { return pingEvery.plus(suspectAfter).toMillis() + SWEEP_EVERY.toMillis() / 2; }

  /// The same peer is tried by others again so often, ms.
  long relayEvery() { return relayAfter.toMillis() * 6 / 5; }

  /// What another node's try may take.
  Duration relayMax() { return pingEvery; }

  private static void millis(String field, Duration value, long min, long max) {
    Limits.range("registry." + field + " (ms)", value.toMillis(), min, max);
  }
}
