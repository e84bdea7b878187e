package dev.kith.node;

import dev.kith.authority.Admission;
import dev.kith.authority.AuthorityConfig;
import dev.kith.authority.AuthorityVerticle;
import dev.kith.authority.CardAuthority;
import dev.kith.authority.EnrolConfig;
import dev.kith.authority.Founding;
import dev.kith.authority.Membership;
import dev.kith.authority.MeshTrust;
import dev.kith.authority.Own;
import dev.kith.authority.Revocations;
import dev.kith.bus.Bus;
import dev.kith.bus.BusConfig;
import dev.kith.bus.Trust;
import dev.kith.cluster.Cluster;
import dev.kith.cluster.ClusterConfig;
import dev.kith.cluster.FreePort;
import dev.kith.cluster.MemberChange;
import dev.kith.cluster.RefusedException;
import dev.kith.crypto.Certificates;
import dev.kith.crypto.Identity;
import dev.kith.crypto.MeshTls;
import dev.kith.crypto.Sealer;
import dev.kith.crypto.TlsCredential;
import dev.kith.dashboard.AuthorityDoor;
import dev.kith.discovery.Candidate;
import dev.kith.discovery.DiscoveryConfig;
import dev.kith.discovery.DiscoveryVerticle;
import dev.kith.discovery.Presence;
import dev.kith.handshake.Suite;
import dev.kith.message.ErrorCode;
import dev.kith.message.KithException;
import dev.kith.message.NodeCard.Ports;
import dev.kith.model.NodeId;
import dev.kith.model.Role;
import dev.kith.registry.LogRing;
import dev.kith.registry.RegistryVerticle;
import dev.kith.registry.Ties;
import dev.kith.transport.Gateway;
import dev.kith.transport.TransportConfig;
import dev.kith.transport.TransportVerticle;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.KeyCertOptions;
import io.vertx.core.net.TrustOptions;
import io.vertx.ext.web.Router;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What makes a node one of a mesh: its card and whom it trusts, the carriers to other nodes, and the rooms that find, watch and admit
/// them. Thread-safe once it is open.
final class MeshSide implements Ties, AuthorityDoor {
  private static final Logger LOG = LoggerFactory.getLogger(MeshSide.class);
  private static final int GATEWAYS_MAX = 8;
  /// About ten seconds: a cluster that is joined anew takes a few.
  private static final int LOOKS_ALONE = 5;
  private static final Duration CARD_CHECK = Duration.ofSeconds(5);

  private final NodeConfig config;
  private final Membership membership;
  private final Role roleAtStart;
  private final MeshTrust trust;
  private final Optional<Cluster> cluster;
  private final Vertx vertx;
  private final Bus bus;
  private final Reach reach;
  private final MeshTls tls;
  private final MeshTls doorTls;
  private final AuthorityVerticle authority;
  private final RegistryVerticle registry;
  private final TransportVerticle transport;
  private final InstantSource clock;
  private final Map<NodeId, List<String>> gateways = Collections.synchronizedMap(new LinkedHashMap<>());
  private final Lifeline lifeline;
  private Set<NodeId> linked = Set.of();
  private boolean changed;
  private Optional<NodeId> gateway = Optional.empty();

  private MeshSide(NodeConfig config, Membership membership, MeshTrust trust, MeshTls tls, Optional<CardAuthority> cards,
      Optional<Cluster> cluster, Vertx vertx, Identity identity, Reach reach, InstantSource clock) {
    this.config = config;
    this.membership = membership;
    roleAtStart = membership.card().role();
    this.trust = trust;
    this.tls = tls;
    doorTls = MeshTls.of(withRoot(membership), trust.believe());
    this.cluster = cluster;
    this.vertx = vertx;
    this.reach = reach;
    this.clock = clock;
    lifeline = new Lifeline(config.mesh().coord().isPresent() ? 1 : LOOKS_ALONE);
    bus = Bus.join(vertx, identity, trust, bus(config));
    cluster.ifPresent(members -> bus.members(node -> members.members().contains(node)));
    EnrolConfig usual = EnrolConfig.of(config.mesh().loopback(), ownPorts());
    authority = new AuthorityVerticle(
        new EnrolConfig(config.mesh().challengePort(), usual.loopback(), usual.ownPorts(), usual.updateEvery(),
            usual.checkEvery()),
        membership, cards, this::own, this::doors, () -> PublicAddress.joins(config, reach.doors()), clock);
    registry = new RegistryVerticle(membership.node(), config.times().registry(), config.data(), this, clock);
    transport = new TransportVerticle(links(config), bus.frames(),
        Optional.of(TrustOptions.wrap(tls.trustManager())),
        reach.local());
  }

