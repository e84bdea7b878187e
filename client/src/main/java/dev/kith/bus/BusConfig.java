package dev.kith.bus;

import dev.kith.handshake.Suite;
import dev.kith.message.Limits;
import java.time.Duration;

/// How the sealed bus behaves.
///
/// @param suite of the sessions that this node begins; others are refused
/// @param handshake one handshake takes at most so long
/// @param again a request without an answer is sent again after this, then after twice as long, and so on up to 4 s
/// @param pending requests of this node that wait for an answer, per peer; one more is UNAVAILABLE
/// @param serving requests of one peer that are being served; one more is RATE_LIMITED
/// @param queuedBytes waiting for a session, per peer; more is UNAVAILABLE
/// @param keptBytes of answers kept for a peer that may ask again
/// @param handshakesPerSecond that one node may begin with this one; burst is twice that
/// @param peers nodes with a session at once; the one silent longest makes room
public record BusConfig(Suite suite, Duration handshake, Duration again, int pending, int serving, int queuedBytes, int keptBytes,
    int handshakesPerSecond, int peers) {
  public BusConfig {
    Limits.range("bus.handshake (ms)", handshake.toMillis(), 100, 60_000);
    Limits.range("bus.again (ms)", again.toMillis(), 20, 10_000);
    Limits.range("bus.pending", pending, 1, 1_000_000);
    Limits.range("bus.serving", serving, 1, 1_000_000);
    Limits.range("bus.queuedBytes", queuedBytes, 1 << 16, 1 << 28);
    Limits.range("bus.keptBytes", keptBytes, 1 << 16, 1 << 28);
    Limits.range("bus.handshakesPerSecond", handshakesPerSecond, 1, 1_000);
    Limits.range("bus.peers", peers, 1, 10_000);
  }

  public static BusConfig defaults() {
    return new BusConfig(Suite.HYBRID, Duration.ofSeconds(10), Duration.ofMillis(500), 10_000, 4_096, 4 << 20, 16 << 20, 50,
        1_000);
  }
}
