package dev.kith.discovery;

import dev.kith.bus.Trust;
import dev.kith.model.Blob;
import dev.kith.model.NodeId;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.datagram.DatagramPacket;
import io.vertx.core.datagram.DatagramSocket;
import io.vertx.core.datagram.DatagramSocketOptions;
import java.net.InetAddress;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Announces this node over UDP, and passes on whom it hears. It never answers, so nobody can make it send more than it does anyway.
public final class DiscoveryVerticle extends VerticleBase {
  private static final Logger LOG = LoggerFactory.getLogger(DiscoveryVerticle.class);
  /// Changed addresses are noticed so soon, ms.
  private static final long LOOK_EVERY = 1_000;
  private static final int RECEIVE_BUFFER_BYTES = 64 * 1024;
  private static final int KEYS_TAKEN = 8;

  private final DiscoveryConfig config;
  private final Supplier<Presence> presence;
  private final Consumer<Candidate> heard;
  private final InstantSource clock;
  private final RandomGenerator random;
  private final Announcements announcements;
  private DatagramSocket socket;
  private Set<String> targets = Set.of();
  private Presence said;
  private long nextAt;
  private boolean looking;

  /// @param presence where others reach this node now; must not block
  /// @param heard called on this verticle's context with whom it hears: a hint, to be proved by a handshake
  public DiscoveryVerticle(NodeId self, DiscoveryConfig config, Trust trust, Supplier<Presence> presence,
      Consumer<Candidate> heard,
      InstantSource clock, RandomGenerator random) {
    this.config = config;
    this.presence = presence;
    this.heard = heard;
    this.clock = clock;
    this.random = random;
    this.announcements = new Announcements(self, random.nextLong(), () -> ring(trust));
  }

  @Override
  public Future<?> start() {
    if (config.port() == 0) return Future.succeededFuture();
    socket = vertx.createDatagramSocket(
        new DatagramSocketOptions().setBroadcast(true).setReuseAddress(true).setReceiveBufferSize(RECEIVE_BUFFER_BYTES));
    socket.handler(this::receive);
    socket.exceptionHandler(failure -> LOG.warn("discovery: {}", failure.getMessage()));
    return socket.listen(config.port(), "0.0.0.0").onSuccess(_ -> { // a socket bound to one address hears no broadcast
      LOG.info("announcing this node on UDP port {}", config.port());
      vertx.setPeriodic(0, LOOK_EVERY, _ -> look());
    });
  }

  @Override
  public Future<?> stop() { return socket == null ? Future.succeededFuture() : socket.close(); }

  /// The newest alone: announcements are hints, and a datagram must be cheap to refuse.
  private static List<Blob> ring(Trust trust) {
    return trust.meshKeys().stream().limit(KEYS_TAKEN).map(Trust.MeshKey::key).toList();
  }

  private void receive(DatagramPacket packet) {
    String source = packet.sender().hostAddress();
    if (config.loopback() && !InetAddress.ofLiteral(source).isLoopbackAddress()) return;
    announcements.heard(packet.data().getBytes(), source, clock.millis()).ifPresent(heard);
  }

  private void look() {
    if (looking) return;
    looking = true;
    vertx.executeBlocking(() -> Broadcasts.targets(config.loopback())).onComplete(_ -> looking = false)
        .onFailure(failure -> LOG.warn("cannot list the network interfaces: {}", failure.getMessage()))
        .onSuccess(this::announceIfDue);
  }

  private void announceIfDue(Set<String> now) {
    Presence current = presence.get();
    boolean changed = !now.equals(targets) || !current.equals(said);
    if (!changed && clock.millis() < nextAt) return;
    targets = now;
    said = current;
    long every = config.every().toMillis();
    nextAt = clock.millis() + every - every / 5 + random.nextLong(2 * every / 5);
    targets.forEach(this::announce);
  }

  private void announce(String target) {
    announcements.next(said, clock.millis()).ifPresent(datagram -> socket.send(Buffer.buffer(datagram), config.port(), target)
        .onFailure(failure -> LOG.debug("cannot announce to {}: {}", target, failure.getMessage())));
  }
}
