package dev.kith.registry;

import dev.kith.bus.Trust;
import dev.kith.message.Liveness;
import dev.kith.message.PeerRequest.PeerClaim;
import dev.kith.model.Confined;
import dev.kith.model.NodeId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/// The peers of this node and what it thinks of each. At most `peersMax`; a full table makes room by forgetting who was dead or gone the
/// longest, or refuses. Confined; all times in ms of one clock that the caller reads.
public final class PeerTable {
  /// @param from absent: a new peer
  record Change(NodeId node, String name, Optional<Liveness> from, Liveness to, String why) {}

  private final Confined confined = new Confined(PeerTable.class);
  private final NodeId self;
  private final RegistryConfig config;
  private final RandomGenerator random;
  private final Map<NodeId, Peer> peers = new HashMap<>();
  private List<Change> changes = new ArrayList<>();
  private long incarnation;
  private long ownTwinAt = Peer.NEVER;
  private long version;

  /// @param incarnation of this node, greater than in its earlier lives
  public PeerTable(NodeId self, RegistryConfig config, long incarnation, RandomGenerator random) {
    this.self = self;
    this.config = config;
    this.incarnation = incarnation;
    this.random = random;
  }

  public long incarnation() { return incarnation; }

  Duration relayMax() { return config.relayMax(); }

  /// Grows with whatever [dev.kith.message.MeshView] shows but scores, and with what must be saved.
  long version() { return version; }

  Collection<Peer> all() { return Collections.unmodifiableCollection(peers.values()); }

  Optional<Peer> get(NodeId node) { return Optional.ofNullable(peers.get(node)); }

  /// Those that are alive or suspect.
  List<Peer> present() { return peers.values().stream().filter(Peer::present).toList(); }

  List<Peer> alive() {
    return peers.values().stream().filter(peer -> peer.present() && peer.liveness == Liveness.ALIVE).toList();
  }

  /// What happened since the last call.
  List<Change> changes() {
    assert confined.here();
    List<Change> seen = changes;
    changes = new ArrayList<>();
    return seen;
  }

  /// Two processes with the keys of that node spoke to us, or (of this node itself) to others.
  ///
  /// @return whether that is news
  boolean twin(NodeId node, long now) {
    assert confined.here();
    if (node.equals(self)) {
      boolean news = !hasTwin(now);
      ownTwinAt = now;
      return news;
    }
    Peer peer = peers.get(node);
    return peer != null && peer.twin(now);
  }

  /// Whether another process seems to have the keys of this node.
  boolean hasTwin(long now) { return now - ownTwinAt < RegistryConfig.TWIN_FOR.toMillis(); }

  /// Remembered from an earlier life: to be asked, not believed.
  void remember(Peer peer) {
    if (!peer.node.equals(self) && peers.size() < config.peersMax()) peers.putIfAbsent(peer.node, peer);
  }

  /// A session proved who it is.
  ///
  /// @return false if the table is full
  public boolean heard(Trust.Peer card, long now) {
    assert confined.here();
    if (card.node().equals(self)) return true;
    Peer known = peers.get(card.node());
    if (known != null) {
      watched(known, () -> known.heard(card, now));
      return true;
    }
    if (peers.size() >= config.peersMax() && !madeRoom()) return false;
    Peer fresh = new Peer(card, config);
    peers.put(fresh.node, fresh);
    fresh.heard(card, now);
    changes.add(new Change(fresh.node, card.name(), Optional.empty(), fresh.liveness, fresh.why));
    version++;
    return true;
  }

  /// It spoke to us in a session. That proves who it is; whether it hears us is for a ping to say.
  ///
  /// @return false if the table is full
  boolean spoke(Trust.Peer card, long now) {
    Peer known = peers.get(card.node());
    if (known == null || !known.proved) return heard(card, now);
    if (!known.card.equals(card)) {
      known.card = card;
      version++;
    }
    askSoon(known, now);
    return true;
  }

