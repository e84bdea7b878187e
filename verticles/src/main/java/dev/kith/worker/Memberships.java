package dev.kith.worker;

import dev.kith.job.CreditSplit;
import dev.kith.message.ErrorCode;
import dev.kith.message.KithException;
import dev.kith.message.WorkMessage;
import dev.kith.message.WorkReply;
import dev.kith.model.LeaseId;
import dev.kith.model.NodeId;
import dev.kith.model.WorkerId;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The controllers that this worker serves: joins each, says that it is alive, and tells each its credit. Confined to the verticle's
/// context.
///
/// A controller: unknown -(in the mesh)-> served -(not in the mesh)-> lost -(its leases are over, or silent too long)-> unknown;
/// lost -(in the mesh again)-> served. One that answers UNKNOWN_WORKER has begun a new epoch: what it leased before is given up.
final class Memberships {
  private static final Logger LOG = LoggerFactory.getLogger(Memberships.class);
  /// Controllers served at once.
  static final int MAX = 256;

  private final WorkerId worker;
  private final BiFunction<NodeId, WorkMessage, Future<WorkReply>> bus;
  private final Joining joining;
  private final IntSupplier slots;
  private final Duration silence;
  private final LongSupplier clock;
  private final CreditSplit split = new CreditSplit();
  private final Map<NodeId, Membership> served = new LinkedHashMap<>();
  private Function<NodeId, List<LeaseId>> held = _ -> List.of();
  private Consumer<NodeId> giveUp = _ -> {};

  /// Makes the message by which this worker joins.
  interface Joining {
    WorkMessage.Joined message(int credit, List<LeaseId> held);
  }

  private static final class Membership {
    boolean lost;
    boolean joining;
    boolean refused;
    int told;
    long heardAt;
    final Fitness fitness = new Fitness();

    Membership(long now) { heardAt = now; }
  }

  /// @param slots that can run something now
  /// @param silence after which a controller's leases are given up
  Memberships(WorkerId worker, BiFunction<NodeId, WorkMessage, Future<WorkReply>> bus, Joining joining, IntSupplier slots,
      Duration silence, LongSupplier clock) {
    this.worker = worker;
    this.bus = bus;
    this.joining = joining;
    this.slots = slots;
    this.silence = silence;
    this.clock = clock;
  }

  /// @param heldOf the leases held of a controller
  /// @param giveUpOf lets go of them
  void leases(Function<NodeId, List<LeaseId>> heldOf, Consumer<NodeId> giveUpOf) {
    held = heldOf;
    giveUp = giveUpOf;
  }

  WorkerId worker() { return worker; }

  boolean serves(NodeId controller) { return served.containsKey(controller); }

  /// Which controllers there are now.
  void controllers(Collection<NodeId> now) {
    Set<NodeId> wanted = new HashSet<>(now);
    served.forEach((controller, membership) -> membership.lost = !wanted.contains(controller));
    for (NodeId controller : now) {
      if (served.containsKey(controller)) continue;
      if (served.size() >= MAX) {
        LOG.warn("node {} is not served: a worker serves at most {} controllers", controller, MAX);
        continue;
      }
      join(controller).onFailure(failure -> LOG.debug("not joined: {}", failure.getMessage())); // the next beat joins
    }
  }

  Future<WorkReply> join(NodeId controller) {
    Membership membership = served.computeIfAbsent(controller, _ -> new Membership(clock.getAsLong()));
    membership.joining = true;
    membership.told = credit(controller);
    return say(controller, joining.message(membership.told, held.apply(controller))).onComplete(reply -> {
      membership.joining = false;
      membership.refused = false;
    }, failure -> {
      membership.joining = false;
      if (!membership.refused) LOG.warn("cannot join node {}: {}; trying again with each beat", controller, failure.getMessage());
      membership.refused = true;
    });
  }

  /// Tells all who this is (again).
  void announce() { served.keySet().forEach(this::join); }

  void beat() {
    long now = clock.getAsLong();
    for (Map.Entry<NodeId, Membership> each : List.copyOf(served.entrySet()))
      beat(each.getKey(), each.getValue(), now);
  }

  private void beat(NodeId controller, Membership membership, long now) {
    List<LeaseId> leases = held.apply(controller);
    if (!leases.isEmpty()) split.worked(controller, now);
    if (!leases.isEmpty() && now - membership.heardAt > silence.toMillis()) {
      LOG.warn("node {} has not answered for {} ms; its {} leases are given up", controller, now - membership.heardAt,
          leases.size());
      giveUp.accept(controller);
    }
    if (membership.lost) {
      if (held.apply(controller).isEmpty()) dismiss(controller);
      return;
    }
    if (membership.joining) return;
    say(controller, new WorkMessage.Beat(worker, held.apply(controller))).onComplete(reply -> heard(controller, reply),
        failure -> LOG.debug("no answer to a beat: {}", failure.getMessage()));
    tellCredit(controller, membership);
  }

  private void dismiss(NodeId controller) {
    served.remove(controller);
    split.forget(controller);
  }

  /// A controller has given a lease: the others' shares change, from the first beat on at the latest.
  void worked(NodeId controller) {
    split.worked(controller, clock.getAsLong());
    served.forEach(this::tellCredit);
  }

  private void tellCredit(NodeId controller, Membership membership) {
    int credit = credit(controller);
    if (credit == membership.told || membership.joining || membership.lost) return;
    int before = membership.told;
    membership.told = credit;
    say(controller, new WorkMessage.Credit(worker, credit)).onFailure(_ -> {
      if (membership.told == credit) membership.told = before; // the next beat tells it again
    });
  }

  private int credit(NodeId controller) {
    int share = split.credit(slots.getAsInt(), controller, clock.getAsLong());
    Membership membership = served.get(controller);
    return membership == null ? share : membership.fitness.credit(share, clock.getAsLong());
  }

  /// A block of that controller's could not be run here.
  void gaveBack(NodeId controller) {
    Membership membership = served.get(controller);
    if (membership == null) return;
    membership.fitness.gaveBack(clock.getAsLong());
    tellCredit(controller, membership);
  }

  /// A block of that controller's was run here.
  void ran(NodeId controller) {
    Membership membership = served.get(controller);
    if (membership == null) return;
    membership.fitness.ran();
    tellCredit(controller, membership);
  }

  /// Asks, and notes that the controller is there if it answers at all.
  Future<WorkReply> say(NodeId controller, WorkMessage message) {
    return bus.apply(controller, message).onComplete(answer -> {
      Membership membership = served.get(controller);
      if (membership != null && (answer.succeeded() || answered(answer.cause()))) membership.heardAt = clock.getAsLong();
    });
  }

  private static boolean answered(Throwable failure) {
    return failure instanceof KithException known && known.code() != ErrorCode.TIMEOUT && known.code() != ErrorCode.UNAVAILABLE;
  }

  void heard(NodeId controller, WorkReply reply) {
    Membership membership = served.get(controller);
    if (!(reply instanceof WorkReply.UnknownWorker) || membership == null || membership.joining) return;
    LOG.info("controller {} does not know this worker; joining again", controller);
    giveUp.accept(controller); // its leases were of another epoch
    join(controller);
  }

  /// One message to all, whoever answers.
  Future<Void> tellAll(WorkMessage message) {
    return Future.join(served.keySet().stream().map(controller -> say(controller, message)).toList()).otherwiseEmpty().mapEmpty();
  }
}
