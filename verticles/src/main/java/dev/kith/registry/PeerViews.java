package dev.kith.registry;

import dev.kith.message.Liveness;
import dev.kith.message.MeshView;
import dev.kith.message.NodeStats;
import dev.kith.message.NodesReply.NodeView;
import dev.kith.message.PeerRequest.PeerClaim;
import dev.kith.model.NodeId;
import java.lang.management.ManagementFactory;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// The peer table in the words of others: for doors, for the mesh's view, for gossip. Confined.
final class PeerViews {
  private static final int FIGURES_MAX = 64;

  private final NodeId self;
  private final PeerTable table;
  private final Ties ties;
  private final InstantSource clock;
  private final Instant started;

  PeerViews(NodeId self, PeerTable table, Ties ties, InstantSource clock) {
    this.self = self;
    this.table = table;
    this.ties = ties;
    this.clock = clock;
    this.started = clock.instant();
  }

  MeshView mesh() {
    List<MeshView.Member> members = new ArrayList<>();
    members.add(new MeshView.Member(self, ties.self().role(), Liveness.ALIVE, 100));
    table.present().stream().sorted(Comparator.comparing(peer -> peer.node.value()))
        .forEach(peer -> members.add(new MeshView.Member(peer.node, peer.card.role(), peer.liveness, peer.score)));
    return new MeshView(table.version(), members);
  }

  /// All nodes, this one first, then by name.
  List<NodeView> nodes(long now) {
    List<NodeView> nodes = new ArrayList<>();
    nodes.add(own(now));
    table.all().stream().sorted(Comparator.comparing((Peer peer) -> peer.card.name()).thenComparing(peer -> peer.node.value()))
        .forEach(peer -> nodes.add(view(peer, now)));
    return nodes;
  }

  /// @param count only so many, and only live ones; absent: all, those that are not there last
  List<NodeView> nearest(Optional<Integer> count, long now) {
    List<Peer> near = NearestPeers.select(table.alive(), count.orElse(Integer.MAX_VALUE));
    List<NodeView> nodes = new ArrayList<>(near.stream().map(peer -> view(peer, now)).toList());
    if (count.isEmpty())
      table.all().stream().filter(peer -> !near.contains(peer)).sorted(Comparator.comparing(peer -> peer.node.value()))
          .forEach(peer -> nodes.add(view(peer, now)));
    return nodes;
  }

  /// What we say to others: ourselves first, then those that we know by our own sessions, the latest change first.
  List<PeerClaim> claims(long now) {
    Ties.Self own = ties.self();
    List<PeerClaim> claims = new ArrayList<>();
    claims.add(new PeerClaim(self, table.incarnation(), Liveness.ALIVE, own.addresses(), own.cluster(), own.gateway(),
        table.hasTwin(now)));
    table.all().stream().filter(peer -> peer.proved).sorted(Comparator.comparingLong((Peer peer) -> peer.changedAt).reversed())
        .limit(PeerClaim.MAX - 1L).forEach(peer -> claims
            .add(new PeerClaim(peer.node, peer.incarnation, peer.liveness, peer.addresses, peer.cluster, peer.gateway,
                peer.hasTwin(now))));
    return claims;
  }

  NodeStats stats() {
    Runtime machine = Runtime.getRuntime();
    Ties.Self own = ties.self();
    return new NodeStats(self, own.name(), own.version(), clock.millis() - started.toEpochMilli(), machine.availableProcessors(),
        ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage(), machine.totalMemory() - machine.freeMemory(),
        machine.maxMemory(), bounded(ties.figures()));
  }

  private static Map<String, Long> bounded(Map<String, Long> figures) {
    TreeMap<String, Long> sorted = new TreeMap<>(figures);
    while (sorted.size() > FIGURES_MAX)
      sorted.pollLastEntry();
    return sorted;
  }

  private NodeView own(long now) {
    Ties.Self own = ties.self();
    return new NodeView(self, own.name(), own.role(), Liveness.ALIVE, true, own.addresses(), "self", Optional.of(0.0), 0,
        Optional.of(0.0), 100, table.incarnation(), own.cardUntil(), Optional.of(clock.instant()),
        Optional.of(0L), table.hasTwin(now));
  }

  private NodeView view(Peer peer, long now) {
    Optional<Instant> seen = peer.seenAt == Peer.NEVER
        ? Optional.empty()
        : Optional.of(clock.instant().minusMillis(Math.max(0, now - peer.seenAt)));
    return new NodeView(peer.node, peer.card.name(), peer.card.role(), peer.liveness, false, peer.addresses,
        ties.carrier(peer.node), peer.pingMillis, peer.hops(), peer.distanceKm, peer.score, peer.incarnation, peer.card.until(),
        seen, peer.skew.millis(), peer.hasTwin(now));
  }
}
