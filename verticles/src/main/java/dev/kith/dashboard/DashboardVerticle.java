package dev.kith.dashboard;

import com.github.benmanes.caffeine.cache.Ticker;
import dev.kith.bus.Bus;
import dev.kith.message.AccessReply;
import dev.kith.message.AccessRequest;
import dev.kith.message.Addresses;
import dev.kith.message.Service;
import dev.kith.model.NodeId;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.Http2Settings;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.KeyCertOptions;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/// The HTTP door of a node. State (open streams) is confined to this verticle's context.
public final class DashboardVerticle extends VerticleBase {
  private static final Set<String> TLS = Set.of("TLSv1.2", "TLSv1.3");
  private static final int HEADER_BYTES = 16 * 1024;
  private static final Duration SWEEP = Duration.ofMillis(500);

  private final DashboardConfig config;
  private final NodeId node;
  /// Nodes know where a door is, but not its base path.
  private static final List<String> FOR_NODES = List.of("/ws/peer", "/api/mesh/enrol", "/api/mesh/enrol/*");

  private final AuthorityDoor authority;
  private final SigningKey key;
  private final CodeCheck check;
  private final InstantSource clock;
  private final List<Consumer<Router>> mounts;
  private final Future<?> behind;
  private final PageProof pages = new PageProof(Ticker.systemTicker());
  private Neighbourhood mesh;
  private MeshJobs jobs;
  private EventStreams streams;
  private HttpServer server;
  private volatile int port;
  private volatile boolean draining;

  /// @param authority to which operators' wishes for the mesh go
  /// @param key its public half is told to pages, to pin it
  /// @param check asked for code before a job is accepted
  /// @param mounts put routes of other features on the same server, below the base path; called once at the start
  /// @param behind what has to be there before the door opens; the door is prepared meanwhile
  public DashboardVerticle(DashboardConfig config, NodeId node, AuthorityDoor authority, SigningKey key,
      CodeCheck check, InstantSource clock,
      List<Consumer<Router>> mounts, Future<?> behind) {
    this.config = config;
    this.node = node;
    this.authority = authority;
    this.key = key;
    this.check = check;
    this.clock = clock;
    this.mounts = List.copyOf(mounts);
    this.behind = behind;
  }

  @Override
  public Future<?> start() {
    Bus bus = Bus.of(vertx, node);
    mesh = new Neighbourhood(bus, node);
    jobs = new MeshJobs(bus, mesh);
    streams = new EventStreams(vertx, bus, jobs, node, config.door());
    return Contract.load(vertx).compose(contract -> Future.all(mesh.listen(), streams.listen()).map(contract))
        .map(contract -> routes(contract, bus)).compose(routes -> behind.compose(_ -> listen(routes)));
  }

  @Override
  public Future<?> stop() {
    drain();
    if (streams != null)
      streams.closeAll();
    return server == null ? Future.succeededFuture() : server.shutdown(2, TimeUnit.SECONDS);
  }

  /// The port that is listened on, once started. Thread-safe.
  public int port() { return port; }

  /// From now on `/ready` says no. Thread-safe.
  public void drain() { draining = true; }

  PageProof pages() { return pages; }

  int openStreams() { return streams.open(); }

  private Future<?> listen(Router routes) {
    Sockets sockets = new Sockets(config.door(), config.trustedProxies() == 0, System::nanoTime);
    HttpServerOptions options = options(sockets);
    vertx.setPeriodic(SWEEP.toMillis(), _ -> sockets.sweep());
    server = vertx.createHttpServer(options).requestHandler(routes).invalidRequestHandler(Hardening::refuse)
        .exceptionHandler(Refused::tell)
        .connectionHandler(connection -> sockets.speaks(connection, options));
    return server.listen(config.port(), config.host()).onSuccess(listening -> port = listening.actualPort());
  }

