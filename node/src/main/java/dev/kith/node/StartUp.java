package dev.kith.node;

import dev.kith.access.Access;
import dev.kith.access.AccessConfig;
import dev.kith.access.AccessVerticle;
import dev.kith.access.SealedFile;
import dev.kith.authority.Clocks;
import dev.kith.authority.Membership;
import dev.kith.controller.ControllerVerticle;
import dev.kith.controller.SeenStart;
import dev.kith.crypto.Identity;
import dev.kith.crypto.KeyFile;
import dev.kith.crypto.Sealer;
import dev.kith.crypto.SigningKey;
import dev.kith.dashboard.DashboardConfig;
import dev.kith.dashboard.DashboardVerticle;
import dev.kith.job.Now;
import dev.kith.ledger.SqliteLedger;
import dev.kith.message.ErrorCode;
import dev.kith.message.KithException;
import dev.kith.model.Blob;
import dev.kith.model.NodeId;
import dev.kith.model.Role;
import dev.kith.node.Parts.Stage;
import dev.kith.registry.RegistryVerticle;
import dev.kith.sandbox.SandboxPool;
import dev.kith.volunteer.VolunteerVerticle;
import dev.kith.worker.WorkerVerticle;
import io.vertx.core.Deployable;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.net.KeyCertOptions;
import io.vertx.core.net.PemKeyCertOptions;
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

  static {
    // Names are few, the JDK resolves them as well: the resolver of Vert.x keeps UDP ports open to everybody.
    System.setProperty("vertx.disableDnsResolver", "true");
  }

  private final NodeConfig config;
  private final Parts parts = new Parts();
  private final InstantSource clock = InstantSource.system();

  private StartUp(NodeConfig config) { this.config = config; }

  static RunningNode of(NodeConfig config) {
    StartUp start = new StartUp(config);
    try {
      return start.run();
    } catch (Exception e) { // futures that are waited for throw whatever they failed with
      start.parts.close().toCompletionStage().toCompletableFuture().join();
      throw e;
    }
  }

  private RunningNode run() {
    Path data = config.data();
    OpenFiles.demandEnough();
    AccessConfig keys = Mapping.access(config.access()); // refused before anything is made
    parts.closing("data lock", DataLock.take(data));
    demandMesh(data);
    Clocks.demandPossible(clock.instant(), "start again");
    Reach.demandFree(config.http().host(), config.http().port());
    Identity identity = Identity.loadOrCreate(data.resolve("node.key"));
    byte[] dataKey = KeyFile.loadOrCreate(data.resolve("data.key"));
    Optional<Membership> known = Membership.load(data);
    known.ifPresent(membership -> Clocks.demandFitting(membership, clock.instant()));
    known.flatMap(
        membership -> CutOff.why(config, membership.card(), membership.authorityCard(), RegistryVerticle.doorsOfOthers(data)))
        .ifPresent(why -> {
          throw new KithException(ErrorCode.CONFLICT, why);
        });
    Role role = known.map(membership -> membership.card().role()).orElse(config.role()); // a card says more than a wish
    Optional<SandboxPool> sandbox = openSandbox(natives(data), role); // early: its processes start while the rest does
    MeshSide mesh = MeshSide.open(config, identity, dataKey, known, parts, clock);
    Membership membership = mesh.membership();
    Vertx vertx = mesh.vertx();
    NodeId node = identity.nodeId();
    Optional<NodeId> controller = role.controls() ? Optional.of(node) : Optional.empty();

    VolunteerVerticle volunteers = new VolunteerVerticle(Mapping.volunteers(config), node, controller);
    Promise<Void> behind = Promise.promise();
    DashboardConfig door = Mapping.dashboard(config, certificate(mesh), mesh.reach().doorHosts());
    DashboardVerticle dashboard = new DashboardVerticle(door, node, mesh,
        new dev.kith.dashboard.SigningKey(new Blob(membership.jobKey().spki()), membership.jobKey().alg()),
        CompileCheck.by(vertx, sandbox), clock,
        List.of(router -> volunteers.mount(router, door::remoteOf), router -> mesh.mount(router, door::remoteOf)),
        behind.future());
    Future<String> opening = vertx.deployVerticle(dashboard); // reading its contract takes a while; it opens when the rest is there

    Access access = Access.open(keys, new SealedFile(data, Sealer.of(dataKey)));
    deploy(vertx, parts, Stage.DOORS, new AccessVerticle(node, access));
    Optional<ControllerVerticle> draining = Optional.empty();
    if (role.controls()) {
      SigningKey signingKey = membership.jobSecret().orElseThrow(() -> new KithException(ErrorCode.INTERNAL,
          "cannot start: the card says " + role + ", but " + data + " has no key to sign jobs with; join again"));
      ControllerVerticle jobs = new ControllerVerticle(node, Mapping.controller(config),
          () -> SqliteLedger.open(data.resolve("ledger.db"), dataKey), new SeenStart(data), signingKey, StartUp::now,
          new SecureRandom());
      deploy(vertx, parts, Stage.WORK, jobs);
      draining = Optional.of(jobs);
    }
    sandbox.ifPresent(pool -> deploy(vertx, parts, Stage.WORK,
        new WorkerVerticle(node, controller, Mapping.worker(config), pool, membership.jobKey())));
    deploy(vertx, parts, Stage.WORK, volunteers);
    draining.ifPresent(jobs -> parts.stopping(Stage.WORK, "giving out work", jobs::drain));
    mesh.deploy(parts);
    behind.complete();
    String id = opening.await();
    mesh.listening(dashboard.port());
    parts.stopping(Stage.DOORS, "DashboardVerticle", () -> vertx.undeploy(id));
    parts.stopping(Stage.READINESS, "readiness", () -> {
      dashboard.drain(); // first of all: whoever balances load looks elsewhere from now on
      return Future.succeededFuture();
    });
    return new StartedNode(config, parts, dashboard.port(), mesh, access.firstKey(), mesh.doorCertificate());
  }

  /// Before anything is made: a worker alone has nobody to work for.
  private void demandMesh(Path data) {
    if (!config.role().controls() && !MeshFiles.there(data)) {
      throw KithException
          .invalid("node.role: \"worker\" needs a mesh to join: kith join HOST:PORT#TOKEN (kith token create on one"
              + " of its nodes prints that line). The first node of a mesh is controller or dual");
    }
  }

  /// SQLite unpacks its library where this property says, else into `/tmp`.
  private static Path natives(Path data) {
    Path natives = NativeFolder.of(data, System.getenv());
    System.setProperty("org.sqlite.tmpdir", natives.toString());
    return natives;
  }

  private Optional<SandboxPool> openSandbox(Path natives, Role role) {
    if (!role.works())
      return Optional.empty();
    SandboxPool pool = parts.closing("sandbox",
        SandboxPool.open(Mapping.sandbox(config, natives), Mapping.demand(config, config.data())));
    Optional<String> lack = pool.unavailable();
    lack.ifPresent(why -> LOG.warn("this node runs no shards itself: {}", why));
    return lack.isPresent() ? Optional.empty() : Optional.of(pool);
  }

  /// Of the door: as configured, else the one that the mesh's authority issued, renewed while it is open.
  private Optional<KeyCertOptions> certificate(MeshSide mesh) {
    NodeConfig.Http http = config.http();
    if (!http.tls())
      return Optional.empty();
    return Optional.of(http.selfSigned()
        ? mesh.keys()
        : new PemKeyCertOptions().setCertPath(http.tlsCert().orElseThrow().toString())
            .setKeyPath(http.tlsKey().orElseThrow().toString()));
  }

  static void deploy(Vertx vertx, Parts parts, Stage stage, Deployable verticle) {
    String id = vertx.deployVerticle(verticle).await();
    parts.stopping(stage, verticle.getClass().getSimpleName(), () -> vertx.undeploy(id));
  }

  /// Leases live by the monotonic clock, stamps by the wall's.
  private static Now now() { return new Now(TimeUnit.NANOSECONDS.toMillis(System.nanoTime()), Instant.now()); }
}
