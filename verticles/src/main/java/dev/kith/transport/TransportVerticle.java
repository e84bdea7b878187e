package dev.kith.transport;

import dev.kith.bus.Frames;
import dev.kith.message.Limits;
import dev.kith.model.NodeId;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.TrustOptions;
import io.vertx.ext.web.Router;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;

/// Peer links, both ends: the WebSocket at `/ws/peer`, mounted on the HTTP server of another verticle, and the links that this node
/// keeps to gateways when it can't be reached itself. All methods but the life cycle are thread-safe.
public final class TransportVerticle extends VerticleBase {
  /// Relative to wherever the router is mounted.
  public static final String PATH = "/ws/peer";
  private static final int LISTENERS_MAX = 16;

  private final TransportConfig config;
  private final Frames frames;
  private final Optional<TrustOptions> doors;
  private final LocalAddresses addresses;
  private final LinkCounts counts = new LinkCounts();
  private final Uplink uplink = new Uplink();
  private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
  private volatile PeerLinks links;
  private volatile boolean dialled;
  private Context home;
  private Dialler dialler;
  private List<Gateway> wanted = List.of();

  /// @param doors whom to believe at a gateway's TLS door, which is the mesh alone; empty if only loopback is dialled
  /// @param addresses of this machine; polled by this verticle
  public TransportVerticle(TransportConfig config, Frames frames, Optional<TrustOptions> doors, LocalAddresses addresses) {
    this.config = config;
    this.frames = frames;
    this.doors = doors;
    this.addresses = addresses;
  }

  @Override
  public Future<?> start() {
    links = new PeerLinks(vertx, config, frames, counts, this::tell);
    Doors opener = new Doors(vertx, config, frames, counts, doors);
    dialler = new Dialler(vertx, config.dial(), opener, frames, uplink, addresses::order,
        () -> ThreadLocalRandom.current().nextDouble(), this::tell);
    addresses.onChange(_ -> resume());
    vertx.setPeriodic(LocalAddresses.POLL.toMillis(), _ -> vertx.executeBlocking(addresses::poll));
    synchronized (this) {
      home = context;
      dialler.dial(wanted);
    }
    return Future.succeededFuture();
  }

  @Override
  public Future<?> stop() {
    List<Outbound> mine = List.copyOf(uplink.links());
    dialler.stop();
    links.shutDown();
    return Future.join(mine.stream().map(Outbound::over).toList()).otherwiseEmpty();
  }

  /// Adds the route. May be called before this verticle is started; until then peers get 503.
  ///
  /// @param remoteOf the address that counts against the limits: past the proxies that the server trusts
  public void mount(Router router, Function<HttpServerRequest, String> remoteOf) {
    router.get(PATH).handler(request -> {
      PeerLinks present = links;
      if (present == null) request.response().setStatusCode(503).end();
      else
        present.upgrade(request, remoteOf.apply(request.request()));
    });
  }

  /// From now on keeps a link to the first of these that answers, or as many as configured. From the first call on, frames to nodes
  /// without a route of their own go by these links.
  ///
  /// @param gateways best first, at most [Dialler#GATEWAYS_MAX]; none ends no link, but none is begun any more
  public synchronized void dial(List<Gateway> gateways) {
    Limits.range("gateways (their number)", gateways.size(), 0, Dialler.GATEWAYS_MAX);
    wanted = List.copyOf(gateways);
    if (!dialled) {
      dialled = true;
      frames.routeOthers(uplink);
    }
    if (home != null)
      home.runOnContext(_ -> dialler.dial(gateways));
  }

  /// Ends the links that this node keeps, and begins none any more: it is reached without them again.
  public synchronized void hangUp() {
    wanted = List.of();
    if (home != null)
      home.runOnContext(_ -> dialler.hangUp());
  }

  /// Tries at once, and asks the links that are there for a sign of life: after the network changed, or if a link is in doubt.
  public synchronized void resume() { if (home != null)
    home.runOnContext(_ -> dialler.resume()); }

  /// The nodes whose links this node keeps as their gateway.
  public Set<NodeId> linked() {
    PeerLinks present = links;
    return present == null ? Set.of() : present.linked();
  }

  /// The node that keeps this node's link; of two, the one that frames go by first.
  public Optional<NodeId> gateway() { return uplink.gateway(); }

  /// All that keep a link of this node.
  public List<NodeId> gateways() { return uplink.links().stream().map(Outbound::gateway).toList(); }

  /// @param listener told, on any thread, that [#linked] or [#gateway] changed
  public void onChange(Runnable listener) {
    Limits.range("listeners (their number)", listeners.size() + 1L, 1, LISTENERS_MAX);
    listeners.add(listener);
  }

  public LinkCounts.Snapshot counts() { return counts.now(); }

  /// Places taken by others' links, those not proved or not yet closed counted.
  int sockets() { return links.admission().open(); }

  private void tell() { listeners.forEach(Runnable::run); }
}
