package dev.kith.volunteer;

import dev.kith.bus.Bus;
import dev.kith.message.Addresses;
import dev.kith.message.ErrorCode;
import dev.kith.message.KithException;
import dev.kith.message.Limits;
import dev.kith.message.Sender;
import dev.kith.message.VolunteerReply;
import dev.kith.message.VolunteerRequest;
import dev.kith.model.NodeId;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Base64;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/// The door of volunteers' tabs: a WebSocket at `/ws/volunteer`, mounted on the HTTP server of another verticle.
public final class VolunteerVerticle extends VerticleBase {
  /// Relative to wherever the router is mounted.
  public static final String PATH = "/ws/volunteer";

  private final VolunteerConfig config;
  private final NodeId node;
  private final Optional<NodeId> ownController;
  private final SecureRandom random = new SecureRandom();
  private volatile Volunteers volunteers;
  private Context home;

  /// @param node whose access and bus addresses it uses
  /// @param ownController the controller of this node, for which tabs work from the start; absent if the node does not control. The
  /// others come and go as the registry tells
  public VolunteerVerticle(VolunteerConfig config, NodeId node, Optional<NodeId> ownController) {
    this.config = config;
    this.node = node;
    this.ownController = ownController;
  }

  /// What the HTTP server must be told so that a frame can't be larger than allowed, inflated or not (CVE-2026-102467).
  public static HttpServerOptions limited(HttpServerOptions options) {
    return options.setMaxWebSocketFrameSize(Limits.VOLUNTEER_FRAME_BYTES).setMaxWebSocketMessageSize(Limits.VOLUNTEER_FRAME_BYTES)
        .setPerMessageWebSocketCompressionSupported(false).setPerFrameWebSocketCompressionSupported(false)
        .setRegisterWebSocketWriteHandlers(false).setWebSocketClosingTimeout(1);
  }

  @Override
  public Future<?> start() {
    Bus bus = Bus.of(vertx, node);
    home = context;
    volunteers = new Volunteers(config, new Volunteers.Ties(Addresses.volunteerLeases(node).address(),
        () -> System.nanoTime() / 1_000_000, InstantSource.system(), this::nonce,
        (controller, message) -> bus.request(Addresses.work(controller), message),
        request -> bus.request(Addresses.access(node), request)));
    volunteers.controllers(controllers(List.of()));
    vertx.setPeriodic(Math.min(1_000, config.handshake().toMillis()), _ -> volunteers.sweep());
    vertx.setPeriodic(config.inviteCheck().toMillis(), _ -> volunteers.checkInvites());
    return bus.receive(Addresses.volunteerLeases(node), (sender, message) -> volunteers.deliver(sender, message))
        .compose(_ -> bus.serve(Addresses.volunteers(node), this::answer))
        .compose(_ -> bus.subscribe(Addresses.mesh(node), view -> volunteers.controllers(controllers(view.controllers()))));
  }

  /// @throws KithException FORBIDDEN to other nodes: only the door of this one has tabs to ask for
  private Future<VolunteerReply> answer(Sender sender, VolunteerRequest request) {
    if (!sender.node().equals(node))
      throw new KithException(ErrorCode.FORBIDDEN,
          "node " + sender.node() + " asks for what only the door of node " + node + " may ask");
    return Future.succeededFuture(switch (request) {
      case VolunteerRequest.Room(String remote) -> {
        volunteers.demandRoom(remote);
        yield new VolunteerReply.Room();
      }
      case VolunteerRequest.ListTurnedAway() -> new VolunteerReply.TurnedAway(volunteers.turnedAway());
    });
  }

  private Set<NodeId> controllers(List<NodeId> told) {
    Set<NodeId> all = new LinkedHashSet<>(told);
    ownController.ifPresent(all::add);
    return all;
  }

  @Override
  public Future<?> stop() {
    volunteers.shutDown();
    volunteers = null;
    return Future.succeededFuture();
  }

  /// Adds the route. May be called before this verticle is started; until then tabs get 503.
  ///
  /// The server that it is mounted on refuses pages of other origins, which could take the places of tabs. Beyond that a tab proves itself by
  /// a key that other origins cannot reach.
  ///
  /// @param remoteOf the address that counts against the limits: past the proxies that the server trusts
  public void mount(Router router, Function<HttpServerRequest, String> remoteOf) {
    router.get(PATH).handler(request -> upgrade(request, remoteOf.apply(request.request())));
  }

  private void upgrade(RoutingContext request, String remote) {
    Volunteers present = volunteers;
    if (!"websocket".equalsIgnoreCase(request.request().getHeader(HttpHeaders.UPGRADE))) {
      request.response().setStatusCode(426).putHeader(HttpHeaders.UPGRADE, "websocket").end();
    } else if (present == null) {
      request.response().setStatusCode(503).end();
    } else {
      request.request().toWebSocket().onSuccess(socket -> WebSocketConnection.open(socket, remote, config, home, present))
          .onFailure(_ -> request.response().setStatusCode(400).end());
    }
  }

  private String nonce() {
    byte[] bytes = new byte[32];
    random.nextBytes(bytes);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
