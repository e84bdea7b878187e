package dev.kith.worker;

import dev.kith.bus.Bus;
import dev.kith.crypto.VerifyingKey;
import dev.kith.job.OnceASecond;
import dev.kith.message.Addresses;
import dev.kith.message.LeaseMessage;
import dev.kith.message.MeshView;
import dev.kith.message.Sender;
import dev.kith.message.WorkMessage;
import dev.kith.model.Capability;
import dev.kith.model.LeaseId;
import dev.kith.model.NodeId;
import dev.kith.model.PlainText;
import dev.kith.model.WorkerId;
import dev.kith.model.WorkerKind;
import dev.kith.sandbox.SandboxPool;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Runs leased blocks of every controller of the mesh in the sandbox, one to a slot. Confined to its context; the sandbox's processes
/// do the computing, so the beats that keep the leases alive never wait for job code.
public final class WorkerVerticle extends VerticleBase {
  private static final Logger LOG = LoggerFactory.getLogger(WorkerVerticle.class);
  private static final Duration HAND_BACK = Duration.ofSeconds(3);

  private final NodeId node;
  private final Optional<NodeId> ownController;
  private final WorkerConfig config;
  private final Sandbox sandbox;
  private final JobTerms terms;
  private final WorkerId worker;
  private final OnceASecond refusals = new OnceASecond();

  private Memberships memberships;
  private Blocks blocks;
  private boolean stopping;

  /// @param ownController the controller of this node, served from the start; absent if the node does not control. The others come and
  /// go as the registry tells
  public WorkerVerticle(NodeId node, Optional<NodeId> ownController, WorkerConfig config, SandboxPool sandbox,
      VerifyingKey jobSigningKey) {
    this(node, ownController, config, Sandbox.of(sandbox), jobSigningKey);
  }

  WorkerVerticle(NodeId node, Optional<NodeId> ownController, WorkerConfig config, Sandbox sandbox,
      VerifyingKey jobSigningKey) {
    this.node = node;
    this.ownController = ownController;
    this.config = config;
    this.sandbox = sandbox;
    this.terms = new JobTerms(jobSigningKey);
    this.worker = new WorkerId(node.value());
  }

  @Override
  public Future<?> start() {
    Bus bus = Bus.of(vertx, node);
    memberships = new Memberships(worker, (controller, message) -> bus.request(Addresses.work(controller), message), this::joined,
        this::slots, config.handOver(), WorkerVerticle::millis);
    Materials materials = new Materials(worker, memberships::say, terms, WorkerVerticle::millis, config.keepJobs());
    blocks = new Blocks(vertx, context, sandbox, materials, memberships, config.handOver(), WorkerVerticle::millis);
    memberships.leases(blocks::heldOf, blocks::giveUp);
    vertx.setPeriodic(config.beatEvery().toMillis(), _ -> memberships.beat());
    Future.fromCompletionStage(sandbox.ready(), context).onComplete(_ -> announce()); // by then its engine and isolation are known, or why it can't run anything
    return bus.receive(Addresses.leases(node), this::take).compose(_ -> bus.subscribe(Addresses.mesh(node), this::meet))
        .compose(_ -> ownController.isEmpty() ? Future.succeededFuture() : memberships.join(ownController.get()));
  }

  /// Takes no more, hands back what is finished, and leaves.
  @Override
  public Future<?> stop() {
    stopping = true;
    return memberships.tellAll(new WorkMessage.Credit(worker, 0)).compose(_ -> blocks.handBack(HAND_BACK))
        .compose(_ -> memberships.tellAll(new WorkMessage.Left(worker)));
  }

  private int slots() { return sandbox.unavailable().isPresent() ? 0 : sandbox.slots(); }

  /// What holds code in, or why none is run.
  private String isolation() {
    String text = PlainText.line(sandbox.isolation() + sandbox.unavailable().map(why -> "; runs nothing: " + why).orElse(""));
    return text.substring(0, Math.min(text.length(), Capability.ISOLATION_CHARS));
  }

  private WorkMessage.Joined joined(int credit, List<LeaseId> held) {
    Capability capability = new Capability(config.label(), sandbox.engine(),
        System.getProperty("os.name") + " " + System.getProperty("os.arch"),
        Runtime.getRuntime().availableProcessors(), Runtime.getRuntime().maxMemory() >> 20, isolation());
    return new WorkMessage.Joined(worker, WorkerKind.NODE, Addresses.leases(node).address(), credit, capability, held,
        config.silence().toMillis());
  }

  /// On a clock that nobody sets.
  private static long millis() { return System.nanoTime() / 1_000_000; }

  private void announce() { if (!stopping) memberships.announce(); }

  private void meet(MeshView view) {
    if (stopping) return;
    Set<NodeId> controllers = new LinkedHashSet<>(view.controllers());
    ownController.ifPresent(controllers::add);
    memberships.controllers(controllers);
  }

  private void take(Sender sender, LeaseMessage message) {
    NodeId controller = sender.node();
    if (!sender.role().controls() || !memberships.serves(controller) || !message.worker().equals(worker)) {
      refuse(sender, message);
      return;
    }
    switch (message) {
      case LeaseMessage.Offered offered -> {
        if (stopping) return; // it lapses when this worker leaves
        blocks.offered(controller, offered);
        memberships.worked(controller);
      }
      case LeaseMessage.Revoked revoked -> blocks.revoked(controller, revoked.lease());
      case LeaseMessage.Forget forget -> blocks.forget(controller, forget.job());
    }
  }

  private void refuse(Sender sender, LeaseMessage message) {
    long count = refusals.happened(millis());
    if (count > 0)
      LOG.warn("refused {} lease messages, the last from node {} (role {}) for worker {}: not a controller of ours", count,
          sender.node(), sender.role(), message.worker());
  }
}
