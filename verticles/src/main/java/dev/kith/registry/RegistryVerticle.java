package dev.kith.registry;

import java.util.random.RandomGenerator;
import dev.kith.message.Liveness;
import dev.kith.bus.Bus;
import dev.kith.bus.Trust;
import dev.kith.message.Addresses;
import dev.kith.message.PeerRequest;
import dev.kith.model.NodeId;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Keeps the table of peers current, answers peers and the door, and says who is there. All state is confined to its context; the
/// public methods may be called from anywhere once it is deployed, and do nothing before.
public final class RegistryVerticle extends VerticleBase {
  private static final Logger LOG = LoggerFactory.getLogger(RegistryVerticle.class);

  private final NodeId self;
  private final RegistryConfig config;
  private final Ties ties;
  private final InstantSource clock;
  private final PeerStore store;
  private final Candidates candidates = new Candidates();
  private final LocalHealth health = new LocalHealth(RegistryConfig.SWEEP_EVERY.toMillis());

  private volatile Context running;
  private Bus bus;
  private PeerTable table;
  private PeerViews views;
  private Prober prober;
  private Gossip gossip;
  private long published = -1;
  private long saved = -1;
  private long savedAt;
  private Future<Void> saving = Future.succeededFuture();

  /// @param dataDirectory peers are kept in its `mesh/peers.json`
  public RegistryVerticle(NodeId self, RegistryConfig config, Path dataDirectory, Ties ties, InstantSource clock) {
    this.self = self;
    this.config = config;
    this.ties = ties;
    this.clock = clock;
    this.store = new PeerStore(dataDirectory.resolve("mesh").resolve("peers.json"));
  }

  /// Where members of the cluster were when this node ended: `ip:port`, at most 64. Blocks on the disk.
  public static List<String> clusterSeeds(Path dataDirectory) {
    return new PeerStore(dataDirectory.resolve("mesh").resolve("peers.json")).load().peers().stream()
        .flatMap(peer -> peer.cluster().stream()).distinct().limit(64).toList();
  }

  /// Where each other node was when this node ended: `ip:port` of its doors; none for one that can't be reached. Without those that
  /// are not believed any more. Blocks on the disk.
  public static List<List<String>> doorsOfOthers(Path dataDirectory) {
    return new PeerStore(dataDirectory.resolve("mesh").resolve("peers.json")).load().peers().stream()
        .map(StoredPeers.Stored::addresses).toList();
  }

  @Override
  public Future<?> start() {
    bus = Bus.of(vertx);
    return vertx.executeBlocking(store::load).compose(this::begin);
  }

  private Future<?> begin(StoredPeers stored) {
    long incarnation = stored.nextIncarnation(clock.millis());
    table = new PeerTable(self, config, incarnation, RandomGenerator.getDefault());
    stored.peers().forEach(peer -> table.remember(peer.peer(config, now(), clock.instant())));
    views = new PeerViews(self, table, ties, clock);
    prober = new Prober(bus, table, ties, clock, this::now);
    gossip = new Gossip(self, bus, table, views, candidates, ties, this::now, () -> health.suspected(monotonic()));
    PeerDoor peers = new PeerDoor(self, table, views, prober, gossip, ties, clock, this::now);
    NodesDoor nodes = new NodesDoor(self, bus, table, views, prober, ties, this::now);
    vertx.setPeriodic(RegistryConfig.SWEEP_EVERY.toMillis(), _ -> sweep());
    vertx.setPeriodic(config.gossipEvery().toMillis(), _ -> gossip.round());
    vertx.setPeriodic(RegistryConfig.PUBLISH_EVERY.toMillis(), _ -> publish());
    vertx.setPeriodic(RegistryConfig.SAVE_EVERY.toMillis(), _ -> saveIfDue());
    table.all().forEach(peer -> {
      if (peer.gateway.isPresent()) ties.gateway(peer.node, peer.gateway, false);
      ties.contact(peer.node, peer.addresses, peer.cluster);
    });
    running = context;
    publish();
    return Future.all(
        bus.serve(Addresses.peer(self), (sender, request) -> peers.answer(sender, request).onComplete(_ -> settle())),
        bus.serve(Addresses.nodes(self), nodes::answer));
  }

  /// Says goodbye to all, and keeps what it knows.
  @Override
  public Future<?> stop() {
    running = null;
    if (table == null) return Future.succeededFuture();
    PeerRequest goodbye = new PeerRequest.Disconnect(1004, "this node shuts down");
    List<Future<?>> said = table.present().stream().<Future<?>>map(peer -> bus
        .request(Prober.within(Addresses.peer(peer.node), RegistryConfig.GOODBYE), goodbye)
        .onFailure(failure -> LOG.debug("goodbye to {} was lost: {}", peer.node, failure.getMessage()))).toList();
    return Future.join(said).timeout(RegistryConfig.GOODBYE.toMillis(), TimeUnit.MILLISECONDS).otherwiseEmpty()
        .compose(_ -> saving.otherwiseEmpty()).compose(_ -> save());
  }

