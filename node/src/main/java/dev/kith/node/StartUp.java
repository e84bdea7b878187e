package dev.kith.node;

import dev.kith.access.Access;
import dev.kith.access.AccessVerticle;
import dev.kith.access.SealedFile;
import dev.kith.controller.ControllerVerticle;
import dev.kith.crypto.Identity;
import dev.kith.crypto.KeyFile;
import dev.kith.crypto.Sealer;
import dev.kith.crypto.SigningKey;
import dev.kith.dashboard.DashboardConfig;
import dev.kith.dashboard.DashboardVerticle;
import dev.kith.job.Now;
import dev.kith.ledger.SqliteLedger;
import dev.kith.model.Blob;
import dev.kith.model.NodeId;
import dev.kith.sandbox.SandboxPool;
import dev.kith.volunteer.VolunteerVerticle;
import dev.kith.worker.WorkerVerticle;
import io.vertx.core.Deployable;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The start of a node, step by step. Blocks; runs on a thread of its own. What was opened is closed again if a later step fails.
final class StartUp {
  private static final Logger LOG = LoggerFactory.getLogger(StartUp.class);

  private final NodeConfig config;
  private final Parts parts = new Parts();
  private final InstantSource clock = InstantSource.system();

  private StartUp(NodeConfig config) { this.config = config; }

  static RunningNode of(NodeConfig config) {
    StartUp start = new StartUp(config);
    try {
      return start.run();
    } catch (RuntimeException e) {
      start.parts.close().toCompletionStage().toCompletableFuture().join();
      throw e;
    }
  }

  private RunningNode run() {
    Path data = config.data();
    parts.closing("data lock", DataLock.take(data));
    Optional<SandboxPool> sandbox = openSandbox(data); // first: its processes start while the rest does
    Vertx vertx = parts.closing(Vertx.vertx(new VertxOptions().setEventLoopPoolSize(eventLoops())));
    Identity identity = Identity.loadOrCreate(data.resolve("node.key"));
    byte[] dataKey = KeyFile.loadOrCreate(data.resolve("data.key"));
    SigningKey signingKey = SigningKeys.of(config.access(), data);
    NodeId node = identity.nodeId();

    Optional<Certificate> certificate = Certificate.of(config.http(), data, clock.instant());
    List<String> networkHosts = NetworkAddresses.of(config.http().host());
    VolunteerVerticle volunteers = new VolunteerVerticle(Mapping.volunteers(config), node, Optional.of(node));
    Promise<Void> behind = Promise.promise();
    DashboardConfig door = Mapping.dashboard(config, certificate, networkHosts);
    DashboardVerticle dashboard = new DashboardVerticle(door, node, new OwnDoor(node),
        new dev.kith.dashboard.SigningKey(new Blob(signingKey.publicSpki()), signingKey.alg()), clock,
        List.of(router -> volunteers.mount(router, door::remoteOf)), behind.future());
    Future<String> opening = vertx.deployVerticle(dashboard); // reading its contract takes a while; it opens when the rest is there

    Access access = Access.open(Mapping.access(config.access()), new SealedFile(data, Sealer.of(dataKey)));
    deploy(vertx, new AccessVerticle(node, access));
    deploy(vertx,
        new ControllerVerticle(node, Mapping.controller(config), () -> SqliteLedger.open(data.resolve("ledger.db"), dataKey),
            signingKey,
            StartUp::now, new SecureRandom()));
    sandbox.ifPresent(
        pool -> deploy(vertx,
            new WorkerVerticle(node, Optional.of(node), Mapping.worker(config), pool, signingKey.verifyingKey(), clock)));
    deploy(vertx, volunteers);
    behind.complete();
    String id = opening.await();
    parts.stopping("DashboardVerticle", () -> vertx.undeploy(id));
    parts.stopping("readiness", () -> {
      dashboard.drain(); // first of all: whoever balances load looks elsewhere from now on
      return Future.succeededFuture();
    });
    return new StartedNode(config, parts, dashboard.port(), networkHosts, access.firstKey(), certificate);
  }

  private Optional<SandboxPool> openSandbox(Path data) {
    if (!config.role().works())
      return Optional.empty();
    SandboxPool pool = parts.closing("sandbox", SandboxPool.open(Mapping.sandbox(config, data)));
    Optional<String> lack = pool.unavailable();
    lack.ifPresent(why -> LOG.warn("this node runs no shards itself: {}", why));
    return lack.isPresent() ? Optional.empty() : Optional.of(pool);
  }

  private void deploy(Vertx vertx, Deployable verticle) {
    String id = vertx.deployVerticle(verticle).await();
    parts.stopping(verticle.getClass().getSimpleName(), () -> vertx.undeploy(id));
  }

  /// Half of the cores: the other half is for job code. What the rooms say to each other then seldom has to wake another thread, which
  /// is most of what a short job costs.
  private static int eventLoops() { return Math.max(1, Runtime.getRuntime().availableProcessors() / 2); }

  /// Leases live by the monotonic clock, stamps by the wall's.
  private static Now now() { return new Now(TimeUnit.NANOSECONDS.toMillis(System.nanoTime()), Instant.now()); }
}