  /// Loads what this node has of its mesh, makes a mesh if it has none, and connects. Blocks.
  ///
  static MeshSide open(NodeConfig config, Identity identity, byte[] dataKey, Optional<Membership> known, Parts parts,
      InstantSource clock) {
    Path data = config.data();
    Sealer sealer = Sealer.of(dataKey);
    Reach reach = Reach.of(config, known.map(membership -> membership.card().addresses()).orElse(List.of()));
    AuthorityConfig rules = new AuthorityConfig(config.mesh().cardLife(), config.mesh().loopback());
    if (config.mesh().coord().isPresent() && known.filter(membership -> !membership.isAuthority()).isEmpty()) {
      throw KithException.invalid("mesh.coord (--coord) is for a node that has joined a mesh; this one "
          + (known.isPresent() ? "is the authority of its mesh itself" : "is of none yet: kith join HOST:PORT#TOKEN"));
    }
    Membership membership = known.orElseGet(() -> {
      LOG.info("this is the first node of a new mesh");
      Ports ports = new Ports(config.http().port(), FreePort.orFree(config.mesh().clusterPort()),
          FreePort.orFree(config.mesh().busPort()));
      return Founding.make(data, sealer, new Own(Mapping.name(config), reach.addresses(), ports), config.role(),
          SigningKeys.of(config.access(), data), rules, clock);
    });
    Optional<CardAuthority> cards = membership.isAuthority()
        ? Optional.of(parts.closing("authority", CardAuthority.open(data, membership, sealer, rules, clock)))
        : Optional.empty();
    MeshTrust trust = new MeshTrust(membership, admission(config.mesh(), membership.authority()),
        config.mesh().revocationsMaxAge(), clock);
    MeshTls tls = MeshTls.of(membership.tls(), trust.believe());
    int loops = eventLoops();
    Optional<Cluster> cluster = dialsOutOnly(config, membership)
        ? Optional.empty()
        : Optional.of(parts.closing("cluster", started(clustered(config, membership, reach, tls, loops), config.startMax())));
    Vertx vertx = cluster.map(Cluster::vertx)
        .orElseGet(() -> parts.closing(Vertx.vertx(new VertxOptions().setEventLoopPoolSize(loops))));
    return new MeshSide(config, membership, trust, tls, cards, cluster, vertx, identity, reach, clock);
  }

  /// As configured, or by the token with which it joined.
  private static boolean dialsOutOnly(NodeConfig config, Membership membership) {
    return config.mesh().outboundOnly() || (!membership.isAuthority() && membership.card().addresses().isEmpty());
  }

  private static Cluster started(ClusterConfig config, Duration patience) {
    try {
      return Cluster.startWithin(config, patience);
    } catch (RefusedException e) {
      throw new KithException(ErrorCode.FORBIDDEN, e.getMessage() + ". Was this node revoked, its card over (kith ca status on"
          + " another node), or is its clock wrong, or theirs (here it is " + Instant.now().truncatedTo(ChronoUnit.SECONDS)
          + ")? A clock can be set; else it can only come back as a new one: kith leave --offline, kith join", e);
    }
  }

  private static ClusterConfig clustered(NodeConfig config, Membership membership, Reach reach, MeshTls tls, int loops) {
    Ports last = membership.card().ports();
    Set<String> seeds = new LinkedHashSet<>();
    if (!membership.isAuthority()) {
      Ports there = membership.authorityCard().ports();
      membership.authorityCard().addresses().forEach(address -> seeds.add(Reach.at(address, there.cluster())));
    }
    seeds.addAll(config.mesh().seeds());
    seeds.addAll(RegistryVerticle.clusterSeeds(config.data()));
    return new ClusterConfig(membership.node(), membership.mesh(), reach.bind(), reach.tell(),
        FreePort.preferred(config.mesh().clusterPort(), last.cluster()), FreePort.preferred(config.mesh().busPort(), last.bus()),
        List.copyOf(seeds), tls, loops);
  }

