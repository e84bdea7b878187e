package dev.kith.registry;

import dev.kith.bus.Trust;
import dev.kith.bus.Bus;
import dev.kith.message.Addresses;
import dev.kith.message.ErrorCode;
import dev.kith.message.KithException;
import dev.kith.message.PeerReply;
import dev.kith.message.PeerRequest;
import dev.kith.message.Service;
import dev.kith.model.NodeId;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Asks nodes whether they live, itself or through others, and tells the table. Confined.
final class Prober {
  private static final Logger LOG = LoggerFactory.getLogger(Prober.class);

  private final Bus bus;
  private final PeerTable table;
  private final Ties ties;
  private final InstantSource clock;
  private final LongSupplier now;
  private final RoundTrips roundTrips = new RoundTrips();

  Prober(Bus bus, PeerTable table, Ties ties, InstantSource clock, LongSupplier now) {
    this.bus = bus;
    this.table = table;
    this.ties = ties;
    this.clock = clock;
    this.now = now;
  }

  /// @return the time from question to answer, ms; or why there was none
  Future<Double> ping(NodeId node) {
    long askedAt = now.getAsLong();
    long sent = System.nanoTime();
    table.asked(node, askedAt);
    return pong(Addresses.peer(node)).map(pong -> {
      double millis = (System.nanoTime() - sent) / 1e6;
      answered(node, pong, millis, askedAt);
      return millis;
    }).onFailure(failure -> table.failed(node, timedOut(failure), now.getAsLong()));
  }

  /// On behalf of another node.
  Future<PeerReply> relayed(NodeId node) { return pong(within(Addresses.peer(node), table.relayMax())).map(pong -> pong); }

  /// Others are to try.
  void doubt(NodeId node) {
    for (NodeId relay : table.some(RegistryConfig.RELAYS, Optional.of(node))) {
      bus.request(within(Addresses.peer(relay), table.relayMax().plusMillis(200)), new PeerRequest.Probe(node))
          .onSuccess(reply -> {
            if (reply instanceof PeerReply.Pong) table.vouched(node, now.getAsLong());
          }).onFailure(failure -> LOG.debug("{} does not reach {} either: {}", relay, node, failure.getMessage()));
    }
  }

  /// Asks all that live, and reports when they have answered.
  void verify() {
    var live = table.alive().stream().map(peer -> peer.node).toList();
    roundTrips.begin(live, now.getAsLong());
    live.stream().limit(RegistryConfig.PINGED_MAX).forEach(node -> ping(node)
        .onFailure(failure -> LOG.debug("{} does not answer after a change of the mesh: {}", node, failure.getMessage())));
  }

  void sweep() { roundTrips.overdue(now.getAsLong()).ifPresent(LOG::warn); }

  static <Q, A> Service<Q, A> within(Service<Q, A> service, Duration timeout) {
    return new Service<>(service.address(), service.question(), service.answer(), service.server(), timeout);
  }

  static boolean timedOut(Throwable failure) {
    return failure instanceof KithException known && known.code() == ErrorCode.TIMEOUT;
  }

  private void answered(NodeId node, PeerReply.Pong pong, double millis, long askedAt) {
    if (!table.get(node).map(peer -> peer.proved).orElse(false)) ties.known(node).ifPresent(card -> heard(card, askedAt));
    table.answered(node, pong.incarnation(), millis, now.getAsLong());
    table.get(node).ifPresent(peer -> peer.skew.answered(pong.sentAt(), pong.receivedAt(), millis));
    table.get(node).ifPresent(peer -> peer.distanceKm = ties.distanceKm(node).filter(km -> km >= 0 && km <= 20_040));
    roundTrips.answered(node, askedAt, now.getAsLong()).ifPresent(LOG::info);
  }

  private void heard(Trust.Peer card, long askedAt) {
    if (!table.heard(card, askedAt))
      LOG.warn("node {} ({}) is not taken up: the table of peers is full", card.node(), card.name());
  }

  private Future<PeerReply.Pong> pong(Service<PeerRequest, PeerReply> service) {
    return bus.request(service, new PeerRequest.Ping(clock.millis())).map(reply -> {
      if (reply instanceof PeerReply.Pong pong && pong.incarnation() >= 0
          && pong.incarnation() <= PeerRequest.PeerClaim.INCARNATION_MAX)
        return pong;
      throw new KithException(ErrorCode.INTERNAL, service.server() + " answered a ping with something else");
    });
  }
}
