package dev.kith.registry;

import dev.kith.bus.Trust;
import dev.kith.model.NodeId;
import dev.kith.model.Role;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// The rest of a node: everybody in `mesh` is believed.
final class FakeTies implements Ties {
  static final Instant UNTIL = Instant.parse("2027-01-01T00:00:00Z");

  final Map<NodeId, Trust.Peer> mesh;
  final Trust.Peer self;
  final LogRing logs = new LogRing();
  volatile Optional<NodeId> gateway = Optional.empty();
  final Set<NodeId> contacted = ConcurrentHashMap.newKeySet();
  final Set<String> told = ConcurrentHashMap.newKeySet();
  volatile String carrier = "member";
  volatile boolean elsewhere;
  final Set<Thread> askedOn = ConcurrentHashMap.newKeySet();

  FakeTies(Trust.Peer self, Map<NodeId, Trust.Peer> mesh) {
    this.self = self;
    this.mesh = mesh;
    mesh.put(self.node(), self);
  }

  static NodeId node(int number) { return new NodeId(String.format("%032x", number)); }

  static Trust.Peer peer(int number, Role role) { return new Trust.Peer(node(number), role, "n" + number, "ab" + number, UNTIL); }

  @Override
  public String mesh() { return "ab".repeat(16); }

  @Override
  public Self self() {
    return new Self(self.name(), self.role(), "test", List.of("10.0.0." + Integer.parseInt(self.node().value(), 16) + ":8080"),
        Optional.empty(), gateway, UNTIL);
  }

  @Override
  public Optional<Trust.Peer> known(NodeId node) {
    askedOn.add(Thread.currentThread());
    return Optional.ofNullable(mesh.get(node));
  }

  @Override
  public String carrier(NodeId node) { return carrier; }

  @Override
  public void contact(NodeId node, List<String> addresses, Optional<String> cluster) { contacted.add(node); }

  @Override
  public void gateway(NodeId node, Optional<NodeId> gateway, boolean sure) {
    told.add(node + " is behind " + gateway.map(NodeId::value).orElse("nobody") + (sure ? "" : ", as others say"));
  }

  @Override
  public Optional<Double> distanceKm(NodeId node) { return Optional.empty(); }

  @Override
  public Map<String, Long> figures() { return Map.of("shardsDone", 7L); }

  @Override
  public LogRing logs() { return logs; }

  @Override
  public Future<Integer> rekey() { return Future.succeededFuture(3); }

  @Override
  public Future<Void> newCard(NodeId from, String credential) {
    told.add("card of " + from + ": " + credential);
    Promise<Void> done = Promise.promise();
    if (elsewhere)
      Thread.startVirtualThread(done::complete);
    else
      done.complete();
    return done.future();
  }

  @Override
  public Future<Void> revoked(String signed) {
    told.add("revoked: " + signed);
    return Future.succeededFuture();
  }
}