  private static BusConfig bus(NodeConfig config) {
    return config.times().bus(config.mesh().suite() == KeyAgreement.CLASSIC ? Suite.CLASSIC : Suite.HYBRID);
  }

  /// The authority always is admitted: without it the node would hear of nobody's revocation, and of no new card.
  static Admission admission(NodeConfig.Mesh mesh, NodeId authority) {
    if (mesh.admission() == dev.kith.node.Admission.OPEN)
      return Admission.OPEN;
    Set<NodeId> allowed = new HashSet<>(mesh.allowlist());
    allowed.add(authority);
    return Admission.allowlist(allowed);
  }

  private static TransportConfig links(NodeConfig config) {
    TransportConfig usual = TransportConfig.defaults();
    TransportConfig.Gate gate = usual.gate();
    return new TransportConfig(new TransportConfig.Gate(config.mesh().linksMax(), gate.linksPerAddress(), gate.handshake(),
        gate.unprovedBurst(), gate.unprovedPerSecond(), gate.underWay()), config.times().line(), usual.dial());
  }

  /// Those that it listens on; a node that only dials out has no part in the cluster.
  private Set<Integer> ownPorts() {
    return Stream.of(config.http().port(), clusterPort(), busPort()).filter(port -> port > 0)
        .collect(Collectors.toUnmodifiableSet());
  }

  /// Half of the cores: the other half is for job code. What the rooms say to each other then seldom has to wake another thread, which
  /// is most of what a short job costs.
  private static int eventLoops() { return Math.max(1, Runtime.getRuntime().availableProcessors() / 2); }

  /// Starts the rooms of the mesh. Blocks.
  void deploy(Parts parts) {
    cluster.ifPresent(members -> members.onChange(this::changed));
    bus.onSession(registry::heard);
    bus.onTwin(registry::twin);
    bus.onSession(peer -> {
      if (peer.node().equals(membership.authority()))
        authority.met();
    });
    membership.whenChanged(this::renewed);
    StartUp.deploy(vertx, parts, Parts.Stage.DOORS, authority);
    StartUp.deploy(vertx, parts, Parts.Stage.DOORS, transport);
    StartUp.deploy(vertx, parts, Parts.Stage.GOODBYE, registry);
    StartUp.deploy(vertx, parts, Parts.Stage.GOODBYE, new Following(this));
    transport.onChange(this::linksChanged);
    linksChanged(); // what came while the registry was not there
    if (config.mesh().discovery()) {
      DiscoveryConfig discovery = new DiscoveryConfig(config.mesh().discoveryPort(), DiscoveryConfig.EVERY,
          config.mesh().loopback());
      StartUp.deploy(vertx, parts, Parts.Stage.GOODBYE,
          new DiscoveryVerticle(membership.node(), discovery, trust, this::presence, this::heard, clock,
              RandomGenerator.getDefault()));
    }
    if (!membership.isAuthority()) {
      contact(membership.authority(), doorsOfAuthority(), Optional.empty());
      registry.candidate(membership.authority(), List.of(), Optional.empty());
    }
    cluster.ifPresent(members -> members.members().stream().filter(node -> !node.equals(membership.node()))
        .forEach(node -> registry.candidate(node, List.of(), Optional.empty())));
  }

  private List<String> doorsOfAuthority() {
    return membership.authorityCard().addresses().stream()
        .map(address -> Reach.at(address, membership.authorityCard().ports().http())).toList();
  }

  /// Puts the routes of enrolment and of peer links on the door.
  void mount(Router router, Function<HttpServerRequest, String> remoteOf) {
    authority.mount(router, remoteOf);
    transport.mount(router, remoteOf);
  }

  Vertx vertx() { return vertx; }

  Membership membership() { return membership; }

  /// What this node shows in TLS, always the current one.
  KeyCertOptions keys() { return KeyCertOptions.wrap(doorTls.keyManager()); }

