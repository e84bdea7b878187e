package dev.kith.bus;

import dev.kith.crypto.Identity;
import dev.kith.handshake.FrameHeader;
import dev.kith.message.ErrorCode;
import dev.kith.message.KithException;
import dev.kith.model.Blob;
import dev.kith.model.NodeId;
import dev.kith.model.Role;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/// Nodes with a Vert.x each, and a wire between them that tests can cut, tap and disturb. Credentials are the role's name: the trust
/// here believes them, cards are checked elsewhere.
final class Mesh implements AutoCloseable {
  final Map<NodeId, Station> stations = new ConcurrentHashMap<>();
  private final List<Station> copies = new CopyOnWriteArrayList<>();
  final List<byte[]> wire = new CopyOnWriteArrayList<>();
  volatile Predicate<FrameHeader> lost = _ -> false;
  volatile Predicate<FrameHeader> twice = _ -> false;
  private final Path keys;

  Mesh(Path keys) { this.keys = keys; }

  final class Station implements Carrier {
    final Vertx vertx = Vertx.vertx();
    final Identity identity;
    final Role role;
    final Bus bus;
    final Set<NodeId> revoked = ConcurrentHashMap.newKeySet();
    volatile List<Trust.MeshKey> meshKeys = List.of(new Trust.MeshKey(1, new Blob(new byte[32])));
    volatile String mesh = "0".repeat(32);

    Station(Identity identity, Role role, BusConfig config) {
      this.identity = identity;
      this.role = role;
      bus = Bus.join(vertx, identity, new Believing(this), config);
      bus.frames().routeOthers(this);
    }

    NodeId id() { return identity.nodeId(); }

    @Override
    public Future<Void> send(NodeId to, Buffer frame) {
      if (copies.contains(this) || copies.stream().anyMatch(copy -> copy.id().equals(id())))
        stations.put(id(), this);
      Station other = stations.get(to);
      if (other == null)
        return Future.failedFuture(new KithException(ErrorCode.UNAVAILABLE, "no such station"));
      FrameHeader header = FrameHeader.of(frame.getBytes());
      wire.add(frame.getBytes());
      if (!lost.test(header)) {
        other.bus.frames().arrived(frame, other);
        if (twice.test(header))
          other.bus.frames().arrived(frame, other);
      }
      return Future.succeededFuture();
    }
  }

  private record Believing(Station station) implements Trust {
    @Override
    public String mesh() { return station.mesh; }

    @Override
    public byte[] credential() { return station.role.name().getBytes(StandardCharsets.US_ASCII); }

    @Override
    public List<MeshKey> meshKeys() { return station.meshKeys; }

    @Override
    public Peer check(byte[] credential, byte[] staticKey) {
      byte[] digest = Arrays.copyOf(dev.kith.crypto.Digests.sha256(staticKey).bytes(), 16);
      NodeId node = new NodeId(java.util.HexFormat.of().formatHex(digest));
      if (station.revoked.contains(node))
        throw new KithException(ErrorCode.FORBIDDEN, "revoked");
      return new Peer(node, Role.valueOf(new String(credential, StandardCharsets.US_ASCII)), "peer", "1", Instant.MAX);
    }

    @Override
    public Optional<String> lost(Peer peer) {
      return station.revoked.contains(peer.node()) ? Optional.of("revoked") : Optional.empty();
    }
  }

  Station add(Role role) { return add(role, BusConfig.defaults()); }

  Station add(Role role, BusConfig config) {
    Station station = new Station(Identity.loadOrCreate(keys.resolve("node" + stations.size() + ".key")), role, config);
    stations.put(station.id(), station);
    return station;
  }

  /// The same node, its process begun anew.
  Station again(Station station) {
    close(station);
    Station made = new Station(station.identity, station.role, BusConfig.defaults());
    stations.put(made.id(), made);
    return made;
  }

  /// Another process with the keys of that node. Frames to the node go to whichever of both spoke last.
  Station copy(Station station) {
    Station made = new Station(station.identity, station.role, BusConfig.defaults());
    copies.add(made);
    return made;
  }

  private static void close(Station station) {
    try {
      station.vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public void close() { new ArrayList<>(stations.values()).forEach(Mesh::close); }
}
