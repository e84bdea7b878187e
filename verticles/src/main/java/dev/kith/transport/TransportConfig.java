package dev.kith.transport;

import dev.kith.handshake.FrameHeader;
import dev.kith.message.KithException;
import dev.kith.message.Limits;
import java.time.Duration;

/// Limits and times of peer links. Each is finite; what exceeds one is refused or closed with a code, and counted.
///
/// @param gate for whoever connects to this node
/// @param line for every link, whichever end began it
/// @param dial for links that this node begins
public record TransportConfig(Gate gate, Line line, Dial dial) {
  /// @param links that others keep to this node, those not proved yet counted
  /// @param linksPerAddress of one address
  /// @param handshake a link that is not proved by then is closed
  /// @param unprovedBurst, unprovedPerSecond attempts and frames of one address before they are proved
  /// @param underWay frames of one link that are being passed on; more are not read before
  public record Gate(int links, int linksPerAddress, Duration handshake, int unprovedBurst, int unprovedPerSecond,
      int underWay) {
    public static final Gate DEFAULT = new Gate(100, 20, Duration.ofSeconds(10), 100, 50, 256);

    public Gate {
      Limits.range("transport.gate.links", links, 1, 10_000);
      Limits.range("transport.gate.linksPerAddress", linksPerAddress, 1, 10_000);
      millis("transport.gate.handshake", handshake, 100, 60_000);
      Limits.range("transport.gate.unprovedBurst", unprovedBurst, 4, 100_000);
      Limits.range("transport.gate.unprovedPerSecond", unprovedPerSecond, 1, 100_000);
      Limits.range("transport.gate.underWay", underWay, 1, 10_000);
    }
  }

  /// @param pingEvery both ends ask for a sign of life so often
  /// @param pongWithin a link that was silent for so much longer is dead
  /// @param stall a link whose other end takes nothing for so long is closed
  /// @param queueBytes not yet written; more is refused
  /// @param burst, perSecond messages that the other end may send; a faster one is read more slowly
  public record Line(Duration pingEvery, Duration pongWithin, Duration stall, int queueBytes, int burst, int perSecond) {
    public static final Line DEFAULT = new Line(Duration.ofSeconds(10), Duration.ofSeconds(10), Duration.ofSeconds(10), 8 << 20,
        4_000, 2_000);

    public Line {
      millis("transport.line.pingEvery", pingEvery, 50, 600_000);
      millis("transport.line.pongWithin", pongWithin, 50, 600_000);
      millis("transport.line.stall", stall, 50, 600_000);
      Limits.range("transport.line.queueBytes", queueBytes, 2L * FrameHeader.FRAME_BYTES_MAX, 256L << 20);
      Limits.range("transport.line.burst", burst, 1, 1_000_000);
      Limits.range("transport.line.perSecond", perSecond, 1, 1_000_000);
    }

    Duration silence() { return pingEvery.plus(pongWithin); }

    /// How often a link is looked after: so often that what is found late is found at most a tenth too late.
    Duration tick() {
      long least = Math.min(stall.toMillis(), Math.min(pingEvery.toMillis(), pongWithin.toMillis()));
      return Duration.ofMillis(Math.clamp(least / 10, 10, 500));
    }
  }

  /// @param links to different gateways that are kept at once: 1, or 2 for a change-over without a gap
  /// @param connect for TCP and TLS of one address
  /// @param retryFirst, retryMax of the waits between rounds, each 1.8 times the one before, give or take a quarter
  /// @param settled a link that lasted so long starts the waits anew
  public record Dial(int links, Duration connect, Duration retryFirst, Duration retryMax, Duration settled) {
    public static final Dial DEFAULT = new Dial(1, Duration.ofSeconds(5), Duration.ofMillis(500), Duration.ofSeconds(30),
        Duration.ofSeconds(10));

    public Dial {
      Limits.range("transport.dial.links", links, 1, 2);
      millis("transport.dial.connect", connect, 50, 60_000);
      millis("transport.dial.retryFirst", retryFirst, 10, 60_000);
      millis("transport.dial.retryMax", retryMax, 10, 3_600_000);
      millis("transport.dial.settled", settled, 0, 3_600_000);
      if (retryMax.compareTo(retryFirst) < 0) {
        throw KithException.invalid("transport.dial.retryMax must be at least transport.dial.retryFirst (" + retryFirst.toMillis()
            + " ms), not " + retryMax.toMillis() + " ms");
      }
    }
  }

  public static TransportConfig defaults() { return new TransportConfig(Gate.DEFAULT, Line.DEFAULT, Dial.DEFAULT); }

  private static void millis(String field, Duration value, long min, long max) {
    Limits.range(field + " (ms)", value.toMillis(), min, max);
  }
}
