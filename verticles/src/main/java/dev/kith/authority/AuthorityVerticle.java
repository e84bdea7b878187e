package dev.kith.authority;

import dev.kith.bus.Bus;
import dev.kith.bus.Homeward;
import dev.kith.message.Addresses;
import dev.kith.message.AuthorityReply;
import dev.kith.message.AuthorityReply.Update;
import dev.kith.message.AuthorityRequest;
import dev.kith.message.ErrorCode;
import dev.kith.message.KithException;
import dev.kith.message.MeshView;
import dev.kith.message.PeerRequest;
import dev.kith.model.NodeId;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.VerticleBase;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Runs on every node: keeps its card, the list of the revoked and the mesh keys current. On the authority's node it also lets nodes
/// in over HTTP, answers what nodes ask over the bus, and tells all of them of who was revoked.
public final class AuthorityVerticle extends VerticleBase {
  /// Relative to wherever the router is mounted.
  public static final String PATH = "/api/mesh/enrol";
  private static final Logger LOG = LoggerFactory.getLogger(AuthorityVerticle.class);
  /// How often the authority looks after its tokens, orders and keys.
  private static final long TEND_MS = 60_000;
  /// A node that leaves gets its answer before others cut it off; time enough to ask for it again, twice.
  private static final long LEFT_MS = 2_000;

  private final EnrolConfig config;
  private final Membership membership;
  private final Optional<CardAuthority> authority;
  private final Supplier<Own> own;
  private final Supplier<List<String>> seeds;
  private final Supplier<List<String>> doors;
  private final InstantSource clock;
  private volatile EnrolDoor door;
  private volatile Renewer renewer;
  private volatile Context home;
  private Bus bus;
  private WorkerExecutor threads;
  private ChallengeDesk challenges;
  private volatile MeshView view = new MeshView(0, List.of());

  /// @param authority present if this node is the authority; closed by whoever opened it
  /// @param own what this node's card is to say now; asked again and again
  /// @param seeds `ip:port` of doors of live nodes, for those who join
  /// @param doors of this node, as new nodes reach it: `host:port` or `host:port/base`, best first
  public AuthorityVerticle(EnrolConfig config, Membership membership, Optional<CardAuthority> authority, Supplier<Own> own,
      Supplier<List<String>> seeds, Supplier<List<String>> doors, InstantSource clock) {
    this.config = config;
    this.membership = membership;
    this.authority = authority;
    this.own = own;
    this.seeds = seeds;
    this.doors = doors;
    this.clock = clock;
  }

  @Override
  public Future<?> start() {
    bus = Bus.of(vertx);
    home = context;
    threads = vertx.createSharedWorkerExecutor("kith-authority-" + membership.node(), 2);
    challenges = new ChallengeDesk(vertx, new ChallengeFetch(new ChallengeTargets(config.loopback(), this::ownDoor),
        config.challengePort()));
    renewer = new Renewer(new Renewer.Ties(membership, own, this::ask, this::run, config.challengePort(), clock),
        new RenewalPlan(RandomGenerator.of("L64X128MixRandom")));
    vertx.setPeriodic(config.checkEvery().toMillis(), _ -> checkNow());
    vertx.setPeriodic(100, config.updateEvery().toMillis(), _ -> poll());
    return authority.isEmpty() ? Future.succeededFuture() : serve(authority.get());
  }

  private Future<?> serve(CardAuthority present) {
    door = new EnrolDoor(present, challenges, new EnrolLimits(System::nanoTime), this::run, new OpenOrders(clock), seeds, clock);
    AuthorityDesk desk = new AuthorityDesk(present, membership.node(), challenges, this::run, this::spread,
        () -> vertx.setTimer(LEFT_MS, _ -> spread()),
        () -> view.members().stream().map(MeshView.Member::node).toList(), doors);
    vertx.setPeriodic(TEND_MS, _ -> run(() -> {
      present.tend();
      return null;
    }).onFailure(failure -> LOG.error("the authority could not look after its files", failure)));
    return Future.all(bus.serve(Addresses.authority(membership.node()), desk::answer),
        bus.subscribe(Addresses.mesh(membership.node()), now -> view = now));
  }