  private Router routes(Contract contract, Bus bus) {
    Router app = Router.router(vertx);
    mounts.forEach(mount -> mount.accept(app));
    new OperationRoutes(gate(bus), actions(contract, bus)).mount(app, vertx, contract);
    new InviteLanding(bus, access(), config).mount(app);
    new Pages(new Assets(vertx), Pages.WEBROOT, config.basePath()).mount(app);
    app.route().handler(context -> Unmatched.answer(context, contract, config.basePath()));
    Router root = Router.router(vertx);
    root.route().handler(new Hardening(config.trustedProxies(), config.ownHosts()));
    if (!config.basePath().isEmpty()) root.route(config.basePath()).handler(context -> toDirectory(context, config.basePath()));
    root.route(config.basePath() + "/*").subRouter(app);
    if (!config.basePath().isEmpty())
      FOR_NODES
          .forEach(path -> root.route(path).handler(context -> context.reroute(config.basePath() + context.request().path())));
    root.route().handler(context -> Unmatched.answer(context, contract, config.basePath()));
    root.route().failureHandler(context -> ErrorAnswers.send(context, Unmatched.cause(context)));
    Set.of(400, 404, 405, 413, 500).forEach(status -> root.errorHandler(status, //
        context -> ErrorAnswers.send(context, Unmatched.cause(context))));
    return root;
  }

  /// Relative addresses of the landing page start at the base path with its slash.
  private static void toDirectory(RoutingContext context, String path) {
    if (context.request().path().equals(path)) context.response().setStatusCode(308).putHeader("location", path + "/").end();
    else
      context.next();
  }

  private Gate gate(Bus bus) {
    return new Gate(bus, access(), new Keys(bus, mesh, Ticker.systemTicker()), new RequestBody(vertx, config), config, pages,
        this::port);
  }

  private Map<String, Action> actions(Contract contract, Bus bus) {
    Map<String, Action> actions = new HashMap<>();
    actions.putAll(new JobOperations(jobs, check, new JobBodies(config.jobs())).actions());
    actions.putAll(new ResultStreams(vertx, jobs).actions());
    actions.putAll(streams.actions());
    actions.putAll(new AccessOperations(bus, access(), config.cookiePath(), pages, this::port).actions());
    actions.putAll(new InviteOperations(bus, access(), Addresses.volunteers(node), config, key).actions());
    actions.putAll(new MeshOperations(bus, node, authority).actions());
    actions.putAll(new NodeOperations(bus, Addresses.jobs(node), Addresses.volunteers(node), config, key, contract, clock,
        () -> draining, mesh).actions());
    return actions;
  }

  private Service<AccessRequest, AccessReply> access() { return Addresses.access(node); }

  /// WebSocket compression stays off: a small frame could unpack to gigabytes. Clear-text HTTP/2 stays off: its upgrade is
  /// a way to smuggle past a proxy.
  private HttpServerOptions options(Sockets sockets) {
    int frame = config.door().webSocketBytes();
    HttpServerOptions options = new HttpServerOptions().setPerMessageWebSocketCompressionSupported(false)
        .setPerFrameWebSocketCompressionSupported(false).setMaxWebSocketFrameSize(frame).setMaxWebSocketMessageSize(frame)
        .setRegisterWebSocketWriteHandlers(false).setWebSocketClosingTimeout(1).setCompressionSupported(false)
        .setMaxHeaderSize(HEADER_BYTES).setMaxInitialLineLength(RequestDecoder.LINE_BYTES)
        .setHttp2ClearTextEnabled(false).setHttp2RstFloodMaxRstFramePerWindow(200).setHttp2RstFloodWindowDuration(30)
        .setHttp2RstFloodWindowDurationTimeUnit(TimeUnit.SECONDS)
        .setInitialSettings(new Http2Settings().setMaxConcurrentStreams(100).setMaxHeaderListSize(HEADER_BYTES))
        .setStrictThreadMode(true).setIdleTimeoutUnit(TimeUnit.SECONDS);
    options.setIdleTimeout((int) config.door().idle().toSeconds());
    config.tls().ifPresent(certificate -> secured(options, certificate, sockets));
    return options;
  }

  private static void secured(HttpServerOptions options, KeyCertOptions certificate, Sockets sockets) {
    options.setSslEngineOptions(new DoorTls(tls -> sockets.opened(tls.channel()).ifPresent(_ -> tls.pipeline() //
        .addBefore(tls.name(), PlainKnock.NAME, new PlainKnock()))));
    options.setSsl(true).setUseAlpn(true).setKeyCertOptions(certificate);
    options.setEnabledSecureTransportProtocols(TLS);
  }
}
