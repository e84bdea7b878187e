package dev.kith.cluster;

import com.hazelcast.config.Config;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.instance.AddressPicker;
import com.hazelcast.instance.impl.DefaultNodeContext;
import com.hazelcast.instance.impl.HazelcastInstanceFactory;
import com.hazelcast.instance.impl.Node;
import com.hazelcast.instance.impl.NodeExtension;
import dev.kith.model.NodeId;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.eventbus.EventBusOptions;
import io.vertx.core.impl.VertxBootstrapImpl;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// This node as a member of its mesh: the clustered Vert.x and the membership behind it. Thread-safe.
public final class Cluster implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Cluster.class);
  /// How long a connection may take to show a good certificate.
  static final Duration HANDSHAKE = Duration.ofSeconds(10);
  private static final Duration START_MAX = Duration.ofMinutes(3);
  private static final Duration CLOSE_MAX = Duration.ofSeconds(10);

  private final ClusterConfig config;
  private final ScheduledExecutorService clock;
  private final Gate gate;
  private final Membership membership;
  private final MeshTransport transport;
  private final Watch watch;
  private final Object moving = new Object();
  private Vertx vertx;
  private volatile HazelcastInstance hazelcast;
  private volatile Seeds seeds;
  private volatile String tell;
  private volatile int port;
  private volatile boolean closed;
  /// Where others may be while this node is in no cluster.
  private List<String> last;

  private Cluster(ClusterConfig config, Duration handshake) {
    this.config = config;
    clock = Executors.newSingleThreadScheduledExecutor(Thread.ofPlatform().daemon().name("kith-cluster-clock").factory());
    gate = new Gate(config.mesh(), config.nodeId(), handshake, clock, new Refusals(System::nanoTime));
    membership = new Membership(config.nodeId());
    watch = new Watch(gate::retire);
    tell = config.tell();
    port = config.clusterPort();
    last = config.seeds();
    transport = new MeshTransport(
        new BusDoor(config.tls().context(), gate, handshake, membership::nodeAt, config.nodeId()));
  }

  /// Blocks until this node is a member: of its seeds' cluster, or of its own if no seed is there.
  ///
  /// @throws RefusedException if seeds are there but none lets this node in; nothing is left running
  public static Cluster start(ClusterConfig config) { return start(config, HANDSHAKE); }

  static Cluster start(ClusterConfig config, Duration handshake) { return start(config, handshake, START_MAX); }

  /// As [#start], given up after that time.
  public static Cluster startWithin(ClusterConfig config, Duration patience) { return start(config, HANDSHAKE, patience); }

  private static Cluster start(ClusterConfig config, Duration handshake, Duration patience) {
    Cluster cluster = new Cluster(config, handshake);
    try {
      cluster.join(patience);
      return cluster;
    } catch (RuntimeException | InterruptedException e) {
      cluster.close();
      if (e instanceof RuntimeException known)
        throw known;
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while joining the cluster", e);
    }
  }

  private void join(Duration patience) throws InterruptedException {
    CompletableFuture<Void> warm = CompletableFuture.runAsync(() -> WarmUp.run(config.tls()), Thread.ofVirtual()::start);
    vertx = await(startVertx(), patience);
    if (!transport.isGuarded())
      throw new IllegalStateException("the event bus opened a port without the mesh's TLS");
    await(warm, patience);
    enter();
  }

  private void enter() throws InterruptedException {
    List<String> live = liveSeeds(last);
    startHazelcast(live);
    seeds.watch(clock);
    if (!live.isEmpty() && members().size() == 1)
      LOG.warn("seeds {} are there, but this node is alone yet: it keeps trying", live);
  }

  /// From now on others are to find this node at another address: it leaves the cluster and joins it again under that. Vert.x, its event
  /// bus and whoever uses them stay. Blocks, for seconds.
  ///
  /// @throws RuntimeException if it could not join anew; then it is in no cluster until this is called again
  public void move(String address) {
    synchronized (moving) {
      LOG.info("this node is told to others at {} from now on, not at {}", address, tell);
      leave();
      tell = address;
      membership.tell(address);
      try {
        if (!closed)
          enter();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException("interrupted while joining the cluster again", e);
      }
    }
  }

  /// Without a word to the others, who may not be there: their ends of the connections close, or fall silent.
  private void leave() {
    if (hazelcast.getLifecycleService().isRunning()) {
      last = seeds.end();
      hazelcast.getLifecycleService().terminate();
    }
    gate.disconnectAll();
  }

  private Future<Vertx> startVertx() {
    EventBusOptions bus = MeshTransport.marked(new EventBusOptions()).setHost(config.bind()).setPort(config.busPort())
        .setClusterPublicHost(config.tell());
    VertxBootstrapImpl bootstrap = new VertxBootstrapImpl(
        new VertxOptions().setEventLoopPoolSize(config.eventLoops()).setEventBusOptions(bus));
    bootstrap.clusterManager(membership).clusterNodeSelector(new WireSelector(membership)).transport(transport).init();
    return bootstrap.clusteredVertx().toCompletionStage().toCompletableFuture();
  }

  private List<String> liveSeeds(List<String> known) throws InterruptedException {
    List<SeedProbe.Answer> answers = new SeedProbe(config.tls()).ask(known);
    List<String> welcome = Seeds.welcome(answers);
    List<SeedProbe.Answer.Refused> refused = answers.stream().filter(SeedProbe.Answer.Refused.class::isInstance)
        .map(SeedProbe.Answer.Refused.class::cast).toList();
    if (welcome.isEmpty() && !refused.isEmpty()) {
      String reasons = String.join("; ",
          refused.stream().map(answer -> answer.seed() + ": " + Refusals.text(answer.reason())).toList());
      throw new RefusedException("no seed lets node " + config.nodeId() + " in (" + reasons + ")", refused.getFirst().reason());
    }
    return welcome;
  }

  private void startHazelcast(List<String> live) {
    Config settings = HazelcastSettings.of(config, live, membership.bus());
    AtomicReference<TlsNodeExtension> extension = new AtomicReference<>();
    hazelcast = HazelcastInstanceFactory.newHazelcastInstance(settings, settings.getInstanceName(), new DefaultNodeContext() {
      @Override
      public AddressPicker createAddressPicker(Node node) { return new MemberPlace(config.bind(), port, tell); }

      @Override
      public NodeExtension createNodeExtension(Node node) {
        extension.set(new TlsNodeExtension(node, config.tls().context(), gate));
        return extension.get();
      }
    });
    port = hazelcast.getCluster().getLocalMember().getAddress().getPort();
    membership.attach(hazelcast);
    MemberBinding binding = extension.get().binding();
    seeds = new Seeds(new SeedProbe(config.tls()), settings.getAdvancedNetworkConfig().getJoin().getTcpIpConfig(), hazelcast,
        last);
    watch.attach(hazelcast, binding);
    binding.watch(seeds::add);
  }

  public Vertx vertx() { return vertx; }

  public int clusterPort() { return port; }

  /// Whether it has a part in a cluster, be it alone: not if it could not join again after a move.
  public boolean isThere() { return hazelcast.getLifecycleService().isRunning(); }

  /// The address at which others are told that this node is.
  public String told() { return tell; }

  public int busPort() { return membership.bus().port(); }

  /// This node included, the longest there first.
  public List<NodeId> members() { return membership.nodes(); }

  /// @param listener called in the order of events, on one thread that it must not hold up
  public void onChange(Consumer<MemberChange> listener) { watch.add(listener); }

  /// Tells of another cluster port, found while running: if nodes of this mesh are there that are not in this cluster, the two
  /// become one. Of more than {@value ClusterConfig#SEEDS_MAX} the oldest is forgotten.
  public void seed(String addressAndPort) { seeds.add(ClusterConfig.seed(addressAndPort)); }

  /// Closes every connection with this node, of the cluster and the event bus. It may come back if its certificate is still believed.
  ///
  /// @return how many connections there were
  public int disconnect(NodeId node) { return gate.disconnect(node); }

  /// Leaves the cluster. Blocks.
  @Override
  public void close() {
    closed = true;
    try {
      if (vertx != null)
        await(vertx.close().toCompletionStage().toCompletableFuture(), CLOSE_MAX);
    } catch (IllegalStateException | InterruptedException e) {
      LOG.warn("cannot close Vert.x in order", e);
      if (e instanceof InterruptedException)
        Thread.currentThread().interrupt();
    } finally {
      synchronized (moving) {
        if (hazelcast != null)
          hazelcast.shutdown();
      }
      clock.shutdownNow();
    }
  }

  /// Ends without a word to the others.
  void kill() {
    hazelcast.getLifecycleService().terminate();
    close();
  }

  HazelcastInstance hazelcast() { return hazelcast; }

  Gate gate() { return gate; }

  private static <T> T await(Future<T> future, Duration atMost) throws InterruptedException {
    try {
      return future.get(atMost.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException cause)
        throw cause;
      throw new IllegalStateException(e.getCause().getMessage(), e.getCause());
    } catch (TimeoutException e) {
      throw new IllegalStateException("not done within " + atMost.toSeconds() + " s", e);
    }
  }
}
