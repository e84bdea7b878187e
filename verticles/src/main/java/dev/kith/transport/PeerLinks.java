package dev.kith.transport;

import dev.kith.bus.Frames;
import dev.kith.model.NodeId;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.ext.web.RoutingContext;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// The links that other nodes keep to this one. Thread-safe.
final class PeerLinks {
  private final Vertx vertx;
  private final TransportConfig config;
  private final Frames frames;
  private final LinkCounts counts;
  private final Runnable changed;
  private final Admission admission;
  private final Map<NodeId, Guest> admitted = new ConcurrentHashMap<>();
  private final Set<Guest> open = ConcurrentHashMap.newKeySet();
  private volatile boolean shut;

  PeerLinks(Vertx vertx, TransportConfig config, Frames frames, LinkCounts counts, Runnable changed) {
    this.vertx = vertx;
    this.config = config;
    this.frames = frames;
    this.counts = counts;
    this.changed = changed;
    this.admission = new Admission(config.gate(), System::nanoTime);
  }

  Admission admission() { return admission; }

  LinkCounts counts() { return counts; }

  Set<NodeId> linked() { return Set.copyOf(admitted.keySet()); }

  void upgrade(RoutingContext request, String remote) {
    HttpServerRequest asked = request.request();
    if (!"websocket".equalsIgnoreCase(asked.getHeader(HttpHeaders.UPGRADE))) refuse(request, 426);
    // Browsers always say where a page comes from, nodes never.
    else if (asked.headers().contains(HttpHeaders.ORIGIN)) refuse(request, 403);
    else if (shut) refuse(request, 503);
    else
      enter(request, remote);
  }

  private void enter(RoutingContext request, String remote) {
    switch (admission.enter(remote)) {
      case TOO_MANY -> refuse(request, 503);
      case TOO_MANY_OF_ADDRESS, TOO_FAST -> refuse(request, 429);
      case ADMITTED ->
        request.request().toWebSocket().onSuccess(socket -> open(socket, request.request().connection(), remote)).onFailure(_ -> {
          admission.left(remote);
          refuse(request, 400);
        });
    }
  }

  private void refuse(RoutingContext request, int status) {
    counts.turnedAway.increment();
    if (status == 426)
      request.response().putHeader(HttpHeaders.UPGRADE, "websocket");
    if (status == 429 || status == 503)
      request.response().putHeader(HttpHeaders.RETRY_AFTER, "1");
    if (!request.response().ended())
      request.response().setStatusCode(status).end();
  }

  private void open(ServerWebSocket socket, HttpConnection below, String remote) {
    Guest guest = new Guest(this, frames, config.gate(), remote);
    Link link = new Link(socket, vertx, config.line(), counts, guest,
        () -> Severed.below(below));
    guest.over(link);
    open.add(guest);
    link.gone().onComplete(_ -> {
      open.remove(guest);
      admission.left(remote);
    });
    link.listen();
    if (shut)
      guest.end(CloseReason.SHUT_DOWN, "node shuts down");
  }

  synchronized void admit(Guest guest) {
    Guest earlier = admitted.put(guest.node(), guest);
    frames.route(guest.node(), guest);
    if (earlier != null)
      earlier.end(CloseReason.NORMAL, "replaced by a newer link");
    changed.run();
  }

  synchronized void left(Guest guest) {
    if (!admitted.remove(guest.node(), guest))
      return;
    frames.unroute(guest.node(), guest);
    changed.run();
  }

  void shutDown() {
    shut = true;
    open.forEach(guest -> guest.end(CloseReason.SHUT_DOWN, "node shuts down"));
  }
}
