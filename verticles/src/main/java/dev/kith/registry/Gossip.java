package dev.kith.registry;

import dev.kith.message.Liveness;
import dev.kith.bus.Bus;
import dev.kith.message.Addresses;
import dev.kith.message.PeerReply;
import dev.kith.message.PeerRequest;
import dev.kith.message.PeerRequest.PeerClaim;
import dev.kith.model.NodeId;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Tells others what this node knows, and hears what they do. Confined.
final class Gossip {
  private static final Logger LOG = LoggerFactory.getLogger(Gossip.class);
  /// A suspicion of us is refuted at once, but not more often than so, ms.
  private static final long REFUTE_EVERY = 500;

  private final NodeId self;
  private final Bus bus;
  private final PeerTable table;
  private final PeerViews views;
  private final Candidates candidates;
  private final Ties ties;
  private final LongSupplier now;
  private final Runnable suspected;
  private long refutedAt = Peer.NEVER;

  /// @param suspected called when others say that this node is not alive
  Gossip(NodeId self, Bus bus, PeerTable table, PeerViews views, Candidates candidates, Ties ties, LongSupplier now,
      Runnable suspected) {
    this.self = self;
    this.bus = bus;
    this.table = table;
    this.views = views;
    this.candidates = candidates;
    this.ties = ties;
    this.now = now;
    this.suspected = suspected;
  }

  void round() { table.some(RegistryConfig.GOSSIP_PEERS, Optional.empty()).forEach(this::exchange); }

  void exchange(NodeId node) {
    bus.request(Addresses.peer(node), new PeerRequest.Exchange(views.claims(now.getAsLong()))).onSuccess(reply -> {
      if (reply instanceof PeerReply.Claims(List<PeerClaim> claims)) hear(node, claims);
    }).onFailure(failure -> LOG.debug("no exchange with {}: {}", node, failure.getMessage()));
  }

  /// @param from proved by its session
  void hear(NodeId from, List<PeerClaim> claims) {
    table.seenBy(from, claims.stream().anyMatch(claim -> claim.node().equals(self) && claim.liveness() == Liveness.ALIVE));
    for (PeerClaim claim : claims) {
      if (claim.node().equals(self)) {
        if (claim.twin()) copied(from);
        continue;
      }
      boolean own = claim.node().equals(from);
      boolean there = claim.liveness() == Liveness.ALIVE;
      if (own || there) hint(claim.node(), claim.addresses(), claim.cluster(), claim.gateway(), own);
    }
    if (!table.claimed(claims, now.getAsLong()) || now.getAsLong() - refutedAt < REFUTE_EVERY) return;
    refutedAt = now.getAsLong();
    suspected.run();
    LOG.info("{} says that this node is not alive; saying that it is (incarnation {})", from, table.incarnation());
    exchange(from);
    round();
  }

  private void copied(NodeId from) {
    if (table.twin(self, now.getAsLong()))
      LOG.warn(
          "node {} hears of two processes with the keys of this node: a copy of its data directory runs elsewhere. Stop one of"
              + " them, and let it join as a node of its own (kith leave --offline, kith join)",
          from);
  }

  /// @param sure whether it says so itself
  void hint(NodeId node, List<String> addresses, Optional<String> cluster, Optional<NodeId> gateway, boolean sure) {
    if (node.equals(self)) return;
    boolean proved = table.get(node).map(peer -> peer.proved).orElse(false);
    table.located(node, addresses, cluster, gateway, sure, now.getAsLong());
    if (sure || gateway.isPresent()) ties.gateway(node, gateway, sure);
    if (!proved && candidates.add(node, now.getAsLong())) LOG.info("heard of node {} at {}", node, addresses);
    boolean absent = table.get(node).map(peer -> !peer.present()).orElse(true);
    // one that is there over a link alone may be reached as a member by now
    if (absent || !ties.carrier(node).equals("member")) ties.contact(node, addresses, cluster);
  }
}