  @Override
  public Future<?> stop() {
    door = null;
    renewer = null;
    challenges.close();
    return threads.close();
  }

  /// Adds the routes of enrolment. May be called before this verticle is started; until then strangers get 503.
  ///
  /// @param remoteOf the address that counts against the limits: past the proxies that the server trusts
  public void mount(Router router, Function<HttpServerRequest, String> remoteOf) {
    router.post(PATH)
        .handler(route -> here(route.request(), present -> present.enrol(route.request(), remoteOf.apply(route.request()))));
    router.post(PATH + "/:order").handler(route -> here(route.request(),
        present -> present.finish(route.request(), remoteOf.apply(route.request()), route.pathParam("order"))));
  }

  private void here(HttpServerRequest request, Handler<EnrolDoor> then) {
    EnrolDoor present = door;
    if (!membership.isAuthority())
      EnrolDoor.elsewhere(request, membership);
    else if (present == null)
      request.response().setStatusCode(503).putHeader("retry-after", "2").end();
    else
      then.handle(present);
  }

  /// Another node passed on a list of the revoked, or the authority says that there is news.
  ///
  /// @param signed compact JWS
  /// @return fails FORBIDDEN if the authority did not sign it
  public Future<Void> revoked(String signed) {
    return at(present -> present.revoked(signed)).<Void>mapEmpty().onSuccess(_ -> home.runOnContext(_ -> {
      Renewer present = renewer;
      if (present == null)
        return;
      poll();
      present.askRole().onFailure(failure -> LOG.warn("cannot ask the authority for this node's role: {}", failure.getMessage()));
    }));
  }

  /// There is a session with the authority: it has news perhaps, or has forgotten something.
  public void met() {
    Context on = home;
    if (on != null)
      on.runOnContext(_ -> poll());
  }

  /// Asks for a new card now: name, addresses or role changed.
  public Future<Void> renew() { return at(Renewer::renew); }

  /// Asks for a new card now if what the card says is not so any more.
  public void check() {
    Context at = home;
    if (at != null)
      at.runOnContext(_ -> checkNow());
  }

  /// Asks for the list of the revoked and the mesh keys now.
  public Future<Boolean> update() { return at(Renewer::update); }

  private <T> Future<T> at(Function<Renewer, Future<T>> work) {
    Renewer present = renewer;
    if (present == null)
      return Future
          .failedFuture(new KithException(ErrorCode.UNAVAILABLE, "this node starts or stops; its card is not looked after now"));
    Homeward<T> done = new Homeward<>();
    home.runOnContext(_ -> work.apply(present).onComplete(done::complete, done::fail));
    return done.future();
  }

  private void checkNow() {
    Renewer present = renewer;
    if (present != null)
      present.check();
  }

  private void poll() {
    Renewer present = renewer;
    if (present == null)
      return;
    present.update().onFailure(
        failure -> LOG.warn("cannot ask the authority's node {} who was revoked: {}", membership.authority(),
            failure.getMessage()));
  }

  private Future<AuthorityReply> ask(AuthorityRequest request) {
    return bus.request(Addresses.authority(membership.authority()), request);
  }

  private <T> Future<T> run(Callable<T> work) { return threads.executeBlocking(work, false); }

  /// Tells every node that there is news; those that do not hear it ask themselves, a little later.
  private void spread() {
    run(() -> authority.orElseThrow().update()).onSuccess(update -> home.runOnContext(_ -> {
      poll();
      view.members().stream().map(MeshView.Member::node).filter(node -> !node.equals(membership.node()))
          .forEach(node -> tell(node, update));
    })).onFailure(failure -> LOG.error("the authority could not tell nodes of who was revoked", failure));
  }

  private void tell(NodeId node, Update update) {
    bus.request(Addresses.peer(node), new PeerRequest.Revoked(update.revocations()))
        .onFailure(failure -> LOG.info("{} was not told of who was revoked (it asks itself): {}", node, failure.getMessage()));
  }

  private boolean ownDoor(java.net.InetAddress address) {
    try {
      return config.ownPorts().contains(config.challengePort()) && NetworkInterface.getByInetAddress(address) != null;
    } catch (SocketException unknown) {
      return true;
    }
  }
}
