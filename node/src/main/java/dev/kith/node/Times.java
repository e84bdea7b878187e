package dev.kith.node;

import dev.kith.bus.BusConfig;
import dev.kith.handshake.Suite;
import dev.kith.message.KithException;
import dev.kith.registry.RegistryConfig;
import dev.kith.transport.TransportConfig;
import java.time.Duration;

/// How long this node waits for itself and for others, and how much a link may bring.
///
/// @param startMax of a start, before it is given up
/// @param suspectAfter, deadAfter of silence
/// @param lostDeadAfter after a connection closed
/// @param linkDeadAfter of a link's silence
/// @param linkBurst, linkPerSecond messages of a link, at once and on average
record Times(Duration startMax, Duration pingEvery, Duration suspectAfter, Duration deadAfter, Duration lostDeadAfter,
    Duration gossipEvery, Duration handshakeMax, Duration linkPingEvery, Duration linkDeadAfter, int linkBurst,
    int linkPerSecond) {
  Times {
    if (suspectAfter.compareTo(pingEvery.multipliedBy(2)) <= 0)
      throw wrong(Settings.SUSPECT_AFTER, suspectAfter, "more than twice", Settings.PING_EVERY, pingEvery);
    if (deadAfter.compareTo(suspectAfter) <= 0)
      throw wrong(Settings.DEAD_AFTER, deadAfter, "more than", Settings.SUSPECT_AFTER, suspectAfter);
    if (lostDeadAfter.compareTo(deadAfter) > 0)
      throw wrong(Settings.LOST_DEAD_AFTER, lostDeadAfter, "at most", Settings.DEAD_AFTER, deadAfter);
    if (linkDeadAfter.compareTo(linkPingEvery.multipliedBy(2)) < 0)
      throw wrong(Settings.LINK_DEAD_AFTER, linkDeadAfter, "at least twice", Settings.LINK_PING_EVERY, linkPingEvery);
    if (linkBurst < linkPerSecond) {
      throw KithException.invalid(Settings.LINK_BURST.key() + " must be at least " + Settings.LINK_PER_SECOND.key() + " ("
          + linkPerSecond + "), not " + linkBurst);
    }
  }

  private static KithException wrong(Setting<Duration> setting, Duration value, String than, Setting<Duration> other,
      Duration limit) {
    return KithException.invalid(setting.key() + " must be " + than + " " + other.key() + " (" + other.kind().write(limit)
        + "), not " + setting.kind().write(value));
  }

  static Times of(Configuration from) {
    return new Times(from.get(Settings.START_MAX), from.get(Settings.PING_EVERY), from.get(Settings.SUSPECT_AFTER),
        from.get(Settings.DEAD_AFTER), from.get(Settings.LOST_DEAD_AFTER), from.get(Settings.GOSSIP_EVERY),
        from.get(Settings.HANDSHAKE_MAX), from.get(Settings.LINK_PING_EVERY), from.get(Settings.LINK_DEAD_AFTER),
        from.number(Settings.LINK_BURST), from.number(Settings.LINK_PER_SECOND));
  }

  /// A silence is noticed by the first ping without an answer.
  RegistryConfig registry() {
    return new RegistryConfig(pingEvery, pingEvery.dividedBy(2), suspectAfter.minus(pingEvery), deadAfter.minus(suspectAfter),
        lostDeadAfter, gossipEvery, RegistryConfig.DEFAULT.peersMax());
  }

  BusConfig bus(Suite suite) {
    BusConfig usual = BusConfig.defaults();
    return new BusConfig(suite, handshakeMax, usual.again(), usual.pending(), usual.serving(), usual.queuedBytes(),
        usual.keptBytes(), usual.handshakesPerSecond(), usual.peers());
  }

  TransportConfig.Line line() {
    TransportConfig.Line usual = TransportConfig.Line.DEFAULT;
    return new TransportConfig.Line(linkPingEvery, linkDeadAfter.minus(linkPingEvery), usual.stall(), usual.queueBytes(),
        linkBurst,
        linkPerSecond);
  }
}
