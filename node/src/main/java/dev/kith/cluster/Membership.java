package dev.kith.cluster;

import com.hazelcast.cluster.Member;
import com.hazelcast.core.HazelcastInstance;
import dev.kith.model.NodeId;
import io.vertx.core.Completable;
import io.vertx.core.Vertx;
import io.vertx.core.shareddata.AsyncMap;
import io.vertx.core.shareddata.Counter;
import io.vertx.core.shareddata.Lock;
import io.vertx.core.spi.cluster.ClusterManager;
import io.vertx.core.spi.cluster.NodeInfo;
import io.vertx.core.spi.cluster.NodeListener;
import io.vertx.core.spi.cluster.RegistrationInfo;
import io.vertx.core.spi.cluster.RegistrationListener;
import java.net.InetSocketAddress;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/// What Vert.x asks of a cluster, answered from the attributes that each member carries: its node id and where its event bus listens.
/// They come and go with the member itself, so there is no map of nodes and none of subscriptions that could go stale or lose an
/// entry when clusters split and merge. Shared maps, locks and counters are refused: nothing may rest on them. Thread-safe.
final class Membership implements ClusterManager {
  static final String NODE_ID = "__vertx.nodeId";
  static final String BUS_HOST = "kith.bus.host";
  static final String BUS_PORT = "kith.bus.port";

  private final NodeId self;
  private volatile NodeInfo bus;
  private volatile HazelcastInstance hazelcast;

  Membership(NodeId self) { this.self = self; }

  /// From now on there are others.
  void attach(HazelcastInstance instance) { hazelcast = instance; }

  BusAddress bus() {
    NodeInfo own = Objects.requireNonNull(bus, "the event bus has not started");
    return new BusAddress(own.host(), own.port());
  }

  /// In the order in which they joined.
  List<NodeId> nodes() { return members().map(member -> new NodeId(member.getAttribute(NODE_ID))).distinct().toList(); }

  boolean isMember(String node) { return node.equals(self.value()) || find(node).isPresent(); }

  /// @return whose event bus is there; empty if no member says so
  Optional<NodeId> nodeAt(InetSocketAddress address) {
    return members().filter(member -> listensAt(member, address)).map(member -> new NodeId(member.getAttribute(NODE_ID)))
        .reduce((_, last) -> last);
  }

  private static boolean listensAt(Member member, InetSocketAddress address) {
    String host = member.getAttribute(BUS_HOST);
    return String.valueOf(address.getPort()).equals(member.getAttribute(BUS_PORT)) && (address.getHostString().equals(host)
        || (address.getAddress() != null && address.getAddress().getHostAddress().equals(host)));
  }

  /// A node that was started anew can be there twice until its former life is noticed dead: the later one is meant.
  private Optional<Member> find(String node) {
    return members().filter(member -> node.equals(member.getAttribute(NODE_ID))).reduce((_, last) -> last);
  }

  private Stream<Member> members() {
    HazelcastInstance instance = hazelcast;
    return instance == null || !instance.getLifecycleService().isRunning()
        ? Stream.empty()
        : instance.getCluster().getMembers().stream().filter(member -> member.getAttribute(NODE_ID) != null);
  }

  @Override
  public String getNodeId() { return self.value(); }

  @Override
  public NodeInfo getNodeInfo() { return bus; }

  @Override
  public List<String> getNodes() { return nodes().stream().map(NodeId::value).toList(); }

  @Override
  public void setNodeInfo(NodeInfo info, Completable<Void> done) {
    bus = info;
    done.succeed();
  }

  @Override
  public void getNodeInfo(String node, Completable<NodeInfo> done) {
    Optional<Member> member = find(node);
    if (member.isPresent())
      done.succeed(
          new NodeInfo(member.get().getAttribute(BUS_HOST), Integer.parseInt(member.get().getAttribute(BUS_PORT)), null));
    else
      done.fail("node " + node + " is not a member of the cluster");
  }

  @Override
  public void getRegistrations(String address, Completable<List<RegistrationInfo>> done) { done.succeed(List.of()); }

  @Override
  public void addRegistration(String address, RegistrationInfo info, Completable<Void> done) { done.succeed(); }

  @Override
  public void removeRegistration(String address, RegistrationInfo info, Completable<Void> done) { done.succeed(); }

  @Override
  public void init(Vertx vertx) {
    // needs nothing of it
  }

  /// Hazelcast starts once the event bus listens, to tell where.
  @Override
  public void join(Completable<Void> done) { done.succeed(); }

  /// Hazelcast ends after Vert.x.
  @Override
  public void leave(Completable<Void> done) { done.succeed(); }

  @Override
  public boolean isActive() { return true; }

  @Override
  public void nodeListener(NodeListener listener) {
    // only high availability listens, and it is off
  }

  @Override
  public void registrationListener(RegistrationListener listener) {
    // there are no registrations
  }

  @Override
  public <K, V> void getAsyncMap(String name, Completable<AsyncMap<K, V>> done) { done.fail(unsupported("map", name)); }

  @Override
  public <K, V> Map<K, V> getSyncMap(String name) { throw unsupported("map", name); }

  @Override
  public void getLockWithTimeout(String name, long timeout, Completable<Lock> done) { done.fail(unsupported("lock", name)); }

  @Override
  public void getCounter(String name, Completable<Counter> done) { done.fail(unsupported("counter", name)); }

  private static UnsupportedOperationException unsupported(String what, String name) {
    return new UnsupportedOperationException("cluster-wide " + what + " '" + name + "': the cluster is for membership only");
  }

  static List<NodeId> of(Collection<Member> members) {
    return members.stream().map(member -> member.getAttribute(NODE_ID)).filter(Objects::nonNull).map(NodeId::new).distinct()
        .toList();
  }
}