  /// With the root: it is what a token pins.
  private static TlsCredential withRoot(Membership membership) {
    List<X509Certificate> chain = new ArrayList<>(membership.tls().chain());
    chain.addAll(membership.roots());
    return new TlsCredential(chain, membership.tls().key());
  }

  /// By which people and commands know the door, if it shows the certificate of the mesh.
  Optional<DoorCertificate> doorCertificate() {
    if (!config.http().selfSigned())
      return Optional.empty();
    return Optional.of(new DoorCertificate(config.data().resolve("mesh").resolve("root.pem"),
        Certificates.fingerprint(membership.tls().chain().getFirst())));
  }

  Reach reach() { return reach; }

  RunningNode.Sight sight() {
    dev.kith.registry.Sight seen = registry.sight().await();
    return new RunningNode.Sight(seen.mutual(), seen.unseeing(), seen.unseen());
  }

  /// Looks whether this machine has other addresses by now, and whether the cluster is lost; does what follows. Blocks, for seconds if
  /// so; one call at a time.
  void follow() {
    reach.look().ifPresent(addresses -> {
      LOG.info("the addresses of this node are {} now, not {}", addresses, reach.literals());
      reach.settle(addresses);
      changed = true;
    });
    cluster.ifPresent(this::moveIfNeeded);
    if (changed) { // after the move: the authority is asked over the cluster
      changed = false;
      renewCard();
    }
    cluster.ifPresent(members -> holdOn(members.members().size() - 1));
  }

  /// A card that names a host says the same as before, and is to be proved anew.
  private void renewCard() {
    if (reach.named())
      authority.renew().onFailure(failure -> LOG.warn("the card could not be renewed: {}", failure.getMessage()));
    else
      authority.check();
  }

  private void moveIfNeeded(Cluster members) {
    String told = reach.tell(members.told());
    if (members.isThere() && told.equals(members.told()))
      return;
    try {
      members.move(told);
    } catch (RuntimeException e) { // of whoever did not let it in; the next look tries again
      LOG.warn("this node is in no cluster: {}", e.getMessage());
    }
  }

  private void holdOn(int others) {
    switch (lifeline.look(others, !gateways.isEmpty())) {
      case DIAL -> transport.dial(dialled());
      case HANG_UP -> transport.hangUp();
      case NONE -> { // as it is
      }
    }
  }

  /// The door listens.
  void listening(int port) { reach.door(port); }

  private void changed(MemberChange change) {
    if (change instanceof MemberChange.Joined) {
      registry.candidate(change.node(), List.of(), Optional.empty());
    } else {
      bus.gatewayLost(change.node());
      registry.carrierLost(change.node());
      if (!transport.linked().contains(change.node()))
        bus.unreachable(change.node(), "it left the cluster");
    }
  }

  /// Another card, another list of the revoked, other mesh keys: whatever was built on the old ones is built anew.
  private void renewed() {
    if (membership.card().role() != roleAtStart)
      LOG.warn("this node's card says {} now; start the node again to take it up", membership.card().role());
    tls.replace(membership.tls());
    doorTls.replace(withRoot(membership));
    for (Revocations.Entry entry : membership.revoked()) {
      cluster.ifPresent(members -> members.disconnect(entry.node()));
      registry.forget(entry.node());
      gateways.remove(entry.node());
    }
    bus.rekey().onFailure(failure -> LOG.warn("no new sessions could be made: {}", failure.getMessage()));
  }

  private synchronized void linksChanged() {
    Set<NodeId> now = transport.linked();
    Set<NodeId> before = linked;
    linked = now;
    now.stream().filter(node -> !before.contains(node)).forEach(node -> {
      LOG.info("this node keeps the link of node {}", node);
      registry.linked(node);
    });
    before.stream().filter(node -> !now.contains(node)).forEach(registry::carrierLost);
    Optional<NodeId> last = gateway;
    gateway = transport.gateway();
    if (gateway.equals(last))
      return;
    last.ifPresent(registry::carrierLost);
    if (gateway.isPresent())
      registry.relinked();
  }

  private void heard(Candidate candidate) { registry.candidate(candidate.node(), candidate.addresses(), candidate.cluster()); }