  /// A session with that node was made, or its card is another now.
  public void heard(Trust.Peer peer) {
    later(() -> {
      if (!table.heard(peer, now()))
        LOG.warn("node {} ({}) is not taken up: the table of peers is full", peer.node(), peer.name());
    });
  }

  /// Somebody says that there is such a node: an announcement, a seed, the cluster. It is asked, not believed.
  public void candidate(NodeId node, List<String> addresses, Optional<String> cluster) {
    later(() -> gossip.hint(node, addresses, cluster, Optional.empty(), false));
  }

  /// This node keeps that node's link from now on: it is asked at once, and others are told.
  public void linked(NodeId node) {
    later(() -> {
      gossip.hint(node, List.of(), Optional.empty(), Optional.empty(), false);
      table.keeps(node, now());
      ask(node);
      gossip.round();
    });
  }

  /// Another node keeps this node's link from now on: all are told, and see by the way that the question comes.
  public void relinked() {
    later(() -> {
      table.some(RegistryConfig.PINGED_MAX, Optional.empty()).forEach(this::ask);
      table.all().stream().filter(peer -> !peer.present()).limit(RegistryConfig.REPROBED_MAX).map(peer -> peer.node).toList()
          .forEach(this::ask);
      gossip.round();
    });
  }

  /// The connection to that node closed: it left the cluster, or its link broke.
  public void carrierLost(NodeId node) {
    later(() -> {
      table.carrierLost(node, now());
      ask(node);
    });
  }

  /// Whether this node and the others see each other; nobody if this verticle does not run.
  public Future<Sight> sight() {
    Context on = running;
    if (on == null) return Future.succeededFuture(new Sight(0, List.of(), List.of()));
    Promise<Sight> seen = Promise.promise();
    on.runOnContext(_ -> seen.complete(table.sight()));
    return seen.future();
  }

  /// Two processes with the keys of that node spoke to this one.
  public void twin(Trust.Peer peer) {
    later(() -> {
      if (!table.twin(peer.node(), now())) return;
      LOG.warn("two processes have the keys of node {} ({}): a copy of its data directory runs elsewhere. Stop one of them",
          peer.node(), peer.name());
      gossip.exchange(peer.node()); // tells it
    });
  }

  /// That node is not believed any more.
  public void forget(NodeId node) {
    later(() -> {
      candidates.remove(node);
      table.forget(node);
    });
  }

  private void later(Runnable event) {
    Context on = running;
    if (on != null) on.runOnContext(_ -> {
      event.run();
      settle();
    });
  }

  private void sweep() {
    boolean mayBlame = health.ticked(monotonic(), bus.late(), table.mostSilent(now()));
    if (mayBlame) table.sweep(now(), health.patience());
    table.due(now()).forEach(this::ask);
    candidates.due(now()).forEach(node -> {
      if (table.get(node).filter(Peer::present).isPresent()) candidates.remove(node);
      else
        ask(node);
    });
    table.doubtful(now()).forEach(prober::doubt);
    prober.sweep();
    settle();
  }

  private void ask(NodeId node) {
    prober.ping(node).onFailure(failure -> LOG.debug("{} does not answer: {}", node, failure.getMessage()))
        .onComplete(_ -> settle());
  }

  /// Tells and checks what changed.
  private void settle() {
    List<PeerTable.Change> changes = table.changes();
    for (PeerTable.Change change : changes) {
      LOG.info("node {} ({}) is {}: {}", change.name(), change.node(), change.to(), change.why());
      candidates.remove(change.node());
      if (table.get(change.node()).filter(Peer::present).isPresent() && change.to() == Liveness.ALIVE)
        gossip.exchange(change.node());
    }
    if (!changes.isEmpty()) prober.verify();
    if (published != table.version()) publish();
  }

  private void publish() {
    published = table.version();
    bus.publish(Addresses.mesh(self), views.mesh());
  }

  private void saveIfDue() {
    boolean changed = saved != table.version();
    boolean old = now() - savedAt >= RegistryConfig.SAVE_ANYWAY_EVERY.toMillis();
    if (saving.isComplete() && (changed || old)) saving = save();
  }

  private Future<Void> save() {
    long version = table.version();
    List<StoredPeers.Stored> peers = table.all().stream().map(peer -> StoredPeers.Stored.of(peer, now(), clock.instant()))
        .toList();
    StoredPeers all = new StoredPeers(StoredPeers.VERSION, table.incarnation(), peers);
    savedAt = now();
    return vertx.<Void>executeBlocking(() -> {
      store.save(all);
      return null;
    }).onSuccess(_ -> saved = version).onFailure(failure -> LOG.warn("peers are not saved: {}", failure.getMessage()));
  }

  private long now() { return health.now(monotonic()); }

  private static long monotonic() { return System.nanoTime() / 1_000_000; }
}
