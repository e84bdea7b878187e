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
import java.util.LinkedHashMap;
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

  /// From now on others are told of another address of the event bus.
  void tell(String host) { bus = new NodeInfo(host, bus().port(), bus.metadata()); }

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
    return bus(member).filter(place -> place.is(address)).isPresent();
  }

  /// As it says itself.
  static Optional<BusAddress> bus(Member member) {
    String host = member.getAttribute(BUS_HOST);
    String port = member.getAttribute(BUS_PORT);
    return host == null || port == null || !port.matches("[0-9]{1,5}")
        ? Optional.empty()
        : Optional.of(new BusAddress(host, Integer.parseInt(port)));
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
    Optional<BusAddress> place = find(node).flatMap(Membership::bus);
    if (place.isPresent())
      done.succeed(new NodeInfo(place.get().host(), place.get().port(), null));
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

  /// Who is there and where its event bus is, in the order in which they joined. Of a node that is there twice the later one is meant.
  static Map<NodeId, Optional<BusAddress>> of(Collection<Member> members) {
    Map<NodeId, Optional<BusAddress>> there = new LinkedHashMap<>();
    members.stream().filter(member -> member.getAttribute(NODE_ID) != null)
        .forEach(member -> there.put(new NodeId(member.getAttribute(NODE_ID)), bus(member)));
    return there;
  }
}