  private Presence presence() {
    return new Presence(cluster.isPresent() ? reach.literals() : List.of(), reach.door(),
        cluster.isPresent() ? clusterPort() : 0);
  }

  private Own own() {
    return new Own(Mapping.name(config), cluster.isEmpty() ? List.of() : reach.addresses(),
        new Ports(reach.door(), clusterPort(), busPort()));
  }

  private int clusterPort() { return cluster.map(Cluster::clusterPort).orElse(0); }

  private int busPort() { return cluster.map(Cluster::busPort).orElse(0); }

  /// Where others reach this node: nowhere if it only dials out.
  private List<String> doors() { return cluster.isPresent() ? reach.doors() : List.of(); }

  // What the registry asks.

  @Override
  public String mesh() { return membership.mesh(); }

  @Override
  public Self self() {
    Optional<String> place = cluster.map(members -> Reach.at(members.told(), members.clusterPort()));
    return new Self(membership.card().name(), membership.card().role(), version(), doors(), place, transport.gateway(),
        membership.card().notAfter());
  }

  private static String version() {
    String version = MeshSide.class.getPackage().getImplementationVersion();
    return version == null ? "development" : version;
  }

  @Override
  public Optional<Trust.Peer> known(NodeId node) { return bus.known(node); }

  @Override
  public String carrier(NodeId node) {
    if (cluster.isPresent() && cluster.get().members().contains(node))
      return "member";
    boolean overGateway = transport.gateway().isPresent() || (cluster.isPresent() && bus.gateway(node).isPresent());
    return overGateway || transport.linked().contains(node) ? "link" : "none";
  }

  @Override
  public void contact(NodeId node, List<String> addresses, Optional<String> place) {
    cluster.ifPresent(members -> place.filter(_ -> !carrier(node).equals("member")).ifPresent(members::seed));
    Stream<String> named = node.equals(membership.authority()) ? config.mesh().coord().stream() : Stream.of();
    List<String> doors = Stream.concat(named, addresses.stream()).filter(address -> !address.endsWith(":0")).map(MeshSide::door)
        .limit(Gateway.DOORS_MAX).toList();
    if (doors.isEmpty() || node.equals(membership.node()) || (gateways.size() >= GATEWAYS_MAX && !gateways.containsKey(node)))
      return;
    if (!doors.equals(gateways.put(node, doors)) && cluster.isEmpty())
      transport.dial(dialled());
  }

  /// On loopback doors speak in clear.
  private static String door(String address) {
    String host = address.replaceFirst(":[0-9]+(/.*)?$", "").replaceAll("^\\[|]$", "");
    return NodeConfig.isLoopback(host) ? "ws://" + address : address;
  }

  private List<Gateway> dialled() {
    synchronized (gateways) {
      return gateways.entrySet().stream().map(each -> Gateway.of(each.getKey(), each.getValue())).toList();
    }
  }

  @Override
  public void gateway(NodeId node, Optional<NodeId> over, boolean sure) {
    boolean there = over.isPresent() && cluster.isPresent() && cluster.get().members().contains(over.get());
    if (sure || (there && bus.gateway(node).isEmpty()))
      bus.gateway(node, over);
  }

  @Override
  public Optional<Double> distanceKm(NodeId node) { return Optional.empty(); }

  @Override
  public Map<String, Long> figures() {
    Map<String, Long> figures = new LinkedHashMap<>(bus.figures());
    figures.put("links", Long.valueOf(transport.linked().size()));
    figures.put("members", Long.valueOf(cluster.map(members -> members.members().size()).orElse(0)));
    trust.refusals().forEach((reason, count) -> figures.put("refused: " + reason, count));
    return figures;
  }

  @Override
  public LogRing logs() { return Logging.ring(); }

  @Override
  public Future<Integer> rekey() { return bus.rekey(); }

  @Override
  public Future<Void> newCard(NodeId from, String credential) { return bus.meet(from, CARD_CHECK).mapEmpty(); }

  @Override
  public Future<Void> revoked(String signed) { return authority.revoked(signed); }

  // What the door asks.

  @Override
  public NodeId node() { return membership.authority(); }

  @Override
  public List<String> addresses() {
    if (membership.isAuthority())
      return reach.doors();
    return doorsOfAuthority();
  }
}
