package dev.kith.volunteer;

import dev.kith.message.KithException;
import dev.kith.message.Limits;
import java.time.Duration;

/// Limits of volunteers' connections. Each is finite; what exceeds one is closed with a reason.
///
/// @param maxSockets connections in all
/// @param maxSocketsPerAddress connections from one address
/// @param maxMessages messages of one connection within `window`, results of its own leases not counted
/// @param maxInvalidMessages after so many malformed messages a connection is closed
/// @param handshake a connection that has not proved its key by then is closed
/// @param pingAfter a connection that was quiet for so long is asked for a pong
/// @param pongWithin and closed if it stays quiet for so much longer
/// @param beat how often a tab is to say that it is alive
/// @param silence after so long without a message a tab's leases lapse
/// @param inviteCheck how often tabs of revoked invites are looked for
/// @param writeQueueBytes unsent bytes beyond which a slow tab is closed
/// @param resultBytes longest result of one shard, UTF-8
/// @param slots shards that one tab runs at once; it may hold one lease more, which hides the round trip
public record VolunteerConfig(int maxSockets, int maxSocketsPerAddress, int maxMessages, Duration window, int maxInvalidMessages,
    Duration handshake, Duration pingAfter, Duration pongWithin, Duration beat, Duration silence, Duration inviteCheck,
    int writeQueueBytes, int resultBytes, int slots) {
  public VolunteerConfig {
    Limits.range("volunteer.maxSockets", maxSockets, 1, 100_000);
    Limits.range("volunteer.maxSocketsPerAddress", maxSocketsPerAddress, 1, 100_000);
    Limits.range("volunteer.maxMessages", maxMessages, 10, 1_000_000);
    Limits.range("volunteer.maxInvalidMessages", maxInvalidMessages, 1, 1_000);
    millis("volunteer.window", window, 100, 600_000);
    millis("volunteer.handshake", handshake, 100, 60_000);
    millis("volunteer.pingAfter", pingAfter, 100, 600_000);
    millis("volunteer.pongWithin", pongWithin, 100, 600_000);
    millis("volunteer.beat", beat, 100, 30_000);
    millis("volunteer.silence", silence, 500, 60_000);
    millis("volunteer.inviteCheck", inviteCheck, 100, 600_000);
    Limits.range("volunteer.writeQueueBytes", writeQueueBytes, 2L * Limits.VOLUNTEER_FRAME_BYTES, 64 << 20);
    Limits.range("volunteer.slots", slots, 1, Limits.WORKER_SLOTS);
    Limits.range("volunteer.resultBytes", resultBytes, 1_024, Limits.RESULT_BYTES_MAX);
    if (silence.compareTo(beat.multipliedBy(2)) < 0) {
      throw KithException.invalid("volunteer.silence must be at least twice volunteer.beat (" + beat.toMillis() + " ms), not "
          + silence.toMillis() + " ms");
    }
  }

  public static VolunteerConfig defaults() {
    return new VolunteerConfig(5_000, 64, 600, Duration.ofSeconds(10), 4, Duration.ofSeconds(10), Duration.ofSeconds(25),
        Duration.ofSeconds(12), Duration.ofMillis(2_500), Duration.ofSeconds(8), Duration.ofSeconds(5), 2 << 20,
        Limits.RESULT_BYTES, 8);
  }

  /// The same with another limit of connections.
  public VolunteerConfig withSockets(int inAll, int perAddress) {
    return new VolunteerConfig(inAll, perAddress, maxMessages, window, maxInvalidMessages, handshake, pingAfter, pongWithin, beat,
        silence, inviteCheck, writeQueueBytes, resultBytes, slots);
  }

  /// The same with another limit of messages.
  public VolunteerConfig withMessages(int max, Duration within) {
    return new VolunteerConfig(maxSockets, maxSocketsPerAddress, max, within, maxInvalidMessages, handshake, pingAfter,
        pongWithin, beat, silence, inviteCheck, writeQueueBytes, resultBytes, slots);
  }

  /// The same with another limit of slots.
  public VolunteerConfig withSlots(int most) {
    return new VolunteerConfig(maxSockets, maxSocketsPerAddress, maxMessages, window, maxInvalidMessages, handshake, pingAfter,
        pongWithin, beat, silence, inviteCheck, writeQueueBytes, resultBytes, most);
  }

  /// What counts of the credit that a tab offers.
  int credit(int offered) { return Math.min(offered, slots + 1); }

  private static void millis(String field, Duration value, long min, long max) {
    Limits.range(field + " (ms)", value.toMillis(), min, max);
  }
}
