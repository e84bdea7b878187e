package dev.kith.cluster;

import dev.kith.model.NodeId;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;

/// All connections to and from other nodes, of the cluster port and the event bus: who is at the other end, how long it may take to
/// prove it, how many may be unproven at once. Thread-safe.
final class Gate {
  static final int UNPROVEN_MAX = 64;
  /// Of one address that is not loopback, so that one stranger can't take all of them.
  static final int UNPROVEN_OF_ADDRESS_MAX = 16;
  private static final long EXCESS_MILLIS = 50;

  private final String mesh;
  private final NodeId self;
  private final Duration deadline;
  private final ScheduledExecutorService clock;
  private final Refusals refusals;
  private final AtomicInteger unproven = new AtomicInteger();
  private final Map<InetAddress, Integer> unprovenOf = new ConcurrentHashMap<>();
  private final Set<Passage> passages = ConcurrentHashMap.newKeySet();

  Gate(String mesh, NodeId self, Duration deadline, ScheduledExecutorService clock, Refusals refusals) {
    this.mesh = mesh;
    this.self = self;
    this.deadline = deadline;
    this.clock = clock;
    this.refusals = refusals;
  }

  /// One that is over [#UNPROVEN_MAX] is closed a moment later: closing it right now would be in the middle of its making.
  ///
  /// @param incoming counts against [#UNPROVEN_MAX] until proven
  /// @param close ends the connection, from any thread
  Passage open(String door, boolean incoming, Supplier<SocketAddress> remote, Runnable close) {
    InetAddress stranger = incoming ? stranger(remote.get()) : null;
    String excess = incoming ? excess(stranger) : null;
    Passage passage = new Passage(door, incoming, excess, stranger, remote, close);
    passages.add(passage);
    passage.timer = clock.schedule(passage::late, excess != null ? EXCESS_MILLIS : deadline.toMillis(), TimeUnit.MILLISECONDS);
    return passage;
  }

  private static InetAddress stranger(SocketAddress remote) {
    return remote instanceof InetSocketAddress inet && inet.getAddress() != null && !inet.getAddress().isLoopbackAddress()
        ? inet.getAddress()
        : null;
  }

  /// Takes a place among the unproven, or says which limit is met.
  private synchronized String excess(InetAddress stranger) {
    if (unproven.get() >= UNPROVEN_MAX)
      return "more than " + UNPROVEN_MAX + " connections without a certificate yet";
    if (stranger != null && unprovenOf.getOrDefault(stranger, 0) >= UNPROVEN_OF_ADDRESS_MAX)
      return "more than " + UNPROVEN_OF_ADDRESS_MAX + " connections of that address without a certificate yet";
    unproven.incrementAndGet();
    if (stranger != null)
      unprovenOf.merge(stranger, 1, Integer::sum);
    return null;
  }

  private synchronized void settled(InetAddress stranger) {
    unproven.decrementAndGet();
    if (stranger != null)
      unprovenOf.computeIfPresent(stranger, (_, count) -> count == 1 ? null : count - 1);
  }

  /// Closes every connection with this node.
  int disconnect(NodeId node) {
    List<Passage> found = passages.stream().filter(passage -> node.equals(passage.node)).toList();
    found.forEach(passage -> passage.close.run());
    return found.size();
  }

  /// Closes every connection there is: the addresses of this machine have changed.
  void disconnectAll() { passages.forEach(passage -> passage.close.run()); }

  /// Closes the connections that this node has opened to the event bus of a node that is not there any more, or elsewhere: they would
  /// swallow what is sent until TCP gives up.
  ///
  /// @param now where it is; empty: nowhere
  void retire(NodeId node, Optional<BusAddress> now) {
    passages.stream().filter(passage -> passage.door.equals(BusDoor.DOOR) && !passage.incoming && node.equals(passage.node))
        .filter(passage -> now.filter(place -> place.is(passage.remote.get())).isEmpty()).forEach(passage -> passage.close.run());
  }

  int unproven() { return unproven.get(); }

  /// One connection.
  final class Passage {
    private final String door;
    private final boolean incoming;
    private final Supplier<SocketAddress> remote;
    private final Runnable close;
    private volatile ScheduledFuture<?> timer;
    private volatile NodeId node;
    /// The limit that it was over, null if none.
    private final String excess;
    private final InetAddress stranger;
    private final AtomicBoolean said = new AtomicBoolean();
    private boolean done;

    private Passage(String door, boolean incoming, String excess, InetAddress stranger, Supplier<SocketAddress> remote,
        Runnable close) {
      this.door = door;
      this.incoming = incoming;
      this.remote = remote;
      this.close = close;
      this.excess = excess;
      this.stranger = stranger;
    }

    /// The handshake is through.
    ///
    /// @throws CertificateException if that certificate, though good, can't be at the other end
    NodeId proven(SSLSession session) throws CertificateException {
      if (excess != null)
        throw new CertificateException(excess);
      NodeId found = peer(session);
      if (found.equals(self))
        throw new CertificateException("certificate is of this node itself");
      settle();
      node = found;
      return found;
    }

    private NodeId peer(SSLSession session) throws CertificateException {
      try {
        if (session.getPeerCertificates()[0] instanceof X509Certificate leaf)
          return PeerCertificate.node(leaf, mesh);
        throw new CertificateException("certificate is not X.509");
      } catch (SSLPeerUnverifiedException e) {
        throw new CertificateException("no certificate", e);
      }
    }

    /// Before it was proven or after, something was wrong at the other end.
    void refused(Throwable reason) { refused(Refusals.text(reason)); }

    /// The first reason is the one: what follows comes of closing.
    private void refused(String reason) {
      if (!said.getAndSet(true))
        refusals.refused(door + (incoming ? " (in)" : " (out)"), remote.get(), reason);
    }

    boolean isProven() { return node != null; }

    void closed() {
      settle();
      passages.remove(this);
    }

    private void late() {
      if (node == null) {
        refused(excess != null ? excess : "no certificate within " + deadline.toMillis() + " ms");
        close.run();
      }
    }

    private synchronized void settle() {
      if (done)
        return;
      done = true;
      if (incoming && excess == null)
        settled(stranger);
      if (timer != null)
        timer.cancel(false);
    }
  }
}