  /// Where it says that it is, or others do.
  ///
  /// @param sure whether it says so itself; what others say only fills gaps
  void located(NodeId node, List<String> addresses, Optional<String> cluster, Optional<NodeId> gateway, boolean sure, long now) {
    assert confined.here();
    Peer peer = peers.get(node);
    if (peer == null) return;
    if ((sure || peer.addresses.isEmpty()) && !peer.addresses.equals(addresses)) {
      peer.addresses = List.copyOf(addresses);
      version++;
    }
    if (sure || peer.cluster.isEmpty()) peer.cluster = cluster;
    if (sure) behind(peer, gateway);
    else if (peer.liveness == Liveness.DEAD) askSoon(peer, now);
  }

  /// We keep its link.
  void keeps(NodeId node, long now) {
    Peer peer = peers.get(node);
    if (peer == null) return;
    behind(peer, Optional.of(self));
    askSoon(peer, now);
  }

  private void behind(Peer peer, Optional<NodeId> gateway) {
    if (!peer.gateway.equals(gateway)) version++;
    peer.gateway = gateway;
    peer.linkedHere = gateway.equals(Optional.of(self));
  }

  public void asked(NodeId node, long now) { with(node, peer -> peer.asked(now)); }

  /// @param itsIncarnation as it says itself
  public void answered(NodeId node, long itsIncarnation, double millis, long now) {
    with(node, peer -> peer.answered(itsIncarnation, millis, now));
  }

  public void failed(NodeId node, boolean timedOut, long now) { with(node, peer -> peer.failed(timedOut, now)); }

  void vouched(NodeId node, long now) { with(node, peer -> peer.vouched(now)); }

  /// The connection to it closed; whether it lives is for a ping to say.
  public void carrierLost(NodeId node, long now) { with(node, peer -> peer.carrierLost(now)); }

  public void left(NodeId node, long now) { with(node, peer -> peer.left(now)); }

  /// It is not to be believed any more.
  public void forget(NodeId node) {
    assert confined.here();
    Peer gone = peers.remove(node);
    if (gone == null) return;
    changes.add(new Change(node, gone.card.name(), Optional.of(gone.liveness), Liveness.LEFT, "it is not believed any more"));
    version++;
  }

  /// Whether that node says that it sees this one.
  void seenBy(NodeId node, boolean alive) {
    Peer peer = peers.get(node);
    if (peer != null) peer.seesUs = alive;
  }

  Sight sight() {
    List<String> unseeing = alive().stream().filter(peer -> !peer.seesUs).map(peer -> peer.card.name()).sorted().toList();
    List<String> unseen = peers.values().stream()
        .filter(peer -> peer.liveness == Liveness.SUSPECT || peer.liveness == Liveness.DEAD)
        .map(peer -> peer.card.name()).sorted().toList();
    return new Sight(alive().size() - unseeing.size(), unseeing, unseen);
  }

  /// What another node says of all it knows.
  ///
  /// @return whether we had to raise our incarnation, because it is said that we are not alive: say so at once
  public boolean claimed(List<PeerClaim> claims, long now) {
    assert confined.here();
    boolean refuted = false;
    for (PeerClaim claim : claims) {
      if (claim.node().equals(self)) refuted |= refute(claim);
      else
        with(claim.node(), peer -> {
          if (peer.proved) peer.claimed(claim, now);
        });
    }
    return refuted;
  }

  private boolean refute(PeerClaim claim) {
    boolean wrong = claim.liveness() != Liveness.ALIVE && claim.incarnation() >= incarnation;
    if (wrong || claim.incarnation() > incarnation) {
      incarnation = Math.min(PeerClaim.INCARNATION_MAX, claim.incarnation() + 1);
      version++;
    }
    return wrong;
  }

  /// @param patience see [LocalHealth#patience]
  public void sweep(long now, int patience) {
    assert confined.here();
    peers.values().forEach(peer -> watched(peer, () -> peer.sweep(now, patience)));
    long old = RegistryConfig.FORGET_AFTER.toMillis();
    peers.values().removeIf(peer -> !peer.present() && now - Math.max(peer.changedAt, peer.seenAt) > old);
  }

  /// Whom to ping now: all that are due, or if they are too many, the silent ones and a random part of the others; and a few of the dead.
  List<NodeId> due(long now) {
    long least = config.pingEvery().toMillis() - RegistryConfig.SWEEP_EVERY.toMillis() / 2;
    List<Peer> due = new ArrayList<>(peers.values().stream().filter(peer -> peer.due(now, least)).toList());
    Collections.shuffle(due, Random.from(random));
    due.sort(Comparator.comparing(peer -> peer.unansweredSince == Peer.NEVER));
    long asked = peers.values().stream().filter(peer -> peer.present() && now - peer.askedAt < least).count();
    Stream<Peer> there = due.stream().filter(Peer::present).limit(Math.max(0, RegistryConfig.PINGED_MAX - asked));
    Stream<Peer> dead = due.stream().filter(peer -> !peer.present()).limit(RegistryConfig.REPROBED_MAX);
    return Stream.concat(there, dead).map(peer -> peer.node).toList();
  }

  /// Those whose ping is late: others are to try. Each is named at most every [RegistryConfig#relayEvery] ms.
  List<NodeId> doubtful(long now) {
    List<NodeId> doubtful = new ArrayList<>();
    for (Peer peer : peers.values()) {
      boolean late = peer.unansweredSince != Peer.NEVER && now - peer.unansweredSince >= config.relayAfter().toMillis();
      if (peer.present() && late && now - peer.relayedAt >= config.relayEvery()) {
        peer.relayedAt = now;
        doubtful.add(peer.node);
      }
    }
    return doubtful;
  }

  /// Whether more than half of at least two peers keep us waiting.
  boolean mostSilent(long now) {
    List<Peer> present = present();
    long silent = present.stream()
        .filter(peer -> peer.unansweredSince != Peer.NEVER && now - peer.unansweredSince >= config.relayAfter().toMillis())
        .count();
    return present.size() >= 2 && silent * 2 > present.size();
  }

  /// The nearest peer that is alive.
  public Optional<NodeId> selectOptimalPeer() { return selectNearestPeers(1).stream().findFirst(); }

  /// @return up to `count` peers that are alive, the nearest first
  public List<NodeId> selectNearestPeers(int count) {
    return NearestPeers.select(alive(), count).stream().map(peer -> peer.node).toList();
  }

  /// @return up to `count` live peers other than `not`, at random
  List<NodeId> some(int count, Optional<NodeId> not) {
    List<Peer> others = new ArrayList<>(alive());
    Collections.shuffle(others, Random.from(random));
    return others.stream().map(peer -> peer.node).filter(node -> !not.equals(Optional.of(node))).limit(count).toList();
  }

  private void askSoon(Peer peer, long now) {
    if (peer.liveness == Liveness.DEAD && now - peer.askedAt >= config.pingEvery().toMillis()) peer.misses = 0;
  }

  private boolean madeRoom() {
    Optional<Peer> oldest = peers.values().stream().filter(peer -> !peer.present())
        .min(Comparator.comparingLong(peer -> peer.seenAt));
    oldest.ifPresent(peer -> peers.remove(peer.node));
    return oldest.isPresent();
  }

  private void with(NodeId node, Consumer<Peer> event) {
    assert confined.here();
    Peer peer = peers.get(node);
    if (peer != null) watched(peer, () -> event.accept(peer));
  }

  private void watched(Peer peer, Runnable event) {
    Liveness before = peer.liveness;
    Trust.Peer card = peer.card;
    event.run();
    if (peer.liveness != before)
      changes.add(new Change(peer.node, peer.card.name(), Optional.of(before), peer.liveness, peer.why));
    if (peer.liveness != before || !peer.card.equals(card)) version++;
  }
}
